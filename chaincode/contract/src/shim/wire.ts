import { ChaincodeError } from '../chaincode-error';

/** A field of a protobuf message: a number for a varint, bytes for what has a length. */
export type WireValue = number | Uint8Array;

const [varint, fixed64, delimited, fixed32] = [0, 1, 2, 5];

/** Calls back with each field of a protobuf message in order. @throws MESSAGE_INVALID */
export function visitFields(bytes: Uint8Array, visit: (field: number, value: WireValue) => void): void {
  const at = { offset: 0 };
  while (at.offset < bytes.length) {
    const tag = readVarint(bytes, at);
    const type = tag % 8;
    const value = type === varint ? readVarint(bytes, at) : readBytes(bytes, at, type);
    visit(Math.floor(tag / 8), value);
  }
}

/** Returns the last value of a field that has a length; empty without one. @throws MESSAGE_INVALID */
export function readField(bytes: Uint8Array, field: number): Uint8Array {
  let found: Uint8Array = new Uint8Array();
  visitFields(bytes, (each, value) => {
    if (each === field && typeof value !== 'number') found = value;
  });
  return found;
}

/** Encodes fields in the given order. Leaves out empty values, as proto3 does. */
export function encodeFields(...fields: readonly (readonly [field: number, value: number | string | Uint8Array])[]): Buffer {
  const parts = fields.map(([field, value]) => ({ field, value: typeof value === 'string' ? Buffer.from(value) : value }));
  const bytes = Buffer.allocUnsafe(parts.reduce((size, { value }) => size + (typeof value === 'number' ? 11 : 11 + value.length), 0));
  let offset = 0;
  for (const { field, value } of parts) {
    if (typeof value === 'number') {
      if (value === 0) continue;
      offset = writeVarint(bytes, writeVarint(bytes, offset, field * 8), value);
    } else if (value.length > 0) {
      offset = writeVarint(bytes, writeVarint(bytes, offset, field * 8 + delimited), value.length);
      bytes.set(value, offset);
      offset += value.length;
    }
  }
  return bytes.subarray(0, offset);
}

/** Encodes one field that has a length, even if it is empty. */
export function encodeMember(field: number, value: Uint8Array): Buffer {
  return value.length > 0 ? encodeFields([field, value]) : Buffer.from([field * 8 + delimited, 0]);
}

function readVarint(bytes: Uint8Array, at: { offset: number }): number {
  let value = 0;
  for (let scale = 1, end = at.offset + 10; at.offset < end; scale *= 128) {
    const byte = bytes[at.offset++];
    if (byte === undefined) break;
    value += (byte & 127) * scale;
    if (byte < 128) return value;
  }
  throw new ChaincodeError('MESSAGE_INVALID', 'The bytes end within a number.');
}

function readBytes(bytes: Uint8Array, at: { offset: number }, type: number): Uint8Array {
  const length = readLength(bytes, at, type);
  const start = at.offset;
  at.offset += length;
  if (at.offset > bytes.length) throw new ChaincodeError('MESSAGE_INVALID', 'The bytes end within a field.');
  return bytes.subarray(start, at.offset);
}

function readLength(bytes: Uint8Array, at: { offset: number }, type: number): number {
  if (type === delimited) return readVarint(bytes, at);
  if (type === fixed64) return 8;
  if (type === fixed32) return 4;
  throw new ChaincodeError('MESSAGE_INVALID', 'A field has a type that no message uses.');
}

function writeVarint(bytes: Uint8Array, start: number, value: number): number {
  let offset = start;
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes[offset++] = (rest % 128) + 128;
  bytes[offset++] = rest;
  return offset;
}
