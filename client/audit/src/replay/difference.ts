import type { Recorded } from '@databund/model';
import { decodeText, encodeText, toHex } from '../bytes';
import { isObject, parseJson } from '../parse-json';
import { rememberRecord } from '../stored-record';

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
  /** The record that the bytes encode, so that nobody reads it again. */
  readonly record?: Recorded<object>;
}

/** Compares the entries of one part. Each key is expected once. */
export function compareEntries(part: Part, expected: readonly Entry[], found: readonly Entry[]): readonly Difference[] {
  if (expected.length === 0 && found.length === 0) return [];
  if (isAsExpected(expected, found)) return [];
  const wanted = new Map(expected.map((entry) => [entry.key, entry]));
  const differences: Difference[] = [];
  for (const { key, value } of found) {
    const entry = wanted.get(key);
    wanted.delete(key);
    const details = entry && describeDifference(value, entry.value);
    if (!entry) differences.push({ code: `${part}_UNEXPECTED`, key, details: `${describe(value)}, nothing expected` });
    else if (details !== undefined) differences.push({ code: `${part}_DIFFERENT`, key, details });
    else rememberExpected(value, entry);
  }
  for (const { key, value } of wanted.values()) differences.push({ code: `${part}_MISSING`, key, details: `${describe(value)} expected` });
  return differences;
}

/** Returns whether each key was found once, with its value. */
function isAsExpected(expected: readonly Entry[], found: readonly Entry[]): boolean {
  if (found.length !== expected.length || !hasUniqueKeys(found)) return false;
  const wanted = found.map(({ key }) => expected.find((entry) => entry.key === key));
  if (!wanted.every((entry, at) => entry && isSame(found[at]?.value, entry.value))) return false;
  for (const [at, entry] of wanted.entries()) if (entry) rememberExpected(found[at]?.value, entry);
  return true;
}

/** Returns whether no key occurs twice. Fabric sorts public keys, and keys that ascend cannot. */
export function hasUniqueKeys(entries: readonly Pick<Entry, 'key'>[]): boolean {
  const isAscending = entries.every(({ key }, at) => at === 0 || key > (entries[at - 1]?.key ?? ''));
  return isAscending || new Set(entries.map(({ key }) => key)).size === entries.length;
}

function rememberExpected(value: Entry['value'], { record }: Entry): void {
  if (record && value instanceof Uint8Array) rememberRecord(value, record);
}

/** Returns how a value differs from the one expected: by the first member that differs if both are JSON. */
export function describeDifference(found: Entry['value'], expected: Entry['value']): string | undefined {
  if (isSame(found, expected)) return undefined;
  const [one, other] = [readJson(found), readJson(expected)];
  const place = isObject(one) && isObject(other) ? findPlace(one, other) : undefined;
  return place ?? `${describe(found)}, ${describe(expected)} expected`;
}

function isSame(one: Entry['value'], other: Entry['value']): boolean {
  if (one === undefined || other === undefined || typeof one === 'string' || typeof other === 'string') return one === other;
  return Buffer.compare(one, other) === 0;
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
