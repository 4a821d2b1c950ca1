import { msp } from '@hyperledger/fabric-protos';
import { parseCertificate, type ParsedCertificate } from './certificate';
import { Msp, type Judgement } from './msp';

/** Someone who signed something: a certificate of some MSP, checked against the MSP’s roots. */
export interface Signer extends ParsedCertificate, Judgement {
  readonly mspId: string;
}

/** As whom a signer acts on the exchange: the participant that its certificate names, or its organisation’s administrator. */
export function actorOf({ role, mspId, attributes }: Signer): string | undefined {
  return role === 'admin' ? `admin@${mspId}` : attributes['databund.participant'];
}

/** The MSPs of a channel. An identity is parsed and checked once. */
export class Membership {
  private readonly msps = new Map<string, Msp>();
  private readonly signers = new Map<string, Signer>();

  /** Takes an MSP as a channel’s configuration has it: a serialised MSPConfig. Answers its id. */
  add(config: Uint8Array): string {
    const known = new Msp(msp.FabricMSPConfig.deserializeBinary(msp.MSPConfig.deserializeBinary(config).getConfig_asU8()));
    this.msps.set(known.id, known);
    return known.id;
  }

  /** The ids of all MSPs. */
  get mspIds(): readonly string[] {
    return [...this.msps.keys()];
  }

  /** The roots of an MSP: SHA-256 fingerprints. */
  rootsOf(mspId: string): readonly string[] {
    return this.msps.get(mspId)?.rootFingerprints ?? [];
  }

  /** Who a serialised SerializedIdentity is; nobody where it cannot be read. */
  signer(serialized: Uint8Array): Signer | undefined {
    const key = Buffer.from(serialized).toString('latin1');
    const known = this.signers.get(key);
    if (known) return known;
    const signer = this.read(serialized);
    if (signer) this.signers.set(key, signer);
    return signer;
  }

  private read(serialized: Uint8Array): Signer | undefined {
    try {
      const identity = msp.SerializedIdentity.deserializeBinary(serialized);
      const parsed = parseCertificate(identity.getIdBytes_asU8());
      const mspId = identity.getMspid();
      const judgement = this.msps.get(mspId)?.judge(parsed) ?? stranger(mspId);
      return { ...parsed, ...judgement, mspId };
    } catch {
      return undefined;
    }
  }
}

function stranger(mspId: string): Judgement {
  return { role: undefined, invalid: `the channel has no ${mspId}`, validFromMs: 0, validToMs: 0, hasRoles: false };
}
