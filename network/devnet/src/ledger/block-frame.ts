import { computeSha256 } from '../proto/bytes';

/** Size of the header before a record: length, its complement, and the first bytes of the record's hash. */
export const frameHeaderSize = 16;

const hashSize = 8;

/** A header at a position of the file: of a record, `torn` by an interrupted write, or `corrupt`, which no interrupted write explains. */
export type FrameHeader =
  { readonly kind: 'record'; readonly length: number; readonly hash: Buffer } | { readonly kind: 'torn' } | { readonly kind: 'corrupt' };

/** Frames a record for the file. */
export function encodeFrame(record: Uint8Array): Buffer {
  const header = Buffer.alloc(frameHeaderSize);
  header.writeUInt32BE(record.length, 0);
  header.writeUInt32BE(~record.length >>> 0, 4);
  computeSha256(record).copy(header, 8, 0, hashSize);
  return Buffer.concat([header, record]);
}

/**
 * Reads the header of a record. It contains the length twice, so that a flipped bit in it is not mistaken for a torn tail,
 * which would cut off all later records.
 */
export function readFrameHeader(header: Buffer, bytesBehind: number): FrameHeader {
  if (header.length < frameHeaderSize) return { kind: 'torn' };
  const length = header.readUInt32BE(0);
  if (length !== ~header.readUInt32BE(4) >>> 0) return { kind: 'corrupt' };
  if (length > bytesBehind) return { kind: 'torn' };
  return { kind: 'record', length, hash: header.subarray(8, 8 + hashSize) };
}

/** Returns whether a record matches the hash in its header. */
export function hasHash(record: Uint8Array, hash: Buffer): boolean {
  return computeSha256(record).subarray(0, hashSize).equals(hash);
}
