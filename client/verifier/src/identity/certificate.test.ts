import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { NodeKey } from '../platform/node-platform';
import { findError } from '../testing/find-error';
import { isSignedBy as isSignedByKey, parseCertificate } from './certificate';

const message = Buffer.from('a proposal');
const isSignedBy = (key: KeyObject, bytes: Uint8Array, signature: Uint8Array) => isSignedByKey(new NodeKey(key), bytes, signature);
/** The orders of the curves. */
const orders = {
  'P-256': 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n,
  'P-384': 0xffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973n,
};

/** Encodes a signature as DER. */
function encodeSignature(r: bigint, s: bigint): Buffer {
  const encodeInteger = (value: bigint) => {
    const hex = value.toString(16);
    const digits = Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex');
    const content = (digits[0] ?? 0) > 127 ? Buffer.concat([Buffer.from([0]), digits]) : digits;
    return Buffer.concat([Buffer.from([2, content.length]), content]);
  };
  const content = Buffer.concat([encodeInteger(r), encodeInteger(s)]);
  return Buffer.concat([Buffer.from([0x30, content.length]), content]);
}

const toBigInt = (bytes: Buffer) => BigInt(`0x${bytes.toString('hex')}`);

describe.each(['P-256', 'P-384'] as const)('isSignedBy with a key on %s', (namedCurve) => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve });
  const raw = sign('sha256', message, { key: privateKey, dsaEncoding: 'ieee-p1363' });
  const r = toBigInt(raw.subarray(0, raw.length / 2));
  const s = toBigInt(raw.subarray(raw.length / 2));
  const other = orders[namedCurve] - s;
  const [low, high] = s < other ? [s, other] : [other, s];

  it('accepts a signature with low S and rejects its second form with high S', () => {
    expect(isSignedBy(publicKey, message, encodeSignature(r, low))).toBe(true);
    expect(isSignedBy(publicKey, message, encodeSignature(r, high))).toBe(false);
  });

  it('rejects a signature over another message, and bytes that are no signature', () => {
    expect(isSignedBy(publicKey, Buffer.from('another'), encodeSignature(r, low))).toBe(false);
    expect(isSignedBy(publicKey, message, Buffer.from('no signature'))).toBe(false);
    expect(isSignedBy(publicKey, message, Buffer.alloc(0))).toBe(false);
  });
});

describe('isSignedBy with an Ed25519 key', () => {
  it('accepts a signature over the message itself, without a hash', () => {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    expect(isSignedBy(publicKey, message, sign(null, message, privateKey))).toBe(true);
    expect(isSignedBy(publicKey, Buffer.from('another'), sign(null, message, privateKey))).toBe(false);
  });
});

describe('parseCertificate', () => {
  it('reports CERTIFICATE_MALFORMED for bytes that are no certificate', () => {
    expect(findError(() => parseCertificate('no certificate'))?.code).toBe('CERTIFICATE_MALFORMED');
  });
});
