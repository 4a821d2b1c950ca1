import { p256, p384 } from '@noble/curves/nist';
import { sha256, sha384 } from '@noble/hashes/sha2';
import { BasicConstraintsExtension, X509Certificate } from '@peculiar/x509';
import { usePlatform, type Certificate, type Platform, type PublicKey } from '@databund/ledger-verifier';

const curves = { 'P-256': p256, 'P-384': p384 };
const pointLengths = { 'P-256': 65, 'P-384': 97 };

/** A key as the bytes of its point. */
class PointKey implements PublicKey {
  constructor(
    readonly algorithm: 'P-256' | 'P-384',
    readonly handle: Uint8Array,
  ) {}
}

/** Cryptography without Node, as a page in a browser would choose it: @noble/curves and @peculiar/x509. */
export const browserPlatform: Platform = {
  sha256: (...parts) => parts.reduce((hash, part) => hash.update(part), sha256.create()).digest(),
  verify: (key, message, signature, hash = 'sha256') => {
    if (!(key instanceof PointKey)) return false;
    const digest = hash === 'sha256' ? sha256(message) : sha384(message);
    try {
      return curves[key.algorithm].verify(signature, digest, key.handle, { lowS: false });
    } catch {
      return false; // The signature is not DER.
    }
  },
  parseCertificate: (encoded) => readCertificate(new X509Certificate(typeof encoded === 'string' ? encoded : toText(encoded))),
};

/** Runs a verification without node:crypto. */
export async function withBrowserPlatform<T>(original: Platform, run: () => Promise<T>): Promise<T> {
  usePlatform(browserPlatform);
  return run().finally(() => usePlatform(original));
}

/** Returns PEM as text; DER as base64, which the library reads too. */
function toText(bytes: Uint8Array): string {
  const text = new TextDecoder('latin1').decode(bytes);
  return text.startsWith('-----') ? text : Buffer.from(bytes).toString('base64');
}

function readCertificate(parsed: X509Certificate): Certificate {
  const spki = new Uint8Array(parsed.publicKey.rawData);
  const algorithm = spki.length > 100 ? 'P-384' : 'P-256';
  const key = new PointKey(algorithm, spki.slice(-pointLengths[algorithm]));
  return {
    raw: new Uint8Array(parsed.rawData),
    serialNumber: parsed.serialNumber,
    isAuthority: parsed.getExtension(BasicConstraintsExtension)?.ca === true,
    validFromMs: parsed.notBefore.getTime(),
    validToMs: parsed.notAfter.getTime(),
    key,
    isIssuedBy: (issuer) => parsed.issuer === new X509Certificate(issuer.raw).subject && isSignedBy(parsed, issuer.key),
  };
}

/** Returns whether a key signed the first element inside a certificate. */
function isSignedBy({ rawData }: X509Certificate, key: PublicKey): boolean {
  const raw = new Uint8Array(rawData);
  const body = takeElement(raw, headerLength(raw, 0));
  const algorithm = takeElement(raw, headerLength(raw, 0) + body.length);
  const signature = takeElement(raw, headerLength(raw, 0) + body.length + algorithm.length);
  return browserPlatform.verify(key, body, signature.slice(headerLength(signature, 0) + 1));
}

function takeElement(bytes: Uint8Array, at: number): Uint8Array {
  const header = headerLength(bytes, at);
  const first = bytes[at + 1] ?? 0;
  const length = first < 0x80 ? first : bytes.slice(at + 2, at + header).reduce((value, byte) => value * 256 + byte, 0);
  return bytes.slice(at, at + header + length);
}

function headerLength(bytes: Uint8Array, at: number): number {
  const first = bytes[at + 1] ?? 0;
  return first < 0x80 ? 2 : 2 + (first & 0x7f);
}
