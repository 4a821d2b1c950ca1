import { verify, X509Certificate, type KeyObject } from 'node:crypto';

/** Half the order of each curve that Fabric signs with: S above it is refused, as the same signature could be told twice. */
const halfOrders: Readonly<Record<string, bigint>> = {
  prime256v1: 0x7fffffff800000007fffffffffffffffde737d56d38bcf4279dce5617e3192a8n,
  secp384r1: 0x7fffffffffffffffffffffffffffffffffffffffffffffffe3b1a6c0fa1b96efac0d06d9245853bd76760cb5666294b9n,
};
/** 1.2.3.4.5.6.7.8.1 in DER: Fabric CA’s extension of attributes. */
const attributesOid = Buffer.from('06082a03040506070801', 'hex');

/** A certificate with what the checks ask of it. */
export interface ParsedCertificate {
  readonly certificate: X509Certificate;
  readonly key: KeyObject;
  readonly units: readonly string[];
  readonly attributes: Readonly<Record<string, string>>;
}

/** Reads a certificate. @throws Error where it is none */
export function parseCertificate(pem: string | Uint8Array): ParsedCertificate {
  const certificate = new X509Certificate(typeof pem === 'string' ? pem : Buffer.from(pem));
  return { certificate, key: certificate.publicKey, units: unitsIn(certificate.subject), attributes: attributesIn(certificate.raw) };
}

/** Says whether a signature is one over a message: ECDSA over its SHA-256 with S in the lower half, or Ed25519. */
export function isSignedBy(key: KeyObject, message: Uint8Array, signature: Uint8Array): boolean {
  try {
    if (key.asymmetricKeyType === 'ed25519') return verify(null, message, key, signature);
    return hasLowS(key, signature) && verify('sha256', message, key, signature);
  } catch {
    return false; // Not DER at all.
  }
}

function hasLowS(key: KeyObject, signature: Uint8Array): boolean {
  const halfOrder = halfOrders[key.asymmetricKeyDetails?.namedCurve ?? ''] ?? 0n;
  const rLength = signature[3] ?? 0;
  const s = Buffer.from(signature.subarray(6 + rLength)).toString('hex');
  return s !== '' && BigInt(`0x${s}`) <= halfOrder;
}

/** Units stand a line each, or several in one, `OU=a + OU=b`, as Fabric CA writes them. A plus inside a unit is escaped. */
function unitsIn(subject: string): readonly string[] {
  return subject
    .split('\n')
    .flatMap((line) => line.split(' + '))
    .filter((part) => part.startsWith('OU='))
    .map((part) => part.slice(3));
}

/** The extension holds `{"attrs":{…}}` in UTF-8, in an OCTET STRING. */
function attributesIn(raw: Buffer): Readonly<Record<string, string>> {
  const at = raw.indexOf(attributesOid);
  if (at < 0) return {};
  const start = raw.indexOf('{', at);
  const [tagOrLength = 0] = raw.subarray(start - 1, start);
  const length = raw[start - 3] === 0x82 ? raw.readUInt16BE(start - 2) : tagOrLength;
  const { attrs = {} } = JSON.parse(raw.subarray(start, start + length).toString('utf8')) as { readonly attrs?: Record<string, string> };
  return attrs;
}
