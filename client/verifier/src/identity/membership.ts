import { msp } from '../protos';
import { parseCertificate, type ParsedCertificate } from './certificate';
import { Msp, type CertificateStatus } from './msp';

/** An identity that signed something: its certificate, checked against the roots of its MSP. */
export interface Signer extends ParsedCertificate, CertificateStatus {
  readonly mspId: string;
}

/** The MSPs of a channel. Parses and checks each identity once. */
export class Membership {
  private readonly msps = new Map<string, Msp>();
  private readonly signers = new Map<string, Signer>();

  /** Adds an MSP from a serialised MSPConfig, and returns its id. @throws CERTIFICATE_MALFORMED, REVOCATION_LIST_MALFORMED */
  add(config: Uint8Array): string {
    const added = new Msp(msp.FabricMSPConfig.deserializeBinary(msp.MSPConfig.deserializeBinary(config).getConfig_asU8()));
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
    const key = Buffer.from(serialized).toString('latin1');
    const known = this.signers.get(key);
    if (known) return known;
    const signer = this.readSigner(serialized);
    if (signer) this.signers.set(key, signer);
    return signer;
  }

  private readSigner(serialized: Uint8Array): Signer | undefined {
    try {
      const identity = msp.SerializedIdentity.deserializeBinary(serialized);
      const parsed = parseCertificate(identity.getIdBytes_asU8());
      const mspId = identity.getMspid();
      const status = this.msps.get(mspId)?.checkCertificate(parsed) ?? rejectUnknownMsp(mspId);
      return { ...parsed, ...status, mspId };
    } catch {
      return undefined;
    }
  }
}

function rejectUnknownMsp(mspId: string): CertificateStatus {
  return { role: undefined, invalid: `the channel has no MSP ${mspId}`, validFromMs: 0, validToMs: 0, hasRoles: false };
}
