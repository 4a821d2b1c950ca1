import { concatBytes } from '../blocks/bytes';

/** Encodes a field of bytes; an empty one is left out, as Fabric's encoder does. */
export function encodeField(number: number, content: Uint8Array): Uint8Array {
  return content.length === 0 ? content : concatBytes(Uint8Array.of(number * 8 + 2), encodeVarint(content.length), content);
}

/** Encodes a message that is present even if it is empty. */
export function encodeMessage(number: number, content: Uint8Array): Uint8Array {
  return concatBytes(Uint8Array.of(number * 8 + 2), encodeVarint(content.length), content);
}

/** Encodes an integer; 0 is left out. */
export function encodeInteger(number: number, value: number): Uint8Array {
  return value === 0 ? new Uint8Array() : concatBytes(Uint8Array.of(number * 8), encodeVarint(value));
}

/** Encodes an integer of at most 2^53 in groups of 7 bits. */
export function encodeVarint(value: number): Uint8Array {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Uint8Array.from([...bytes, rest]);
    bytes.push((rest % 128) + 128);
  }
}
