import { verify, type X509Certificate } from 'node:crypto';
import type { ParsedCertificate } from './certificate';
import { readDer } from './der';

/** What an authority revoked: serial numbers of certificates that it issued. */
export interface Revocation {
  readonly issuer: X509Certificate;
  readonly serials: ReadonlySet<string>;
}

const sequenceTag = 0x30;
/** Fields of a list that come before what was revoked, and are sequences too: the signature’s algorithm and the issuer’s name. */
const sequencesBefore = 2;

/** Reads revocation lists (PEM or DER). One that no authority of the MSP signed counts for nothing. @throws Error where one cannot be read */
export function readRevocations(lists: readonly Uint8Array[], authorities: readonly ParsedCertificate[]): readonly Revocation[] {
  return lists.flatMap((bytes) => {
    const [list] = readDer(toDer(Buffer.from(bytes)));
    const [body, , signature] = readDer(list?.content ?? Buffer.alloc(0));
    if (!body || !signature) throw new Error('a revocation list has no content');
    const signer = authorities.find(({ key }) =>
      ['sha256', 'sha384'].some((hash) => verify(hash, body.whole, key, signature.content.subarray(1))),
    );
    return signer ? [{ issuer: signer.certificate, serials: serialsIn(body.content) }] : [];
  });
}

/** Says whether an authority revoked a certificate. */
export function isRevoked(certificate: X509Certificate, revocations: readonly Revocation[]): boolean {
  return revocations.some(({ issuer, serials }) => certificate.checkIssued(issuer) && serials.has(canonical(certificate.serialNumber)));
}

function toDer(bytes: Buffer): Buffer {
  const [, body] = /-----BEGIN [^-]+-----([^-]+)-----END/.exec(bytes.toString('latin1')) ?? [];
  return body === undefined ? bytes : Buffer.from(body, 'base64');
}

/** RFC 5280, TBSCertList: the third sequence, if there is one, lists entries that begin with the serial number. */
function serialsIn(body: Buffer): ReadonlySet<string> {
  const listed = readDer(body).filter(({ tag }) => tag === sequenceTag)[sequencesBefore];
  const entries = readDer(listed?.content ?? Buffer.alloc(0)).map(({ content }) => readDer(content)[0]?.content.toString('hex'));
  return new Set(entries.map((serial = '') => canonical(serial)));
}

/** Serial numbers are written with or without leading zeros, in either case. */
function canonical(serialNumber: string): string {
  return serialNumber.toLowerCase().replace(/^0+/, '');
}
