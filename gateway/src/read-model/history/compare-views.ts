import type { TimelineEntry } from '@databund/client';
import { toCanonicalJson } from '@databund/model';

type Changes = TimelineEntry['changes'];

/** The members of a view that every step changes, or that name the object: the entry has them itself. */
const ownMembers: readonly string[] = ['id', 'version', 'revision', 'change', 'at', 'schema', 'trail'];

/** Returns the members that differ between two views of an object: its state, then the others by name, and hashes last. */
export function compareViews(before: object | undefined, after: object | undefined): Changes {
  const [older, newer] = [listMembers(before), listMembers(after)];
  const names = [...new Set([...older.keys(), ...newer.keys()])].filter((name) => encode(older.get(name)) !== encode(newer.get(name)));
  const rank = (name: string) => (name === 'state' ? 0 : isHash(newer.get(name) ?? older.get(name)) ? 2 : 1);
  const sorted = names.sort((one, other) => rank(one) - rank(other) || (one < other ? -1 : 1));
  return sorted.map((member) => ({
    member,
    ...(older.has(member) && { before: older.get(member) }),
    ...(newer.has(member) && { after: newer.get(member) }),
  }));
}

/** Lists the members of a view by their paths; lists, hashes and reasons are members as a whole. */
function listMembers(view: object | undefined): ReadonlyMap<string, unknown> {
  const shown = Object.entries(view ?? {}).filter(([name]) => !ownMembers.includes(name));
  return new Map(shown.flatMap(([name, value]) => flatten(name, value)));
}

function flatten(path: string, value: unknown): readonly (readonly [string, unknown])[] {
  if (value === undefined) return [];
  const isInner = typeof value === 'object' && value !== null && !Array.isArray(value) && !isHash(value) && !('code' in value);
  return isInner ? Object.entries(value).flatMap(([name, inner]) => flatten(`${path}.${name}`, inner)) : [[path, value]];
}

function isHash(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'alg' in value && 'value' in value;
}

function encode(value: unknown): string {
  return value === undefined ? '' : toCanonicalJson(value);
}
