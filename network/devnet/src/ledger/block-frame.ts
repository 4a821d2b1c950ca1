import { computeSha256 } from '../proto/bytes';

/** Bytes before a record: its length, the length's complement, and the beginning of the record's hash. */
export const frameHeaderSize = 16;

const hashSize = 8;

/** What stands at a place of the file: a record's length; nothing whole, as where a write was cut short; or what no write leaves behind. */
export type FrameHeader =
  { readonly kind: 'record'; readonly length: number; readonly hash: Buffer } | { readonly kind: 'torn' } | { readonly kind: 'corrupt' };

/** A record as it stands in the file. */
export function frameRecord(record: Uint8Array): Buffer {
  const header = Buffer.alloc(frameHeaderSize);
  header.writeUInt32BE(record.length, 0);
  header.writeUInt32BE(~record.length >>> 0, 4);
  computeSha256(record).copy(header, 8, 0, hashSize);
  return Buffer.concat([header, record]);
}

/**
 * Reads the header of a record. The length stands twice so that a flipped bit in it is not taken for a torn tail, by which
 * everything behind would be cut off.
 */
export function readFrameHeader(header: Buffer, bytesBehind: number): FrameHeader {
  if (header.length < frameHeaderSize) return { kind: 'torn' };
  const length = header.readUInt32BE(0);
  if (length !== ~header.readUInt32BE(4) >>> 0) return { kind: 'corrupt' };
  if (length > bytesBehind) return { kind: 'torn' };
  return { kind: 'record', length, hash: header.subarray(8, 8 + hashSize) };
}

/** Whether a record is the one its header was written for. */
export function matchesFrame(record: Uint8Array, hash: Buffer): boolean {
  return computeSha256(record).subarray(0, hashSize).equals(hash);
}
