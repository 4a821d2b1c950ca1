import type { X509Certificate } from 'node:crypto';

/** PB(SerializedIdentity) of a signer, the message, and the DER signature over it. */
export interface SignedData {
  readonly identity: Uint8Array;
  readonly data: Uint8Array;
  readonly signature: Uint8Array;
}

/** A parsed identity of a known MSP. */
export interface Identity {
  readonly mspId: string;
  readonly certificate: X509Certificate;
  /** PB(SerializedIdentity), as received. */
  readonly serialized: Uint8Array;
  /** MSP id and hash of the certificate; unique. */
  readonly id: string;
  /** Why the MSP rejects the certificate; undefined if it is valid. Does not consider expiry, see `notAfter`. */
  readonly invalidReason: string | undefined;
  readonly notAfter: Date;
  /** Organisational units of the subject. */
  readonly organizationalUnits: readonly string[];
  /** Verifies a signature over SHA-256 of the message and remembers the result. Rejects high-S signatures. */
  verify(message: Uint8Array, signature: Uint8Array): boolean;
  /** Marks a signature that this process has made with this identity's key as verified. */
  trustOwnSignature(message: Uint8Array, signature: Uint8Array): void;
}

/** A policy over signatures, or over identities alone to plan which of them must sign. */
export interface Policy {
  /** Returns Fabric's reason if the policy is not satisfied, else undefined. */
  evaluateSigned(signed: readonly SignedData[]): string | undefined;
  evaluateIdentities(identities: readonly Identity[]): string | undefined;
}

/** The functions of a peer for which we ask the channel's access control list. */
export const resources = [
  'event/Block',
  'event/FilteredBlock',
  'gateway/CommitStatus',
  'gateway/ChaincodeEvents',
  'qscc/GetChainInfo',
  'qscc/GetBlockByNumber',
  'qscc/GetBlockByTxID',
] as const;

/** A function of a peer for which the channel's access control list may name a policy. */
export type Resource = (typeof resources)[number];

/** The channel's configuration, read from its configuration block. */
export interface ChannelConfig {
  readonly channelId: string;
  /** MSP ids of the application organisations. */
  readonly applicationMspIds: readonly string[];
  /** Batch size of the orderer group. */
  readonly batch: {
    readonly maxMessageCount: number;
    readonly absoluteMaxBytes: number;
    readonly preferredMaxBytes: number;
    readonly timeout: string;
  };
  /** Parses PB(SerializedIdentity). @throws MSP_INVALID if the MSP is unknown or the bytes are malformed */
  deserialize(serializedIdentity: Uint8Array): Identity;
  /** Finds a policy of the configuration by its path, such as `/Channel/Application/Writers`. */
  findPolicy(path: string): Policy | undefined;
  /** Returns Fabric's reason if the access control list, or Fabric's default, denies the signer the resource; else undefined. */
  denyAccess(resource: Resource, signed: SignedData): string | undefined;
  /** Compiles PB(SignaturePolicyEnvelope). */
  compileSignaturePolicy(bytes: Uint8Array): Policy;
  /** Compiles PB(ApplicationPolicy). */
  compileApplicationPolicy(bytes: Uint8Array): Policy;
}
