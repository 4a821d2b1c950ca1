import type { KeyObject } from 'node:crypto';

/** A network's peers and roots, as gateway and client read it from `connection.json`. */
export interface ConnectionProfile {
  readonly channel: string;
  readonly chaincode: string;
  readonly organisations: Readonly<
    Record<
      string,
      {
        /** `tlsRootCert` is a path relative to the profile. */
        readonly peer: { readonly address: string; readonly serverName: string; readonly tlsRootCert: string };
        readonly rootCerts: readonly string[];
      }
    >
  >;
  readonly orderer: { readonly mspId: string; readonly rootCerts: readonly string[] };
}

/** A client's identity in one organisation. */
export interface TestIdentity {
  readonly mspId: string;
  /** PEM. */
  readonly certificate: Buffer;
  readonly privateKey: KeyObject;
}

/** What a suite may need that not every network can do. */
export type NetworkFeature =
  /** Kill the whole network at once and start it again on what it kept on disk. */
  | 'kill'
  /** Issue a certificate with dates of the test's choosing. */
  | 'expired-identity'
  /** End the chaincode process and start it again. */
  | 'chaincode-restart'
  /** Read a peer’s whole public state, which ends the network. */
  | 'public-state';

/** A running network with a chaincode on it; suites ask what it supports, never which it is. */
export interface FabricNetwork {
  /** Path of `connection.json`. */
  readonly profilePath: string;
  readonly connectionProfile: ConnectionProfile;
  /** A client of the organisation, of the participant given. */
  identityFor(mspId: string, participantId?: string): Promise<TestIdentity>;
  /** The organisation’s administrator. */
  adminOf(mspId: string): TestIdentity;
  supports(feature: NetworkFeature): boolean;
  /** Waits until every organisation’s peer has a block: what one of them says next, all would say. */
  settled(block: bigint): Promise<void>;
  /** With `kill`: SIGKILL to the network's processes (the chaincode stays), then a start on the same data. */
  killAndRestart(): Promise<void>;
  /** With `expired-identity`: a client of the organisation whose certificate has run out. */
  expiredIdentityFor(mspId: string): Promise<TestIdentity>;
  /** With `chaincode-restart`: starts the chaincode that a transaction has ended. */
  restartChaincode(): Promise<void>;
  /** With `public-state`: every public key of the chaincode with its value, in the order of their bytes; nothing can be called after it. */
  readPublicState(): Promise<readonly (readonly [key: string, value: Uint8Array])[]>;
  stop(): Promise<void>;
}

/** How a suite wants its network. */
export interface NetworkOptions {
  /** Which chaincode runs on it; the probe where nothing is said. */
  readonly chaincode?: 'probe' | 'databund';
  /** The organisations whose peers run the exchange’s chaincode with a patch; all run the same where nothing is said. */
  readonly patchedAt?: readonly string[];
  /** The number of the invariant that the exchange’s chaincode breaks on every peer. */
  readonly broken?: number;
  /** How long the orderer gathers a block; 0 where it need not. Networks that cannot change it take their own. */
  readonly batchTimeoutMs?: number;
  readonly executeTimeoutMs?: number;
}
