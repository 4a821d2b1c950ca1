import { computeSha256 } from './bytes';

/** The part of a block that is hashed and signed. */
export interface BlockHeader {
  readonly number: number | bigint;
  /** Empty for block 0. */
  readonly previousHash: Uint8Array;
  readonly dataHash: Uint8Array;
}

/**
 * Encodes DER SEQUENCE { INTEGER number, OCTET STRING previousHash, OCTET STRING dataHash } (Fabric's `protoutil/blockutils.go`).
 * The ledger verifier (client/verifier) has its own implementation of block hashes on purpose, so that each detects mistakes of the other.
 */
export function encodeBlockHeader(header: BlockHeader): Buffer {
  const content = [encodeDer(0x02, encodeInteger(header.number)), encodeDer(0x04, header.previousHash), encodeDer(0x04, header.dataHash)];
  return encodeDer(0x30, Buffer.concat(content));
}

/** Computes the hash that the next block contains as `previousHash`. */
export function hashBlockHeader(header: BlockHeader): Buffer {
  return computeSha256(encodeBlockHeader(header));
}

/** Computes SHA-256 over the concatenated envelopes. */
export function hashBlockData(data: readonly Uint8Array[]): Buffer {
  return computeSha256(...data);
}

function encodeDer(tag: number, content: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from([tag, ...encodeDerLength(content.length)]), content]);
}

function encodeDerLength(length: number): number[] {
  return length < 128 ? [length] : [0x81, length];
}

function encodeInteger(value: number | bigint): Buffer {
  const hex = BigInt(value).toString(16);
  const digits = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex');
  return (digits[0] ?? 0) > 127 ? Buffer.concat([Buffer.from([0]), digits]) : digits;
}
