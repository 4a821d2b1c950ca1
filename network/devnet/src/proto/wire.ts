/** Encodes an unsigned varint of protobuf. */
export function encodeVarint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  bytes.push(rest);
  return Buffer.from(bytes);
}

/** Encodes a length-delimited field, even if it is empty. */
export function encodeField(field: number, value: Uint8Array): Buffer {
  return Buffer.concat([encodeVarint(field * 8 + 2), encodeVarint(value.length), value]);
}

/** Encodes a length-delimited field, or nothing if it is empty, as proto3 does. */
export function encodeOptionalField(field: number, value: Uint8Array): Buffer {
  return value.length === 0 ? Buffer.alloc(0) : encodeField(field, value);
}

/** Decodes the varint at `offset`; `next` is the offset behind it. Undefined if the bytes end within it. */
export function decodeVarint(bytes: Uint8Array, offset: number): { readonly value: number; readonly next: number } | undefined {
  let value = 0;
  for (let index = offset, scale = 1; index < bytes.length && index < offset + 10; index++, scale *= 128) {
    const byte = bytes[index] ?? 0;
    value += (byte % 128) * scale;
    if (byte < 128) return { value, next: index + 1 };
  }
  return undefined;
}
