import type { X509Certificate } from 'node:crypto';
import type { msp } from '../protos';
import { parseCertificate, type ParsedCertificate } from './certificate';
import { isRevoked, readRevocations, type Revocation } from './revocation';

/** A role that NodeOUs give by an organisational unit. */
export type NodeRole = 'client' | 'peer' | 'admin' | 'orderer';

/** An MSP's judgement of a certificate. */
export interface CertificateStatus {
  readonly role: NodeRole | undefined;
  /** False if the MSP gives no roles at all. */
  readonly hasRoles: boolean;
  /** Why the certificate is not one of the MSP's; `undefined` if it is. */
  readonly invalid: string | undefined;
  /** The time during which the certificate and all authorities above it are valid, milliseconds since 1970. */
  readonly validFromMs: number;
  readonly validToMs: number;
}

/** A limit, because an authority may have issued itself. */
const maxChainLength = 8;

/** An organisation's membership service provider, as a channel's configuration defines it. */
export class Msp {
  readonly id: string;
  /** SHA-256 fingerprints of the root certificates. */
  readonly rootFingerprints: readonly string[];
  private readonly roots: readonly ParsedCertificate[];
  private readonly authorities: readonly ParsedCertificate[];
  private readonly admins: ReadonlySet<string>;
  private readonly roles: ReadonlyMap<string, NodeRole>;
  private readonly revocations: readonly Revocation[];

  /** @throws CERTIFICATE_MALFORMED, REVOCATION_LIST_MALFORMED */
  constructor(config: msp.FabricMSPConfig) {
    this.id = config.getName();
    this.roots = config.getRootCertsList_asU8().map((pem) => parseCertificate(pem));
    this.authorities = [...this.roots, ...config.getIntermediateCertsList_asU8().map((pem) => parseCertificate(pem))];
    this.admins = new Set(config.getAdminsList_asU8().map((pem) => parseCertificate(pem).certificate.fingerprint256));
    this.roles = readRoles(config.getFabricNodeOus());
    this.rootFingerprints = this.roots.map(({ certificate }) => certificate.fingerprint256);
    this.revocations = readRevocations(config.getRevocationListList_asU8(), this.authorities);
  }

  /** Returns a certificate's role, and why the certificate is not one of this MSP's if it is not. */
  checkCertificate({ certificate, units }: ParsedCertificate): CertificateStatus {
    const roles = units.map((unit) => this.roles.get(unit)).filter((role) => role !== undefined);
    const role = this.admins.has(certificate.fingerprint256) ? 'admin' : roles[0];
    const chain = this.findChain(certificate);
    const all = [certificate, ...(chain ?? [])];
    return {
      role,
      hasRoles: this.roles.size > 0,
      invalid: this.findObjection(all, { isChained: chain !== undefined, roleCount: roles.length }),
      validFromMs: Math.max(...all.map(({ validFrom }) => Date.parse(validFrom))),
      validToMs: Math.min(...all.map(({ validTo }) => Date.parse(validTo))),
    };
  }

  private findObjection(
    chain: readonly X509Certificate[],
    { isChained, roleCount }: { readonly isChained: boolean; readonly roleCount: number },
  ): string | undefined {
    if (chain[0]?.ca === true) return 'certificate is that of an authority, not of a member';
    if (!isChained) return `certificate does not chain to a root of ${this.id}`;
    if (chain.some((each) => isRevoked(each, this.revocations))) return 'certificate or an authority above it was revoked';
    if (this.roles.size > 0 && roleCount !== 1) return `certificate has ${String(roleCount)} units that give a role, 1 expected`;
    return undefined;
  }

  /** Returns the authorities above a certificate up to a root; `undefined` if it does not chain to one. */
  private findChain(certificate: X509Certificate): readonly X509Certificate[] | undefined {
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

function readRoles(units: msp.FabricNodeOUs | undefined): ReadonlyMap<string, NodeRole> {
  if (!units?.getEnable()) return new Map();
  const readRole = (unit: msp.FabricOUIdentifier | undefined, role: NodeRole): [string, NodeRole][] =>
    unit ? [[unit.getOrganizationalUnitIdentifier(), role]] : [];
  return new Map([
    ...readRole(units.getClientOuIdentifier(), 'client'),
    ...readRole(units.getPeerOuIdentifier(), 'peer'),
    ...readRole(units.getAdminOuIdentifier(), 'admin'),
    ...readRole(units.getOrdererOuIdentifier(), 'orderer'),
  ]);
}
