import { verify, X509Certificate, type KeyObject } from 'node:crypto';
import { describeError, VerifierError } from '../verifier-error';
import { readContent, readElements } from './der';
import { readSubject, type Subject } from './subject';

/**
 * Half the order of each curve that Fabric signs with. Fabric rejects a greater S, because S and the order minus S are two forms of
 * the same signature.
 */
const halfOrders: Readonly<Record<string, bigint>> = {
  prime256v1: 0x7fffffff800000007fffffffffffffffde737d56d38bcf4279dce5617e3192a8n,
  secp384r1: 0x7fffffffffffffffffffffffffffffffffffffffffffffffe3b1a6c0fa1b96efac0d06d9245853bd76760cb5666294b9n,
};

/** A certificate with its key, its units and its attributes. */
export interface ParsedCertificate extends Subject {
  readonly certificate: X509Certificate;
  readonly key: KeyObject;
}

/** Reads a certificate, PEM or DER. @throws CERTIFICATE_MALFORMED */
export function parseCertificate(encoded: string | Uint8Array): ParsedCertificate {
  try {
    const certificate = new X509Certificate(encoded);
    return { certificate, key: certificate.publicKey, ...readSubject(certificate.raw) };
  } catch (error) {
    throw new VerifierError('CERTIFICATE_MALFORMED', `Certificate cannot be read: ${describeError(error)}`, { cause: error });
  }
}

/** Returns whether a key made this signature over a message: ECDSA over SHA-256 with a low S, or Ed25519. */
export function isSignedBy(key: KeyObject, message: Uint8Array, signature: Uint8Array): boolean {
  try {
    if (key.asymmetricKeyType === 'ed25519') return verify(null, message, key, signature);
    return hasLowS(key, signature) && verify('sha256', message, key, signature);
  } catch {
    return false; // The signature is not DER.
  }
}

function hasLowS(key: KeyObject, signature: Uint8Array): boolean {
  const halfOrder = halfOrders[key.asymmetricKeyDetails?.namedCurve ?? ''] ?? 0n;
  const [, s] = readContent(readElements(Buffer.from(signature))[0]);
  return s !== undefined && s.content.length > 0 && BigInt(`0x${s.content.toString('hex')}`) <= halfOrder;
}
