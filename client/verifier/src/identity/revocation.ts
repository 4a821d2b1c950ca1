import { decodeText, toHex } from '../blocks/bytes';
import { getPlatform, type Certificate } from '../platform/platform';
import { VerifierError } from '../verifier-error';
import type { ParsedCertificate } from './certificate';
import { readContent, readElements } from './der';

/** The certificates that an authority revoked. */
export interface Revocation {
  readonly issuer: Certificate;
  /** Serial numbers, hex without leading zeros. */
  readonly serials: ReadonlySet<string>;
}

const sequenceTag = 0x30;
/** In a TBSCertList (RFC 5280) the revoked certificates are the third sequence, after signature algorithm and issuer. */
const revokedPosition = 2;

/**
 * Reads revocation lists, PEM or DER. Ignores a list that none of the authorities signed. @throws REVOCATION_LIST_MALFORMED, DER_MALFORMED
 */
export function readRevocations(lists: readonly Uint8Array[], authorities: readonly ParsedCertificate[]): readonly Revocation[] {
  return lists.flatMap((bytes) => {
    const [body, , signature] = readContent(readElements(decodePem(bytes))[0]);
    if (!body || !signature) throw new VerifierError('REVOCATION_LIST_MALFORMED', 'Revocation list has no body or no signature.');
    const signer = authorities.find(({ key }) =>
      (['sha256', 'sha384'] as const).some((hash) => getPlatform().verify(key, body.whole, signature.content.subarray(1), hash)),
    );
    return signer ? [{ issuer: signer.certificate, serials: readSerials(body.content) }] : [];
  });
}

/** Returns whether an authority revoked a certificate. */
export function isRevoked(certificate: Certificate, revocations: readonly Revocation[]): boolean {
  const serial = normaliseSerial(certificate.serialNumber);
  return revocations.some(({ issuer, serials }) => serials.has(serial) && certificate.isIssuedBy(issuer));
}

function decodePem(bytes: Uint8Array): Uint8Array {
  const [, body] = /-----BEGIN [^-]+-----([^-]+)-----END/.exec(decodeText(bytes) ?? '') ?? [];
  return body === undefined ? bytes : Uint8Array.from(atob(body.replace(/\s/g, '')), (character) => character.charCodeAt(0));
}

function readSerials(body: Uint8Array): ReadonlySet<string> {
  const revoked = readElements(body).filter(({ tag }) => tag === sequenceTag)[revokedPosition];
  const serials = readContent(revoked).map((entry) => toHex(readContent(entry)[0]?.content ?? new Uint8Array()));
  return new Set(serials.map(normaliseSerial));
}

/** Removes what differs between encoders: leading zeros and upper case. */
function normaliseSerial(serialNumber: string): string {
  return serialNumber.toLowerCase().replace(/^0+/, '');
}
