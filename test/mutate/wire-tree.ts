/** A field of a protocol buffer; one of bytes may be a message again. */
export interface WireField {
  readonly number: number;
  readonly wireType: number;
  /** The encoded value: a varint, fixed bytes, or the content of a field of bytes. */
  readonly value: Uint8Array;
  /** The fields inside, if the content is a message. */
  readonly fields?: readonly WireField[];
}

const varint = 0;
const delimited = 2;
const fixedLengths: Readonly<Record<number, number>> = { 1: 8, 5: 4 };
/** Greatest number of a field in Fabric's messages: bytes with greater ones are no message. */
const greatestNumber = 24;

/** Reads bytes as a message whose encoding gives the same bytes again; `undefined` if they are none. */
export function parseFields(bytes: Uint8Array): readonly WireField[] | undefined {
  const fields: WireField[] = [];
  for (let at = 0; at < bytes.length;) {
    const read = readField(bytes, at);
    if (!read) return undefined;
    fields.push(read.field);
    at = read.next;
  }
  return fields.length > 0 && Buffer.compare(encodeFields(fields), bytes) === 0 ? fields : undefined;
}

/** Encodes fields, those inside included. */
export function encodeFields(fields: readonly WireField[]): Buffer {
  return Buffer.concat(fields.map(encodeField));
}

/** Encodes an integer of less than 2^53 as a varint. */
export function encodeVarint(value: number): Buffer {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Buffer.from([...bytes, rest]);
    bytes.push((rest % 128) + 128);
  }
}

/** Returns a copy of a message in which the field at a path of positions is replaced by these fields. */
export function replaceField(
  fields: readonly WireField[],
  [position, ...inside]: readonly number[],
  change: (field: WireField) => readonly WireField[],
): readonly WireField[] {
  return fields.flatMap((field, at) => {
    if (at !== position) return [field];
    return inside.length === 0 ? change(field) : [{ ...field, fields: replaceField(field.fields ?? [], inside, change) }];
  });
}

/** Decodes a varint; those beyond 2^53 lose digits. */
export function decodeVarint(bytes: Uint8Array): number {
  return bytes.reduceRight((value, byte) => value * 128 + (byte & 0x7f), 0);
}

function encodeField({ number, wireType, value, fields }: WireField): Buffer {
  const content = fields ? encodeFields(fields) : value;
  const length = wireType === delimited ? encodeVarint(content.length) : Buffer.alloc(0);
  return Buffer.concat([encodeVarint(number * 8 + wireType), length, content]);
}

function readField(bytes: Uint8Array, start: number): { readonly field: WireField; readonly next: number } | undefined {
  const tag = readVarint(bytes, start);
  if (!tag) return undefined;
  const [number, wireType] = [Math.floor(decodeVarint(tag) / 8), decodeVarint(tag) % 8];
  if (number === 0 || number > greatestNumber) return undefined;
  const from = start + tag.length;
  if (wireType === varint) return makeField({ number, wireType }, readVarint(bytes, from), from);
  if (wireType !== delimited) return makeField({ number, wireType }, take(bytes, from, fixedLengths[wireType]), from);
  const length = readVarint(bytes, from);
  const content = length && take(bytes, from + length.length, decodeVarint(length));
  return content && makeField({ number, wireType }, content, from + length.length);
}

function makeField(
  head: Pick<WireField, 'number' | 'wireType'>,
  value: Uint8Array | undefined,
  from: number,
): { readonly field: WireField; readonly next: number } | undefined {
  if (!value) return undefined;
  const fields = head.wireType === delimited ? parseFields(value) : undefined;
  return { field: { ...head, value, ...(fields && { fields }) }, next: from + value.length };
}

function readVarint(bytes: Uint8Array, start: number): Uint8Array | undefined {
  const end = bytes.subarray(start, start + 10).findIndex((byte) => byte < 0x80);
  return end < 0 ? undefined : bytes.subarray(start, start + end + 1);
}

function take(bytes: Uint8Array, from: number, length: number | undefined): Uint8Array | undefined {
  return length === undefined || from + length > bytes.length ? undefined : bytes.subarray(from, from + length);
}
