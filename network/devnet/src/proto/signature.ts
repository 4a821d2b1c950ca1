import { sign, verify, type KeyObject } from 'node:crypto';

/** Orders of the curves. Fabric rejects an ECDSA signature whose `s` is above half the order. */
const orders: Readonly<Record<string, bigint>> = {
  prime256v1: 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n,
  secp384r1: 0xffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973n,
};

/** Signs SHA-256 of the message with ECDSA, in DER with low `s`. Ed25519 signs the message itself. */
export function signMessage(privateKey: KeyObject, message: Uint8Array): Buffer {
  const order = findOrder(privateKey);
  if (order === undefined) return sign(null, message, privateKey);
  return toLowS(sign('sha256', message, { key: privateKey, dsaEncoding: 'der' }), order);
}

/** Returns whether a signature is valid and has a low `s`. */
export function verifyMessage(publicKey: KeyObject, message: Uint8Array, signature: Uint8Array): boolean {
  const order = findOrder(publicKey);
  if (order === undefined) return publicKey.asymmetricKeyType === 'ed25519' && verify(null, message, publicKey, signature);
  return hasLowS(signature, order) && verify('sha256', message, { key: publicKey, dsaEncoding: 'der' }, signature);
}

/** Replaces a high `s` by the order minus `s`, which is equally valid. */
export function toLowS(der: Uint8Array, order = orders['prime256v1'] ?? 0n): Buffer {
  const parts = splitDer(der);
  if (parts === undefined || parts.s <= order / 2n) return Buffer.from(der);
  const body = Buffer.concat([encodeInteger(parts.r), encodeInteger(order - parts.s)]);
  return Buffer.concat([Buffer.from([0x30, body.length]), body]);
}

/** Replaces a high `s` of a signature by this key; returns other signatures as they are. */
export function lowerSignature(publicKey: KeyObject, der: Uint8Array): Buffer {
  const order = findOrder(publicKey);
  return order === undefined ? Buffer.from(der) : toLowS(der, order);
}

function hasLowS(der: Uint8Array, order: bigint): boolean {
  const parts = splitDer(der);
  return parts !== undefined && parts.s <= order / 2n;
}

function findOrder(key: KeyObject): bigint | undefined {
  return orders[key.asymmetricKeyDetails?.namedCurve ?? ''];
}

/** Splits a DER signature into its integers. Signatures of these curves are shorter than 128 bytes, so each length is one byte. */
function splitDer(der: Uint8Array): { readonly r: bigint; readonly s: bigint } | undefined {
  const rEnd = 4 + (der[3] ?? 0);
  if (der[0] !== 0x30 || der[1] !== der.length - 2 || der[2] !== 2 || der[rEnd] !== 2) return undefined;
  if (rEnd + 2 + (der[rEnd + 1] ?? 0) !== der.length) return undefined;
  return { r: toBigInt(der.subarray(4, rEnd)), s: toBigInt(der.subarray(rEnd + 2)) };
}

function toBigInt(bytes: Uint8Array): bigint {
  return bytes.length === 0 ? 0n : BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
}

function encodeInteger(value: bigint): Buffer {
  const hex = value.toString(16);
  const digits = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex');
  const content = (digits[0] ?? 0) > 127 ? Buffer.concat([Buffer.from([0]), digits]) : digits;
  return Buffer.concat([Buffer.from([2, content.length]), content]);
}
