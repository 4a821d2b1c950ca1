import { verify, X509Certificate, type KeyObject } from 'node:crypto';

const halfOrder = 0x7fffffff800000007fffffffffffffffde737d56d38bcf4279dce5617e3192a8n; // of P-256
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
  const units = certificate.subject
    .split('\n')
    .filter((line) => line.startsWith('OU='))
    .map((line) => line.slice(3));
  return { certificate, key: certificate.publicKey, units, attributes: attributesIn(certificate.raw) };
}

/** Says whether a signature is one over SHA-256 of a message, with S in the lower half. */
export function isSignedBy(key: KeyObject, message: Uint8Array, signature: Uint8Array): boolean {
  try {
    return hasLowS(signature) && verify('sha256', message, key, signature);
  } catch {
    return false; // Not DER at all.
  }
}

function hasLowS(signature: Uint8Array): boolean {
  const rLength = signature[3] ?? 0;
  const s = Buffer.from(signature.subarray(6 + rLength)).toString('hex');
  return s !== '' && BigInt(`0x${s}`) <= halfOrder;
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
