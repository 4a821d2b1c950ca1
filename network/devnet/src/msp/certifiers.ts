import type { X509Certificate } from 'node:crypto';
import { computeSha256 } from '../proto/bytes';
import { lowerSignature } from '../proto/signature';

const sequence = 0x30;
const bitString = 0x03;

/**
 * Identifies the CAs above a certificate, from its issuer to the root, as principals of organisational units name them: SHA-256 over their DER.
 * Fabric first replaces a high `s` in their signatures (`msp/cert.go`), which about half of the CAs of other software have.
 */
export function identifyCertifiers(chain: readonly X509Certificate[]): Buffer {
  return computeSha256(...chain.map((certificate, index) => lowerCertificate(certificate, chain[index + 1] ?? certificate)));
}

/** Encodes a certificate again with the low `s` of its signature. */
function lowerCertificate({ raw }: X509Certificate, { publicKey }: X509Certificate): Buffer {
  const outer = readElement(raw, 0);
  const body = readElement(raw, outer.start);
  const algorithm = readElement(raw, body.end);
  const signature = readElement(raw, algorithm.end);
  // The first byte of a bit string counts its unused bits.
  const lowered = lowerSignature(publicKey, raw.subarray(signature.start + 1, signature.end));
  const parts = [raw.subarray(outer.start, algorithm.end), encodeElement(bitString, Buffer.concat([Buffer.from([0]), lowered]))];
  return encodeElement(sequence, Buffer.concat(parts));
}

/** Finds the content of a DER element. */
function readElement(der: Buffer, at: number): { readonly start: number; readonly end: number } {
  const first = der.readUInt8(at + 1);
  const lengthBytes = first < 128 ? 0 : first & 0x7f;
  const start = at + 2 + lengthBytes;
  const length = lengthBytes === 0 ? first : der.readUIntBE(at + 2, lengthBytes);
  return { start, end: start + length };
}

function encodeElement(tag: number, content: Buffer): Buffer {
  return Buffer.concat([Buffer.from([tag]), encodeLength(content.length), content]);
}

function encodeLength(length: number): Buffer {
  if (length < 128) return Buffer.from([length]);
  return length < 256 ? Buffer.from([0x81, length]) : Buffer.from([0x82, length >> 8, length & 0xff]);
}
