import { msp } from '../wire/forms';
import { Message } from '../wire/message';
import { findIdentity, type Identity } from './identity';
import { Msp, type CertificateStatus } from './msp';

/** An identity that signed something: its certificate, checked against the roots of its MSP. */
export interface Signer extends Identity, CertificateStatus {}

/** The MSPs of a channel. Checks each identity once. */
export class Membership {
  private readonly msps = new Map<string, Msp>();
  private readonly signers = new WeakMap<Identity, Signer>();

  /**
   * Adds an MSP from a serialised MSPConfig, and returns its id.
   * @throws CERTIFICATE_MALFORMED, REVOCATION_LIST_MALFORMED, MESSAGE_MALFORMED
   */
  add(config: Uint8Array, notes: string[]): string {
    const fabric = new Message(config, msp.MSPConfig, notes).getBytes('config');
    const added = new Msp(fabric, notes);
    this.msps.set(added.id, added);
    return added.id;
  }

  get mspIds(): readonly string[] {
    return [...this.msps.keys()];
  }

  /** Returns the SHA-256 fingerprints of an MSP's root certificates. */
  getRoots(mspId: string): readonly string[] {
    return this.msps.get(mspId)?.rootFingerprints ?? [];
  }

  /** Returns who a serialised SerializedIdentity is; `undefined` if it cannot be read. */
  findSigner(serialized: Uint8Array): Signer | undefined {
    const identity = findIdentity(serialized);
    const known = identity && this.signers.get(identity);
    if (!identity || known) return known;
    const status = this.msps.get(identity.mspId)?.checkCertificate(identity) ?? rejectUnknownMsp(identity.mspId);
    const signer = { ...identity, ...status };
    this.signers.set(identity, signer);
    return signer;
  }
}

function rejectUnknownMsp(mspId: string): CertificateStatus {
  return { role: undefined, invalid: `the channel has no MSP ${mspId}`, validFromMs: 0, validToMs: 0, hasRoles: false };
}
