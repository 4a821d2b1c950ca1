/** Returns the first place at which a value differs from the one expected, in words; `undefined` if they are equal. */
export function findDifference(found: unknown, expected: unknown, path: string): string | undefined {
  if (found === expected) return undefined;
  if (!isObject(found) || !isObject(expected)) return `${path} is ${describe(found)}, ${describe(expected)} is pinned`;
  for (const name of new Set([...Object.keys(expected), ...Object.keys(found)])) {
    const difference = findDifference(found[name], expected[name], `${path} ${name}`);
    if (difference !== undefined) return difference;
  }
  return undefined;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function describe(value: unknown): string {
  return value === undefined ? 'absent' : JSON.stringify(value);
}
