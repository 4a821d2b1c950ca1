import { sign, type KeyObject } from 'node:crypto';
import type { Signer } from '@hyperledger/fabric-gateway';

const curveOrder = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n; // Of P-256.

/**
 * Creates a signer of messages (use it with `hash.none`): ECDSA P-256 by Node, with S in the lower half as Fabric demands.
 * It is about 20 times as fast as the signer of Fabric's SDK.
 */
export function createSigner(key: KeyObject): Signer {
  return (message) => Promise.resolve(lowerS(sign('sha256', message, { key, dsaEncoding: 'ieee-p1363' })));
}

function lowerS(signature: Buffer): Buffer {
  const r = signature.subarray(0, 32);
  const s = BigInt(`0x${signature.subarray(32).toString('hex')}`);
  const low = s > curveOrder / 2n ? curveOrder - s : s;
  return encodeSequence(r, Buffer.from(low.toString(16).padStart(64, '0'), 'hex'));
}

/** Returns a DER SEQUENCE of two INTEGERs. */
function encodeSequence(r: Buffer, s: Buffer): Buffer {
  const body = Buffer.concat([encodeInteger(r), encodeInteger(s)]);
  return Buffer.concat([Buffer.from([0x30, body.length]), body]);
}

function encodeInteger(unsigned: Buffer): Buffer {
  let start = 0;
  while (start < unsigned.length - 1 && unsigned[start] === 0) start += 1;
  const digits = unsigned.subarray(start);
  const value = (digits[0] ?? 0) & 0x80 ? Buffer.concat([Buffer.from([0]), digits]) : digits;
  return Buffer.concat([Buffer.from([0x02, value.length]), value]);
}
