import type { KeyObject } from 'node:crypto';
import { Type, type Static } from '@sinclair/typebox';
import type { Hash } from '@databund/model';

/** The peers and root certificates of a network, as `connection.json` contains them. */
export const connectionProfileForm = Type.Object({
  channel: Type.String(),
  chaincode: Type.String(),
  organisations: Type.Record(
    Type.String(),
    Type.Object({
      // The path is relative to the profile.
      peer: Type.Object({ address: Type.String(), serverName: Type.String(), tlsRootCert: Type.String() }),
      rootCerts: Type.Array(Type.String()),
    }),
  ),
  orderer: Type.Object({ mspId: Type.String(), rootCerts: Type.Array(Type.String()) }),
});
export type ConnectionProfile = Static<typeof connectionProfileForm>;

/** The identity of a client of one organisation. */
export interface TestIdentity {
  readonly mspId: string;
  /** PEM. */
  readonly certificate: Buffer;
  readonly privateKey: KeyObject;
}

/** Features that only some networks have. */
export type NetworkFeature =
  /** Kills the whole network at once and starts it again with its data. */
  | 'kill'
  /** Issues a certificate that has expired. */
  | 'expired-identity'
  /** Ends the chaincode process and starts it again. */
  | 'chaincode-restart'
  /** Reads the whole public state of a peer, which ends the network. */
  | 'public-state';

/** Every public key of a chaincode with its value, in byte order. */
export type PublicState = readonly (readonly [key: string, value: Uint8Array])[];

/** A running network with a chaincode. Suites ask for its features, never for its name. */
export interface FabricNetwork {
  /** Path of `connection.json`. */
  readonly profilePath: string;
  readonly connectionProfile: ConnectionProfile;
  /** Issues an identity of the organisation for the participant. */
  issueIdentity(mspId: string, participantId?: string): Promise<TestIdentity>;
  /** Issues the identity of a client that may read blocks. */
  issueObserver(mspId: string): Promise<TestIdentity>;
  /** Returns the identity of the organisation's administrator. */
  readAdmin(mspId: string): TestIdentity;
  hasFeature(feature: NetworkFeature): boolean;
  /** Waits until the peer of every organisation has a block, so that all answer alike. */
  waitForBlock(block: bigint): Promise<void>;
  /** With `kill`: sends SIGKILL to the network's processes (the chaincode stays), then starts them with the same data. */
  killAndRestart(): Promise<void>;
  /** With `expired-identity`: issues an identity whose certificate has expired. */
  issueExpiredIdentity(mspId: string): Promise<TestIdentity>;
  /** Issues a participant's certificate that ends after so many milliseconds, from its organisation's CA. */
  issueShortIdentity(mspId: string, participantId: string, lifeMs: number): Promise<TestIdentity>;
  /** With `chaincode-restart`: starts the chaincode that a transaction has ended. */
  restartChaincode(): Promise<void>;
  /** Ends the chaincode of an organisation that has one of its own: its peer endorses nothing any more. */
  stopChaincode(mspId: string): Promise<void>;
  /** With `public-state`: returns every public key of the chaincode with its value, in byte order. Ends the network. */
  readPublicState(): Promise<PublicState>;
  stop(): Promise<void>;
}

/** The network that a suite asks for. */
export interface NetworkOptions {
  /** The chaincode on the network; the probe by default. */
  readonly chaincode?: 'probe' | 'databund' | 'asset';
  /** The organisations whose peers run the patched chaincode; none by default. */
  readonly patchedAt?: readonly string[];
  /** The organisations whose peers run the probe on the shim of the exchange, and not on Fabric's; none by default. */
  readonly fastAt?: readonly string[];
  /** The organisations whose peers endorse any writes that a proposal carries; none by default. */
  readonly colludingAt?: readonly string[];
  /** The hash of the founding document that all organisations agreed to; needed by every chaincode but the probe. */
  readonly founding?: Hash;
  /** The hash that an organisation agreed to instead; its peer then runs a chaincode of its own. */
  readonly foundingOf?: Readonly<Record<string, Hash>>;
  /** The number of the invariant that the chaincode breaks on every peer. */
  readonly broken?: number;
  /** The milliseconds that the orderer waits for more transactions before it cuts a block. Networks that cannot change it ignore it. */
  readonly batchTimeoutMs?: number;
  readonly executeTimeoutMs?: number;
  /** Most transactions in one block. */
  readonly maxMessageCount?: number;
}
