import { X509Certificate } from 'node:crypto';
import type { msp } from '@hyperledger/fabric-protos';
import { DevnetError } from '../errors';
import { computeSha256 } from '../proto/bytes';
import { identifyCertifiers } from './certifiers';

/** Roles of NodeOUs; a certificate must have exactly one of them. */
export type NodeRole = 'client' | 'peer' | 'admin' | 'orderer';

/** Why an MSP rejects a certificate, or which roles the certificate has. */
export interface Judgement {
  readonly invalidReason: string | undefined;
  readonly roles: ReadonlySet<NodeRole>;
  /** Identifies the CAs above the certificate; see `identifyCertifiers`. */
  readonly certifiers: Buffer;
}

interface OuIdentifier {
  readonly name: string;
  /** DER of the CA certificate that must be in the chain; empty if any CA of the MSP will do. */
  readonly authority: Buffer;
}

/**
 * The MSP of one organisation: validates certificates and finds their roles (Fabric's `msp/mspimpl*.go`).
 * The ledger verifier (client/verifier) has its own implementation on purpose: each one detects mistakes of the other, so they share no code.
 */
export class Msp {
  readonly id: string;
  private readonly roots: readonly X509Certificate[];
  private readonly intermediates: readonly X509Certificate[];
  private readonly admins: ReadonlySet<string>;
  private readonly units: readonly OuIdentifier[];
  private readonly nodeOus: ReadonlyMap<NodeRole, OuIdentifier>;

  /** Reads the configuration of an MSP. @throws MSP_INVALID if it has no root certificate, or a revocation list, which is not supported */
  constructor(config: msp.FabricMSPConfig) {
    this.id = config.getName();
    this.roots = config.getRootCertsList_asU8().map(parseCertificate);
    this.intermediates = config.getIntermediateCertsList_asU8().map(parseCertificate);
    this.admins = new Set(config.getAdminsList_asU8().map((pem) => computeFingerprint(parseCertificate(pem))));
    this.units = config.getOrganizationalUnitIdentifiersList().map(readOuIdentifier);
    this.nodeOus = readNodeOus(config.getFabricNodeOus());
    if (this.roots.length === 0) throw new DevnetError('MSP_INVALID', `MSP ${this.id} has no root certificate`);
    if (config.getRevocationListList().length > 0)
      throw new DevnetError('MSP_INVALID', `MSP ${this.id} has a revocation list, which the devnet does not support`);
  }

  /** Judges a certificate without regard to its expiry: Fabric validates the chain at the time of issue. */
  judge(certificate: X509Certificate, organizationalUnits: readonly string[]): Judgement {
    const chain = this.findChain(certificate);
    if (certificate.ca) return refuse('a CA certificate cannot be an identity');
    if (chain === undefined) return refuse('the supplied identity is not valid: certificate signed by unknown authority');
    const has = (unit: OuIdentifier) => organizationalUnits.includes(unit.name) && isIssuedBy(unit, chain);
    if (this.units.length > 0 && !this.units.some(has)) return refuse(`none of the identity's organizational units are in MSP ${this.id}`);
    const roles = new Set([...this.nodeOus].filter(([, unit]) => has(unit)).map(([role]) => role));
    if (this.nodeOus.size > 0 && roles.size !== 1)
      return refuse('the identity must be a client, a peer, an orderer or an admin identity, not a combination');
    if (this.admins.has(computeFingerprint(certificate))) roles.add('admin');
    return { invalidReason: undefined, roles, certifiers: identifyCertifiers(chain) };
  }

  /** Finds the CA certificates from the issuer to a root; undefined if no chain leads to a root. */
  private findChain(certificate: X509Certificate, depth = 0): readonly X509Certificate[] | undefined {
    const root = this.roots.find((candidate) => isSignedBy(certificate, candidate));
    if (root) return [root];
    if (depth > this.intermediates.length) return undefined;
    for (const authority of this.intermediates.filter((candidate) => isSignedBy(certificate, candidate))) {
      const rest = this.findChain(authority, depth + 1);
      if (rest) return [authority, ...rest];
    }
    return undefined;
  }
}

/** Computes the hex of SHA-256 over the DER of a certificate. */
export function computeFingerprint(certificate: X509Certificate): string {
  return computeSha256(certificate.raw).toString('hex');
}

/** Reads the certificate of an identity or a CA. @throws MSP_INVALID unless the bytes are one certificate in PEM */
export function parseCertificate(pem: Uint8Array): X509Certificate {
  const text = Buffer.from(pem).toString('latin1');
  if (!/^-----BEGIN CERTIFICATE-----\r?\n[A-Za-z0-9+/=\r\n]+-----END CERTIFICATE-----\r?\n?$/.test(text)) {
    throw new DevnetError('MSP_INVALID', 'expecting one certificate in PEM');
  }
  try {
    return new X509Certificate(text);
  } catch (cause) {
    throw new DevnetError('MSP_INVALID', 'the certificate cannot be parsed', { cause });
  }
}

function isSignedBy(certificate: X509Certificate, authority: X509Certificate): boolean {
  return authority.ca && certificate.checkIssued(authority) && certificate.verify(authority.publicKey);
}

function isIssuedBy(unit: OuIdentifier, chain: readonly X509Certificate[]): boolean {
  return unit.authority.length === 0 || chain.some((authority) => authority.raw.equals(unit.authority));
}

function refuse(invalidReason: string): Judgement {
  return { invalidReason, roles: new Set(), certifiers: Buffer.alloc(0) };
}

function readOuIdentifier(identifier: msp.FabricOUIdentifier): OuIdentifier {
  const authority = identifier.getCertificate_asU8();
  const name = identifier.getOrganizationalUnitIdentifier();
  return { name, authority: authority.length === 0 ? Buffer.alloc(0) : parseCertificate(authority).raw };
}

function readNodeOus(config: msp.FabricNodeOUs | undefined): ReadonlyMap<NodeRole, OuIdentifier> {
  const ous = new Map<NodeRole, OuIdentifier>();
  if (!config?.getEnable()) return ous;
  const identifiers: [NodeRole, msp.FabricOUIdentifier | undefined][] = [
    ['client', config.getClientOuIdentifier()],
    ['peer', config.getPeerOuIdentifier()],
    ['admin', config.getAdminOuIdentifier()],
    ['orderer', config.getOrdererOuIdentifier()],
  ];
  for (const [role, identifier] of identifiers) if (identifier) ous.set(role, readOuIdentifier(identifier));
  return ous;
}
