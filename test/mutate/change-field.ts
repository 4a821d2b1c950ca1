import type { Random } from './random';
import { decodeVarint, encodeVarint, type WireField } from './wire-tree';

/** A change of one field: the fields that take its place. */
export interface FieldChange {
  readonly name: string;
  readonly change: (field: WireField, random: Random) => readonly WireField[];
}

const delimited = 2;
const varint = 0;

/** Returns the field with other content. */
function fill(field: WireField, value: Uint8Array): readonly WireField[] {
  return [{ number: field.number, wireType: field.wireType, value }];
}

function flipBit(bytes: Uint8Array, random: Random): Uint8Array {
  const copy = Uint8Array.from(bytes);
  const at = random.below(copy.length);
  copy[at] = (copy[at] ?? 0) ^ (1 << random.below(8));
  return copy;
}

function makeBytes(length: number, random: Random): Uint8Array {
  return Uint8Array.from({ length }, () => random.below(256));
}

/** Changes of any field. */
const anyChanges: readonly FieldChange[] = [
  { name: 'drop', change: () => [] },
  { name: 'repeat', change: (field) => [field, field] },
  { name: 'renumber', change: (field, random) => [{ ...field, number: 1 + random.below(20) }] },
  {
    name: 'add unknown bytes',
    change: (field, random) => [field, { number: 9 + random.below(200), wireType: delimited, value: makeBytes(random.below(9), random) }],
  },
  {
    name: 'add unknown integer',
    change: (field, random) => [field, { number: 9 + random.below(200), wireType: varint, value: encodeVarint(random.below(1_000)) }],
  },
  {
    name: 'add field',
    change: (field, random) => [field, { number: 1 + random.below(8), wireType: delimited, value: makeBytes(random.below(4), random) }],
  },
];

/** Changes of a field of bytes. */
const byteChanges: readonly FieldChange[] = [
  { name: 'empty', change: (field) => fill(field, new Uint8Array()) },
  { name: 'cut', change: (field, random) => fill(field, field.value.subarray(0, random.below(field.value.length + 1))) },
  { name: 'lengthen', change: (field, random) => fill(field, Buffer.concat([field.value, makeBytes(1 + random.below(8), random)])) },
  { name: 'replace', change: (field, random) => fill(field, makeBytes(field.value.length, random)) },
  { name: 'reverse', change: (field) => fill(field, Uint8Array.from(field.value).reverse()) },
];

/** Changes of the fields inside a message. */
const messageChanges: readonly FieldChange[] = [
  { name: 'swap', change: (field, random) => [{ ...field, fields: swapTwo(field.fields ?? [], random) }] },
  {
    name: 'add unknown inside',
    change: (field, random) => [
      { ...field, fields: [...(field.fields ?? []), { number: 9 + random.below(200), wireType: delimited, value: makeBytes(3, random) }] },
    ],
  },
];

/** Changes of an integer. */
const integerChanges: readonly FieldChange[] = [
  { name: 'add one', change: (field) => fill(field, encodeVarint(decodeVarint(field.value) + 1)) },
  { name: 'other integer', change: (field, random) => fill(field, encodeVarint(random.below(2 ** 31))) },
  { name: 'pad', change: (field) => fill(field, padVarint(field.value)) },
];

const flip: FieldChange = {
  name: 'flip a bit',
  change: (field, random) => (field.value.length === 0 ? [] : fill(field, flipBit(field.value, random))),
};

/** Chooses a change for a field. Half of those of bytes flip one bit. */
export function chooseChange(field: WireField, random: Random): FieldChange {
  if (field.wireType === varint) return random.pick([...anyChanges, ...integerChanges]);
  if (field.wireType !== delimited || random.below(2) === 0) return flip;
  return random.pick([...anyChanges, ...byteChanges, ...(field.fields ? messageChanges : [])]);
}

function swapTwo(fields: readonly WireField[], random: Random): readonly WireField[] {
  const [one, other] = [random.below(fields.length), random.below(fields.length)];
  return fields.map((field, at) => (at === one ? fields[other] : at === other ? fields[one] : field) ?? field);
}

/** Encodes a varint in one byte more than it needs. */
function padVarint(value: Uint8Array): Uint8Array {
  const copy = Uint8Array.from([...value, 0]);
  copy[value.length - 1] = (copy[value.length - 1] ?? 0) | 0x80;
  return copy;
}
