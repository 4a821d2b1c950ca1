/** A part of a file, both ends included. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** Reads a Range header of one range (RFC 9110, section 14.2). Other headers mean the whole file; `undefined` means outside the file. */
export function parseRange(header: string | undefined, byteSize: number): (ByteRange & { readonly isPart: boolean }) | undefined {
  const [, first = '', last = ''] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? '') ?? [];
  if (!isRange(first, last)) return { start: 0, end: byteSize - 1, isPart: false };
  const { start, end } = first === '' ? computeSuffixRange(Number(last), byteSize) : rangeFrom(Number(first), last, byteSize);
  return start > end || start >= byteSize ? undefined : { start, end, isPart: true };
}

/** Tells whether a range is valid: one that ends before it starts is ignored. */
function isRange(first: string, last: string): boolean {
  if (first === '' || last === '') return first !== last;
  return Number(first) <= Number(last);
}

function rangeFrom(start: number, last: string, byteSize: number): ByteRange {
  return { start, end: last === '' ? byteSize - 1 : Math.min(Number(last), byteSize - 1) };
}

function computeSuffixRange(count: number, byteSize: number): ByteRange {
  return { start: Math.max(0, byteSize - count), end: count === 0 ? -1 : byteSize - 1 };
}
