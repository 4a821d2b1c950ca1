import type { X509Certificate } from 'node:crypto';
import type { msp } from '@hyperledger/fabric-protos';
import { parseCertificate, type ParsedCertificate } from './certificate';
import { isRevoked, readRevocations, type Revocation } from './revocation';

/** A role that NodeOUs give by an organisational unit. */
export type NodeRole = 'client' | 'peer' | 'admin' | 'orderer';

/** What an MSP says of a certificate. */
export interface Judgement {
  readonly role: NodeRole | undefined;
  /** Whether the MSP gives roles at all. */
  readonly hasRoles: boolean;
  /** Why the MSP does not know it; nothing where it does. */
  readonly invalid: string | undefined;
  /** When it and all authorities above it are valid: milliseconds since 1970. */
  readonly validFromMs: number;
  readonly validToMs: number;
}

/** Longer chains are no chains: an authority could have issued itself. */
const maxChainLength = 8;

/** An organisation’s membership service provider, as a channel’s configuration defines it. */
export class Msp {
  readonly id: string;
  readonly rootFingerprints: readonly string[];
  private readonly roots: readonly ParsedCertificate[];
  private readonly authorities: readonly ParsedCertificate[];
  private readonly admins: ReadonlySet<string>;
  private readonly roles: ReadonlyMap<string, NodeRole>;
  private readonly revocations: readonly Revocation[];

  /** @throws Error where one of its certificates cannot be read */
  constructor(config: msp.FabricMSPConfig) {
    this.id = config.getName();
    this.roots = config.getRootCertsList_asU8().map((pem) => parseCertificate(pem));
    this.authorities = [...this.roots, ...config.getIntermediateCertsList_asU8().map((pem) => parseCertificate(pem))];
    this.admins = new Set(config.getAdminsList_asU8().map((pem) => parseCertificate(pem).certificate.fingerprint256));
    this.roles = rolesOf(config.getFabricNodeOus());
    this.rootFingerprints = this.roots.map(({ certificate }) => certificate.fingerprint256);
    this.revocations = readRevocations(config.getRevocationListList_asU8(), this.authorities);
  }

  /** Says whose certificate it is, and what keeps it from being one of this MSP’s. */
  judge(parsed: ParsedCertificate): Judgement {
    const { certificate, units } = parsed;
    const roles = units.map((unit) => this.roles.get(unit)).filter((role) => role !== undefined);
    const role = this.admins.has(certificate.fingerprint256) ? 'admin' : roles[0];
    const chain = this.chainOf(certificate);
    const all = [certificate, ...(chain ?? [])];
    return {
      role,
      hasRoles: this.roles.size > 0,
      invalid: this.objection(all, { isChained: chain !== undefined, roleCount: roles.length }),
      validFromMs: Math.max(...all.map(({ validFrom }) => Date.parse(validFrom))),
      validToMs: Math.min(...all.map(({ validTo }) => Date.parse(validTo))),
    };
  }

  private objection(
    chain: readonly X509Certificate[],
    { isChained, roleCount }: { readonly isChained: boolean; readonly roleCount: number },
  ): string | undefined {
    if (chain[0]?.ca === true) return 'it is an authority’s certificate';
    if (!isChained) return `it does not chain to a root of ${this.id}`;
    if (chain.some((each) => isRevoked(each, this.revocations))) return 'it was revoked';
    return this.roles.size > 0 && roleCount !== 1 ? 'its units do not give it one role' : undefined;
  }

  /** The authorities above a certificate, up to a root. */
  private chainOf(certificate: X509Certificate): readonly X509Certificate[] | undefined {
    const chain: X509Certificate[] = [];
    let at = certificate;
    while (chain.length < maxChainLength) {
      const below = at;
      const issuer = this.authorities.find((each) => below.checkIssued(each.certificate) && below.verify(each.key));
      if (!issuer?.certificate.ca) return undefined;
      chain.push(issuer.certificate);
      if (this.roots.includes(issuer)) return chain;
      at = issuer.certificate;
    }
    return undefined;
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
