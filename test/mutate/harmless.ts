import { decodeVarint, encodeFields, encodeVarint, type WireField } from './wire-tree';

/** A message of a block that Fabric encodes anew: its fields by number, with the message inside if there is one. */
interface Shape {
  readonly [number: number]: Shape | 'bytes' | 'integer';
}

const metadata: Shape = { 1: 'bytes', 2: { 1: 'bytes', 2: 'bytes', 3: 'bytes' } };
/** Of the entries in the metadata of a block only the first and the last are messages. */
const metadataShapes: Readonly<Record<number, Shape>> = { 0: metadata, 4: metadata };
const block: Shape = { 1: { 1: 'integer', 2: 'bytes', 3: 'bytes' }, 2: { 1: { 1: 'bytes', 2: 'bytes' } }, 3: { 1: 'bytes' } };

/**
 * Fields whose change nothing can find, with the reason. Each entry must say why nobody is deceived by the change; the list is closed.
 */
export const harmlessFields: Readonly<Record<string, string>> = {};

/**
 * Returns whether decoding and encoding a changed block gives the original bytes. Unknown fields stay, as in Fabric's own library, so that
 * a block with one is never the original.
 */
export function isSameEncoded(changed: Uint8Array, original: Uint8Array): boolean {
  const encoded = encodeAgain(changed, block);
  return encoded !== undefined && Buffer.compare(encoded, original) === 0;
}

/** Encodes a message in the one way in which Go does: fields by number, integers in as few bytes as possible, nothing that is zero. */
function encodeAgain(bytes: Uint8Array, shape: Shape): Buffer | undefined {
  const fields = readLoosely(bytes);
  if (!fields) return undefined;
  const encoded: WireField[] = [];
  let entry = 0;
  for (const field of fields) {
    const inside = shape === block[3] && field.number === 1 ? (metadataShapes[entry++] ?? 'bytes') : shape[field.number];
    const again = encodeField(field, inside);
    if (!again) return undefined;
    encoded.push(...again);
  }
  return encodeFields(encoded.sort((a, b) => a.number - b.number));
}

function encodeField(field: WireField, shape: Shape[number] | undefined): readonly WireField[] | undefined {
  if (shape === 'integer' && field.wireType === 0) {
    const value = decodeVarint(field.value);
    return value === 0 ? [] : [{ ...field, value: encodeVarint(value) }];
  }
  if (shape === undefined || typeof shape === 'string' || field.wireType !== 2) return [field];
  const value = encodeAgain(field.value, shape);
  return value && [{ ...field, value }];
}

/** Reads the fields of a message in any encoding; `undefined` if the bytes are no message. */
function readLoosely(bytes: Uint8Array): readonly WireField[] | undefined {
  const fields: WireField[] = [];
  for (let at = 0; at < bytes.length;) {
    const tag = takeVarint(bytes, at);
    if (!tag) return undefined;
    at += tag.length;
    const [number, wireType] = [Math.floor(decodeVarint(tag) / 8), decodeVarint(tag) % 8];
    const length = wireType === 2 ? takeVarint(bytes, at) : new Uint8Array();
    if (!length) return undefined;
    at += length.length;
    const size = { 0: takeVarint(bytes, at)?.length, 1: 8, 2: decodeVarint(length), 5: 4 }[wireType];
    if (size === undefined || at + size > bytes.length) return undefined;
    fields.push({ number, wireType, value: bytes.subarray(at, at + size) });
    at += size;
  }
  return fields;
}

function takeVarint(bytes: Uint8Array, start: number): Uint8Array | undefined {
  const end = bytes.subarray(start, start + 10).findIndex((byte) => byte < 0x80);
  return end < 0 ? undefined : bytes.subarray(start, start + end + 1);
}
