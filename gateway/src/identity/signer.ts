import { sign, type KeyObject } from 'node:crypto';
import type { Signer } from '@hyperledger/fabric-gateway';

const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n; // of P-256

/**
 * Signs messages (not digests: use with `hash.none`) with Node’s own ECDSA P-256, S in the lower half as Fabric demands.
 * Some 20 times as fast as the SDK’s default signer.
 */
export function newSigner(key: KeyObject): Signer {
  return (message) => Promise.resolve(lowS(sign('sha256', message, { key, dsaEncoding: 'ieee-p1363' })));
}

function lowS(signature: Buffer): Buffer {
  const r = signature.subarray(0, 32);
  const s = BigInt(`0x${signature.subarray(32).toString('hex')}`);
  const low = s > order / 2n ? order - s : s;
  return encode(r, Buffer.from(low.toString(16).padStart(64, '0'), 'hex'));
}

/** DER: a SEQUENCE of two INTEGERs. */
function encode(r: Buffer, s: Buffer): Buffer {
  const body = Buffer.concat([integer(r), integer(s)]);
  return Buffer.concat([Buffer.from([0x30, body.length]), body]);
}

function integer(unsigned: Buffer): Buffer {
  let start = 0;
  while (start < unsigned.length - 1 && unsigned[start] === 0) start += 1;
  const digits = unsigned.subarray(start);
  const value = (digits[0] ?? 0) & 0x80 ? Buffer.concat([Buffer.from([0]), digits]) : digits;
  return Buffer.concat([Buffer.from([0x02, value.length]), value]);
}
