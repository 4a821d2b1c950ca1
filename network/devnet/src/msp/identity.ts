import type { KeyObject, X509Certificate } from 'node:crypto';
import { computeSha256 } from '../proto/bytes';
import { verifyMessage } from '../proto/signature';
import type { Identity } from '../peer/types';
import { computeFingerprint, type Msp, type NodeRole } from './msp';

/** Half the number of verified signatures that are remembered, of all identities. */
const maxYoungSignatures = 50_000;

/** A parsed identity. Made once per certificate and kept, because parsing and validation are costly. */
export class MspIdentity implements Identity {
  readonly mspId: string;
  readonly id: string;
  readonly organizationalUnits: readonly string[];
  readonly invalidReason: string | undefined;
  readonly notAfter: Date;
  readonly roles: ReadonlySet<NodeRole>;
  readonly certifiers: Buffer;
  private readonly publicKey: KeyObject;

  constructor(
    msp: Msp,
    readonly certificate: X509Certificate,
    readonly serialized: Uint8Array,
    private readonly verified: SignatureMemory,
  ) {
    this.mspId = msp.id;
    this.id = `${msp.id}:${computeFingerprint(certificate)}`;
    this.organizationalUnits = readOrganizationalUnits(certificate);
    const { invalidReason, roles, certifiers } = msp.judge(certificate, this.organizationalUnits);
    this.invalidReason = invalidReason;
    this.roles = roles;
    this.certifiers = certifiers;
    this.notAfter = new Date(certificate.validTo);
    this.publicKey = certificate.publicKey;
  }

  verify(message: Uint8Array, signature: Uint8Array): boolean {
    const key = this.computeMemoryKey(message, signature);
    if (this.verified.has(key)) return true;
    const isGood = verifyMessage(this.publicKey, message, signature);
    if (isGood) this.verified.add(key);
    return isGood;
  }

  trustOwnSignature(message: Uint8Array, signature: Uint8Array): void {
    this.verified.add(this.computeMemoryKey(message, signature));
  }

  private computeMemoryKey(message: Uint8Array, signature: Uint8Array): string {
    return this.id + computeSha256(message).toString('latin1') + Buffer.from(signature).toString('latin1');
  }
}

/** Remembers verified signatures, because one process checks them at several stages. Two generations bound its size. */
export class SignatureMemory {
  private young = new Set<string>();
  private old = new Set<string>();

  has(key: string): boolean {
    return this.young.has(key) || this.old.has(key);
  }

  add(key: string): void {
    this.young.add(key);
    if (this.young.size < maxYoungSignatures) return;
    this.old = this.young;
    this.young = new Set();
  }
}

function readOrganizationalUnits(certificate: X509Certificate): readonly string[] {
  const subject: { readonly OU?: string | readonly string[] } = certificate.toLegacyObject().subject;
  return subject.OU === undefined ? [] : [subject.OU].flat();
}
