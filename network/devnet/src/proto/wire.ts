/** Protobuf's unsigned varint. */
export function encodeVarint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  bytes.push(rest);
  return Buffer.from(bytes);
}

/** A length-delimited field, also where it is empty. */
export function encodeField(field: number, value: Uint8Array): Buffer {
  return Buffer.concat([encodeVarint(field * 8 + 2), encodeVarint(value.length), value]);
}

/** A length-delimited field, left out where it is empty, as proto3 does. */
export function encodeOptionalField(field: number, value: Uint8Array): Buffer {
  return value.length === 0 ? Buffer.alloc(0) : encodeField(field, value);
}

/** The varint at `offset` and where the next field begins; undefined where the bytes end within it. */
export function decodeVarint(bytes: Uint8Array, offset: number): { readonly value: number; readonly next: number } | undefined {
  let value = 0;
  for (let index = offset, scale = 1; index < bytes.length && index < offset + 10; index++, scale *= 128) {
    const byte = bytes[index] ?? 0;
    value += (byte % 128) * scale;
    if (byte < 128) return { value, next: index + 1 };
  }
  return undefined;
}
