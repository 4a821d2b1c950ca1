const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Encodes a text in UTF-8. */
export function encodeUtf8(text: string): Uint8Array {
  return encoder.encode(text);
}

/** Decodes UTF-8; invalid bytes become U+FFFD. */
export function decodeUtf8(bytes: Uint8Array): string {
  return decoder.decode(bytes);
}

/** Returns the length of a text in UTF-8 bytes. */
export function countBytes(text: string): number {
  return encodeUtf8(text).length;
}

/** Returns whether both hold the same bytes, or both are `undefined`. */
export function isSameBytes(a: Uint8Array | undefined, b: Uint8Array | undefined): boolean {
  if (!a || !b) return a === b;
  if (a.length !== b.length) return false;
  for (let at = 0; at < a.length; at += 1) if (a[at] !== b[at]) return false;
  return true;
}
