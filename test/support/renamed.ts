/** The same value with other names in place of some, wherever they stand in it. */
export function renamed<T>(value: T, names: Iterable<readonly [from: string, to: string]>): T {
  let text = JSON.stringify(value);
  for (const [from, to] of names) text = text.replaceAll(from, to);
  return JSON.parse(text) as T;
}
