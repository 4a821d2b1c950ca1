import { msp } from '@hyperledger/fabric-protos';
import { DevnetError } from '../errors';
import type { Identity } from '../peer/types';
import { MspIdentity, SignatureMemory } from './identity';
import { Msp, parseCertificate } from './msp';

const maxIdentities = 20_000;

/** The MSPs of a channel. Parses identities and caches them by their bytes. */
export class MspDirectory {
  private readonly msps = new Map<string, Msp>();
  private readonly identities = new Map<string, Identity>();
  private readonly verified = new SignatureMemory();

  /** Adds an MSP from PB(MSPConfig) of a channel configuration. @throws MSP_INVALID */
  add(config: Uint8Array): Msp {
    const outer = msp.MSPConfig.deserializeBinary(config);
    if (outer.getType() !== 0) throw new DevnetError('MSP_INVALID', `MSP type ${outer.getType()} is not supported`);
    const added = new Msp(msp.FabricMSPConfig.deserializeBinary(outer.getConfig_asU8()));
    this.msps.set(added.id, added);
    return added;
  }

  /** Parses PB(SerializedIdentity). An identity that its MSP rejects has an `invalidReason`. @throws MSP_INVALID if malformed or of an unknown MSP */
  deserialize(serialized: Uint8Array): Identity {
    const key = Buffer.from(serialized.buffer, serialized.byteOffset, serialized.length).toString('latin1');
    const known = this.identities.get(key);
    if (known) return known;
    const identity = this.parse(Buffer.from(serialized));
    if (this.identities.size >= maxIdentities) this.identities.clear();
    this.identities.set(key, identity);
    return identity;
  }

  private parse(serialized: Uint8Array): Identity {
    const { mspId, pem } = readSerializedIdentity(serialized);
    const owner = this.msps.get(mspId);
    if (!owner) throw new DevnetError('MSP_INVALID', `MSP ${mspId} is unknown`);
    return new MspIdentity(owner, parseCertificate(pem), serialized, this.verified);
  }
}

/** Encodes PB(SerializedIdentity) of a certificate in PEM. */
export function serializeIdentity(mspId: string, pem: string | Uint8Array): Buffer {
  const identity = new msp.SerializedIdentity();
  identity.setMspid(mspId);
  identity.setIdBytes(Buffer.from(pem));
  return Buffer.from(identity.serializeBinary());
}

function readSerializedIdentity(serialized: Uint8Array): { readonly mspId: string; readonly pem: Uint8Array } {
  try {
    const identity = msp.SerializedIdentity.deserializeBinary(serialized);
    return { mspId: identity.getMspid(), pem: identity.getIdBytes_asU8() };
  } catch (cause) {
    throw new DevnetError('MSP_INVALID', 'the identity is malformed', { cause });
  }
}
