/** Stands before each key, because a driver takes no bytes for null, and Fabric has the empty key. */
const mark = '=';

/** Returns a state key as rows have it: in bytes, because some drivers end a text at U+0000. */
export function toKeyBytes(stateKey: string): Uint8Array {
  return Buffer.from(mark + stateKey);
}

/** Returns the state key of a row. */
export function fromKeyBytes(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('utf8').slice(mark.length);
}
