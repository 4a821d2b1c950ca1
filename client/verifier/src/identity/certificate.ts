import { toHex } from '../blocks/bytes';
import { getPlatform, type Certificate, type PublicKey } from '../platform/platform';
import { describeError, VerifierError } from '../verifier-error';
import { readContent, readElements } from './der';
import { readSubject, type Subject } from './subject';

/**
 * Half the order of each curve that Fabric signs with. Fabric rejects a greater S, because S and the order minus S are two forms of
 * the same signature.
 */
const halfOrders: Readonly<Record<string, bigint>> = {
  'p-256': 0x7fffffff800000007fffffffffffffffde737d56d38bcf4279dce5617e3192a8n,
  'p-384': 0x7fffffffffffffffffffffffffffffffffffffffffffffffe3b1a6c0fa1b96efac0d06d9245853bd76760cb5666294b9n,
};

/** A certificate with its key, its units and its attributes. */
export interface ParsedCertificate extends Subject {
  readonly certificate: Certificate;
  readonly key: PublicKey;
  /** SHA-256 of the DER, lower-case hex. */
  readonly fingerprint: string;
}

/** Reads a certificate, PEM or DER. @throws CERTIFICATE_MALFORMED */
export function parseCertificate(encoded: string | Uint8Array): ParsedCertificate {
  const platform = getPlatform();
  try {
    const certificate = platform.parseCertificate(encoded);
    const fingerprint = toHex(platform.sha256(certificate.raw));
    return { certificate, key: certificate.key, fingerprint, ...readSubject(certificate.raw) };
  } catch (error) {
    throw new VerifierError('CERTIFICATE_MALFORMED', `Certificate cannot be read: ${describeError(error)}`, { cause: error });
  }
}

/** Returns whether a key made this signature over a message: ECDSA over SHA-256 with a low S, or Ed25519. */
export function isSignedBy(key: PublicKey, message: Uint8Array, signature: Uint8Array): boolean {
  return hasCanonicalForm(key, signature) && getPlatform().verify(key, message, signature);
}

/** Does the same beside the main thread, if the platform can. */
export async function verifyBeside(key: PublicKey, message: Uint8Array, signature: Uint8Array): Promise<boolean> {
  const platform = getPlatform();
  if (!hasCanonicalForm(key, signature)) return false;
  return platform.verifyBeside ? platform.verifyBeside(key, message, signature) : platform.verify(key, message, signature);
}

function hasCanonicalForm(key: PublicKey, signature: Uint8Array): boolean {
  if (key.algorithm === 'ed25519') return true;
  try {
    const halfOrder = halfOrders[key.algorithm] ?? 0n;
    const [, s] = readContent(readElements(signature)[0]);
    if (s && isClearlyLow(key, s.content)) return true;
    return s !== undefined && s.content.length > 0 && BigInt(`0x${toHex(s.content)}`) <= halfOrder;
  } catch {
    return false; // The signature is not DER.
  }
}

/** Bytes of an order. The first byte of half of each order is 0x7f. */
const orderBytes: Readonly<Partial<Record<PublicKey['algorithm'], number>>> = { 'p-256': 32, 'p-384': 48 };

/** Returns whether S is below half the order by its first byte alone, as nearly all are: big integers take longer. */
function isClearlyLow({ algorithm }: PublicKey, content: Uint8Array): boolean {
  const [first = 0x7f] = content;
  return content.length <= (orderBytes[algorithm] ?? 0) && first < 0x7f;
}
