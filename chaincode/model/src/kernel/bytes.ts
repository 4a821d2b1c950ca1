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
