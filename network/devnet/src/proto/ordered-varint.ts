/**
 * Encodes an unsigned number in bytes that sort as numbers do: the count of significant bytes, then these bytes in big-endian
 * order (Fabric's `common/ledger/util/util.go`).
 */
export function encodeOrderedVarint(value: number | bigint): Buffer {
  let rest = BigInt(value);
  const digits: number[] = [];
  for (; rest > 0n; rest >>= 8n) digits.unshift(Number(rest & 0xffn));
  return Buffer.from([digits.length, ...digits]);
}

/** Decodes the number at `offset`; `next` is the offset behind it. */
export function decodeOrderedVarint(bytes: Uint8Array, offset = 0): { readonly value: number; readonly next: number } {
  const next = offset + 1 + (bytes[offset] ?? 0);
  let value = 0;
  for (let index = offset + 1; index < next; index++) value = value * 256 + (bytes[index] ?? 0);
  return { value, next };
}
