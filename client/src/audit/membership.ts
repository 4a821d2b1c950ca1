import { msp } from '@hyperledger/fabric-protos';
import { parseCertificate, type ParsedCertificate } from './certificate';

/** A role that NodeOUs give by an organisational unit. */
export type NodeRole = 'client' | 'peer' | 'admin' | 'orderer';

/** Someone who signed something: a certificate of some MSP, checked against the MSP’s roots. */
export interface Signer extends ParsedCertificate {
  readonly mspId: string;
  readonly role: NodeRole | undefined;
  /** Why its MSP does not know it; nothing where it does. */
  readonly invalid: string | undefined;
}

interface Msp {
  readonly authorities: readonly ParsedCertificate[];
  /** Which organisational unit stands for which role. */
  readonly roles: ReadonlyMap<string, NodeRole>;
}

/** The MSPs of a channel. An identity is parsed and checked once. */
export class Membership {
  private readonly msps = new Map<string, Msp>();
  private readonly signers = new Map<string, Signer>();

  /** Takes an MSP as a channel’s configuration has it: a serialised MSPConfig. Answers its id. */
  add(config: Uint8Array): string {
    const fabric = msp.FabricMSPConfig.deserializeBinary(msp.MSPConfig.deserializeBinary(config).getConfig_asU8());
    const authorities = [...fabric.getRootCertsList_asU8(), ...fabric.getIntermediateCertsList_asU8()].map((pem) => parseCertificate(pem));
    this.msps.set(fabric.getName(), { authorities, roles: rolesOf(fabric.getFabricNodeOus()) });
    return fabric.getName();
  }

  /** The roots and intermediates of an MSP: SHA-256 fingerprints. */
  authoritiesOf(mspId: string): readonly string[] {
    return (this.msps.get(mspId)?.authorities ?? []).map(({ certificate }) => certificate.fingerprint256);
  }

  /** Who a serialised SerializedIdentity is. @throws Error where it cannot be read */
  signer(serialized: Uint8Array): Signer {
    const key = Buffer.from(serialized).toString('latin1');
    const known = this.signers.get(key);
    if (known) return known;
    const identity = msp.SerializedIdentity.deserializeBinary(serialized);
    const parsed = parseCertificate(identity.getIdBytes_asU8());
    const signer = { ...parsed, mspId: identity.getMspid(), ...this.judge(identity.getMspid(), parsed) };
    this.signers.set(key, signer);
    return signer;
  }

  private judge(mspId: string, { certificate, units }: ParsedCertificate): Pick<Signer, 'role' | 'invalid'> {
    const known = this.msps.get(mspId);
    if (!known) return { role: undefined, invalid: `the channel has no ${mspId}` };
    const roles = units.map((unit) => known.roles.get(unit)).filter((role) => role !== undefined);
    const [role] = roles;
    if (certificate.ca) return { role, invalid: 'it is an authority’s certificate' };
    const issuer = known.authorities.find(
      (authority) => certificate.checkIssued(authority.certificate) && certificate.verify(authority.key),
    );
    if (!issuer) return { role, invalid: `it was not issued by an authority of ${mspId}` };
    return { role, invalid: known.roles.size > 0 && roles.length !== 1 ? 'its units do not give it one role' : undefined };
  }
}

function rolesOf(units: msp.FabricNodeOUs | undefined): ReadonlyMap<string, NodeRole> {
  if (!units?.getEnable()) return new Map();
  const of = (unit: msp.FabricOUIdentifier | undefined, role: NodeRole): [string, NodeRole][] =>
    unit ? [[unit.getOrganizationalUnitIdentifier(), role]] : [];
  return new Map([
    ...of(units.getClientOuIdentifier(), 'client'),
    ...of(units.getPeerOuIdentifier(), 'peer'),
    ...of(units.getAdminOuIdentifier(), 'admin'),
    ...of(units.getOrdererOuIdentifier(), 'orderer'),
  ]);
}
