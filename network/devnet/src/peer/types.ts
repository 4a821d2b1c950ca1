import type { X509Certificate } from 'node:crypto';

/** What a signer handed in: PB(SerializedIdentity), the message and the DER signature over it. */
export interface SignedData {
  readonly identity: Uint8Array;
  readonly data: Uint8Array;
  readonly signature: Uint8Array;
}

/** An identity of a known MSP, parsed once and kept. */
export interface Identity {
  readonly mspId: string;
  readonly certificate: X509Certificate;
  /** PB(SerializedIdentity), as received. */
  readonly serialized: Uint8Array;
  /** Distinguishes identities: MSP id and hash of the certificate. */
  readonly id: string;
  /** Why the MSP does not accept the certificate; undefined: valid. Expiry is not asked here, see `notAfter`. */
  readonly invalidReason: string | undefined;
  readonly notAfter: Date;
  /** Organisational units of the subject. */
  readonly organizationalUnits: readonly string[];
  /** Verifies a signature over SHA-256 of the message; a high-S signature is refused. Remembers what it verified. */
  verify(message: Uint8Array, signature: Uint8Array): boolean;
  /** Marks a signature this process has itself just made with this identity's key as verified. */
  trustOwnSignature(message: Uint8Array, signature: Uint8Array): void;
}

/** A policy that can be asked about signatures, or about identities alone to plan who should sign. */
export interface Policy {
  /** Undefined where the policy holds, else Fabric's reason. */
  evaluateSigned(signed: readonly SignedData[]): string | undefined;
  evaluateIdentities(identities: readonly Identity[]): string | undefined;
}

/** The channel's configuration, read from its configuration block. */
export interface ChannelConfig {
  readonly channelId: string;
  /** MSP ids of the application's organisations. */
  readonly applicationMspIds: readonly string[];
  /** Batch size of the orderer group. */
  readonly batch: {
    readonly maxMessageCount: number;
    readonly absoluteMaxBytes: number;
    readonly preferredMaxBytes: number;
    readonly timeout: string;
  };
  /** @throws MspError where the MSP is unknown or the bytes are malformed. */
  deserialize(serializedIdentity: Uint8Array): Identity;
  /** A policy of the configuration by its path, such as `/Channel/Application/Writers`. */
  findPolicy(path: string): Policy | undefined;
  /** The policy of PB(SignaturePolicyEnvelope). */
  compileSignaturePolicy(bytes: Uint8Array): Policy;
  /** The policy of PB(ApplicationPolicy). */
  compileApplicationPolicy(bytes: Uint8Array): Policy;
}
