import { generateKeyPairSync, sign } from 'node:crypto';
import { isSignedBy } from './certificate';

const message = Buffer.from('a proposal');
/** The orders of the curves. */
const orders = {
  'P-256': 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n,
  'P-384': 0xffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973n,
};

/** DER of a signature in IEEE form, with the given S. */
function derOf(r: bigint, s: bigint): Buffer {
  const integer = (value: bigint) => {
    const hex = value.toString(16);
    const digits = Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex');
    const content = (digits[0] ?? 0) > 127 ? Buffer.concat([Buffer.from([0]), digits]) : digits;
    return Buffer.concat([Buffer.from([2, content.length]), content]);
  };
  const content = Buffer.concat([integer(r), integer(s)]);
  return Buffer.concat([Buffer.from([0x30, content.length]), content]);
}

describe.each(['P-256', 'P-384'] as const)('a signature on %s', (namedCurve) => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve });
  const raw = sign('sha256', message, { key: privateKey, dsaEncoding: 'ieee-p1363' });
  const [r, s] = [raw.subarray(0, raw.length / 2), raw.subarray(raw.length / 2)].map((half) => BigInt(`0x${half.toString('hex')}`)) as [
    bigint,
    bigint,
  ];
  const other = orders[namedCurve] - s;
  const [low, high] = s < other ? [s, other] : [other, s];

  it('holds with its S in the lower half only: the other S would be a second form of it', () => {
    expect(isSignedBy(publicKey, message, derOf(r, low))).toBe(true);
    expect(isSignedBy(publicKey, message, derOf(r, high))).toBe(false);
  });

  it('holds for its message only', () => {
    expect(isSignedBy(publicKey, Buffer.from('another'), derOf(r, low))).toBe(false);
    expect(isSignedBy(publicKey, message, Buffer.from('no signature'))).toBe(false);
    expect(isSignedBy(publicKey, message, Buffer.alloc(0))).toBe(false);
  });
});

it('a signature of Ed25519 is over the message itself', () => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  expect(isSignedBy(publicKey, message, sign(null, message, privateKey))).toBe(true);
  expect(isSignedBy(publicKey, Buffer.from('another'), sign(null, message, privateKey))).toBe(false);
});
