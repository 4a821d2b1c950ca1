import { isSameBytes } from '@databund/model';
import { decodeText, encodeText, toHex } from '../bytes';
import { isObject, parseJson } from '../parse-json';

/** The parts of a transaction that are compared entry by entry. */
type Part = 'WRITE' | 'POLICY' | 'PRIVATE' | 'READ';

/** The ways in which a transaction may differ from what the rules make of it. */
export type DifferenceCode =
  `${Part}_${'MISSING' | 'UNEXPECTED' | 'DIFFERENT'}` | 'KEY_UNKNOWN' | 'NAMESPACE_FOREIGN' | 'EVENT_DIFFERENT' | 'RESPONSE_DIFFERENT';

/** One difference, with what was expected. */
export interface Difference {
  readonly code: DifferenceCode;
  readonly key?: string;
  readonly details: string;
}

/** A key with its bytes, or with the version that was read; `undefined` if the key is deleted, or if a key that was read is absent. */
export interface Entry {
  readonly key: string;
  readonly value: Uint8Array | string | undefined;
}

/** Compares the entries of one part. Each key is expected once. */
export function compareEntries(part: Part, expected: readonly Entry[], found: readonly Entry[]): readonly Difference[] {
  const wanted = new Map(expected.map((entry) => [entry.key, entry]));
  const seen = new Set<string>();
  const differences = found.flatMap(({ key, value }): readonly Difference[] => {
    const entry = seen.has(key) ? undefined : wanted.get(key);
    seen.add(key);
    if (!entry) return [{ code: `${part}_UNEXPECTED`, key, details: `${describe(value)}, nothing expected` }];
    const details = describeDifference(value, entry.value);
    return details === undefined ? [] : [{ code: `${part}_DIFFERENT`, key, details }];
  });
  const missing = [...wanted.values()].filter(({ key }) => !seen.has(key));
  return [
    ...differences,
    ...missing.map(({ key, value }): Difference => ({ code: `${part}_MISSING`, key, details: `${describe(value)} expected` })),
  ];
}

/** Returns how a value differs from the one expected: by the first member that differs if both are JSON. */
export function describeDifference(found: Entry['value'], expected: Entry['value']): string | undefined {
  if (isSame(found, expected)) return undefined;
  const [one, other] = [readJson(found), readJson(expected)];
  const place = isObject(one) && isObject(other) ? findPlace(one, other) : undefined;
  return place ?? `${describe(found)}, ${describe(expected)} expected`;
}

function isSame(one: Entry['value'], other: Entry['value']): boolean {
  return typeof one === 'string' || typeof other === 'string' ? one === other : isSameBytes(one, other);
}

function findPlace(found: unknown, expected: unknown, path = ''): string | undefined {
  if (!isObject(found) || !isObject(expected)) {
    const [one, other] = [printJson(found), printJson(expected)];
    return one === other ? undefined : `${path || 'value'} is ${one}, ${other} expected`;
  }
  for (const name of new Set([...Object.keys(expected), ...Object.keys(found)])) {
    const place = findPlace(found[name], expected[name], `${path}/${name}`);
    if (place !== undefined) return place;
  }
  return undefined;
}

const longestText = 200;

function printJson(value: unknown): string {
  return value === undefined ? 'missing' : cutText(JSON.stringify(value));
}

function describe(value: Entry['value']): string {
  if (value === undefined) return 'absent';
  const text = toText(value);
  return text === undefined || /[\p{Cc}\p{Cf}]/u.test(text) ? `bytes ${cutText(toHex(toBytes(value)))}` : cutText(text);
}

function toText(value: Uint8Array | string): string | undefined {
  return typeof value === 'string' ? value : decodeText(value);
}

function toBytes(value: Uint8Array | string): Uint8Array {
  return typeof value === 'string' ? encodeText(value) : value;
}

function cutText(text: string): string {
  return text.length <= longestText ? text : `${text.slice(0, longestText)}... (${String(text.length)} characters)`;
}

function readJson(value: Entry['value']): unknown {
  return value === undefined ? undefined : parseJson(toText(value) ?? '');
}
