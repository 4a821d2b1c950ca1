/** A key of the world state: its object type and attributes, as in Fabric's composite keys. `T` is the type of its value. */
export interface Key<T = unknown> {
  readonly type: string;
  readonly parts: readonly string[];
  /** Never present; it ties the key to the type of its value. */
  readonly value?: T;
}

/** Makes a key. Only the `keys.ts` file of each noun calls it. */
export function makeKey<T>(type: string, ...parts: string[]): Key<T> {
  return { type, parts };
}

/** Pads a version or slot number so that keys sort by number. */
export function padNumber(value: number, digits = 5): string {
  return String(value).padStart(digits, '0');
}

/** Encodes a key as Fabric encodes a composite key: U+0000, the type, then each attribute followed by U+0000. */
export function toStateKey({ type, parts }: Key): string {
  return ['', type, ...parts, ''].join('\u0000'); // One flat text, which is hashed at once where it is looked up.
}

/** Decodes a state key; `undefined` if it is not a composite key. The inverse of `toStateKey`. */
export function fromStateKey(text: string): Key | undefined {
  if (!text.startsWith('\u0000') || !text.endsWith('\u0000') || text.length < 3) return undefined;
  const [type = '', ...parts] = text.slice(1, -1).split('\u0000');
  return { type, parts };
}
