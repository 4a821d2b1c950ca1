import { getPlatform } from '../platform/platform';

const hexCodes = Array.from('0123456789abcdef', (digit) => digit.charCodeAt(0));
/** Number of bytes that become hex at once. */
const hexedBytes = 1_024;
const textDecoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const textEncoder = new TextEncoder();

/** Returns SHA-256 over the concatenation of these bytes. */
export function computeSha256(...parts: readonly Uint8Array[]): Uint8Array {
  return getPlatform().sha256(...parts);
}

/** Returns whether both hold the same bytes. */
export function isSameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let at = 0; at < a.length; at += 1) if (a[at] !== b[at]) return false;
  return true;
}

/** Returns these bytes one after another. */
export function concatBytes(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Returns bytes as lower-case hex. */
export function toHex(bytes: Uint8Array): string {
  let hex = '';
  for (let at = 0; at < bytes.length; at += hexedBytes) hex += formatHex(bytes.subarray(at, at + hexedBytes));
  return hex;
}

/** Returns hex as one flat text: a sum of texts would be joined only where it is looked up. */
function formatHex(bytes: Uint8Array): string {
  const codes: number[] = [];
  for (const byte of bytes) codes.push(hexCodes[byte >> 4] ?? 0, hexCodes[byte & 0xf] ?? 0);
  return String.fromCharCode(...codes);
}

/** Returns the bytes of a text of hex digits in pairs. */
export function fromHex(hex: string): Uint8Array {
  const bytes = new Uint8Array(Math.floor(hex.length / 2));
  for (let at = 0; at < bytes.length; at += 1) bytes[at] = readDigit(hex, at * 2) * 16 + readDigit(hex, at * 2 + 1);
  return bytes;
}

/** Reads a digit: those from 0 to 9 have codes from 0x30 on, a to f and A to F others that end in 1 to 6. */
function readDigit(hex: string, at: number): number {
  const code = hex.charCodeAt(at);
  return code < 0x40 ? code & 0xf : (code & 0xf) + 9;
}

/** Returns the text that UTF-8 bytes encode; `undefined` if they are not UTF-8. */
export function decodeText(bytes: Uint8Array): string | undefined {
  try {
    return textDecoder.decode(bytes);
  } catch {
    return undefined;
  }
}

/** Returns a text as UTF-8. */
export function encodeText(text: string): Uint8Array {
  return textEncoder.encode(text);
}
