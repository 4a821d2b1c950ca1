/**
 * An unsigned number in bytes that sort as the number does: a count of significant bytes, then these, big-endian
 * (Fabric's `common/ledger/util/util.go`).
 */
export function encodeOrderedVarint(value: number | bigint): Buffer {
  let rest = BigInt(value);
  const digits: number[] = [];
  for (; rest > 0n; rest >>= 8n) digits.unshift(Number(rest & 0xffn));
  return Buffer.from([digits.length, ...digits]);
}

/** The number at `offset` and where the next begins. */
export function decodeOrderedVarint(bytes: Uint8Array, offset = 0): { readonly value: number; readonly next: number } {
  const next = offset + 1 + (bytes[offset] ?? 0);
  let value = 0;
  for (let index = offset + 1; index < next; index++) value = value * 256 + (bytes[index] ?? 0);
  return { value, next };
}
