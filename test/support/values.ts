/** Lists the keys of a record whose keys are known. */
export function listKeys<K extends string>(record: Readonly<Partial<Record<K, unknown>>>): readonly K[] {
  // Object.keys() forgets the type of the keys.
  return Object.keys(record) as K[];
}

/** Makes a record with the same keys, with the value that each key gives. */
export function mapKeys<K extends string, T>(keys: readonly K[], valueOf: (key: K) => T): Readonly<Record<K, T>> {
  const record: Partial<Record<K, T>> = {};
  for (const key of keys) record[key] = valueOf(key);
  // Every key has its value now, which the type of a partial record cannot say.
  return record as Record<K, T>;
}

/** Collects all items of a stream, in order. */
export async function collect<T>(stream: AsyncIterable<T>): Promise<readonly T[]> {
  const items: T[] = [];
  for await (const item of stream) items.push(item);
  return items;
}

/** Replaces names in a JSON value, wherever they stand in it. */
export function replaceNames<T>(value: T, names: Iterable<readonly [from: string, to: string]>): T {
  let text = JSON.stringify(value);
  for (const [from, to] of names) text = text.replaceAll(from, to);
  // Only strings have changed, so the value keeps its type.
  return JSON.parse(text) as T;
}
