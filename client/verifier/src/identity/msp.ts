import type { Certificate } from '../platform/platform';
import { msp } from '../wire/forms';
import { Message } from '../wire/message';
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

  /** @throws CERTIFICATE_MALFORMED, REVOCATION_LIST_MALFORMED, MESSAGE_MALFORMED */
  constructor(fabricConfig: Uint8Array, notes: string[]) {
    const config = new Message(fabricConfig, msp.FabricMSPConfig, notes);
    this.id = config.getText('name');
    this.roots = config.getList('rootCerts').map((pem) => parseCertificate(pem));
    this.authorities = [...this.roots, ...config.getList('intermediateCerts').map((pem) => parseCertificate(pem))];
    this.admins = new Set(config.getList('admins').map((pem) => parseCertificate(pem).fingerprint));
    this.roles = readRoles(config.getBytes('fabricNodeOus'), notes);
    this.rootFingerprints = this.roots.map(({ fingerprint }) => fingerprint);
    this.revocations = readRevocations(config.getList('revocationList'), this.authorities);
  }

  /** Returns a certificate's role, and why the certificate is not one of this MSP's if it is not. */
  checkCertificate({ certificate, fingerprint, units }: ParsedCertificate): CertificateStatus {
    const roles = units.map((unit) => this.roles.get(unit)).filter((role) => role !== undefined);
    const role = this.admins.has(fingerprint) ? 'admin' : roles[0];
    const chain = this.findChain(certificate);
    const all = [certificate, ...(chain ?? [])];
    return {
      role,
      hasRoles: this.roles.size > 0,
      invalid: this.findObjection(all, { isChained: chain !== undefined, roleCount: roles.length }),
      validFromMs: Math.max(...all.map((each) => each.validFromMs)),
      validToMs: Math.min(...all.map((each) => each.validToMs)),
    };
  }

  private findObjection(
    chain: readonly Certificate[],
    { isChained, roleCount }: { readonly isChained: boolean; readonly roleCount: number },
  ): string | undefined {
    if (chain[0]?.isAuthority === true) return 'certificate is that of an authority, not of a member';
    if (!isChained) return `certificate does not chain to a root of ${this.id}`;
    if (chain.some((each) => isRevoked(each, this.revocations))) return 'certificate or an authority above it was revoked';
    if (this.roles.size > 0 && roleCount !== 1) return `certificate has ${String(roleCount)} units that give a role, 1 expected`;
    return undefined;
  }

  /** Returns the authorities above a certificate up to a root; `undefined` if it does not chain to one. */
  private findChain(certificate: Certificate): readonly Certificate[] | undefined {
    const chain: Certificate[] = [];
    let at = certificate;
    while (chain.length < maxChainLength) {
      const below = at;
      const issuer = this.authorities.find((each) => below.isIssuedBy(each.certificate));
      if (!issuer?.certificate.isAuthority) return undefined;
      chain.push(issuer.certificate);
      if (this.roots.includes(issuer)) return chain;
      at = issuer.certificate;
    }
    return undefined;
  }
}

const unitRoles = ['client', 'peer', 'admin', 'orderer'] as const;

function readRoles(nodeOus: Uint8Array, notes: string[]): ReadonlyMap<string, NodeRole> {
  const units = new Message(nodeOus, msp.FabricNodeOUs, notes);
  if (units.getInteger('enable') === 0) return new Map();
  return new Map(
    unitRoles
      .filter((role) => units.has(role))
      .map((role) => [new Message(units.getBytes(role), msp.FabricOUIdentifier, notes).getText('unit'), role]),
  );
}
