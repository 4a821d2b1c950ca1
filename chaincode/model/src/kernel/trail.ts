import { toCanonicalJson } from './canonical-json';
import { isInstant } from './forms';
import { hashBytes } from './hash';
import type { Change, Recorded, Said, Trail } from './record';

/** The longest value, in characters of canonical JSON, that a statement carries itself; of longer ones it carries the hash. */
const longestValue = 256;

/** The members of a record that are not part of its value. */
const ownMembers: readonly string[] = ['schema', 'state', 'change', 'trail'];

/**
 * Returns the members of a record's value. A list of objects counts as one member for the list and one for each element, such as
 * `rulings/0`, so that each element keeps its own speaker.
 */
export function listMembers(record: object): readonly string[] {
  const members: string[] = [];
  for (const [name, value] of Object.entries(record)) {
    if (value === undefined || ownMembers.includes(name)) continue;
    members.push(name);
    for (const index of findElements(value).keys()) members.push(`${name}/${String(index)}`);
  }
  return members;
}

/** Returns the elements of a list that consists of objects. */
function findElements(value: unknown): readonly unknown[] {
  const isList = Array.isArray(value) && value.length > 0 && value.every((each) => typeof each === 'object' && each !== null);
  return isList ? value : [];
}

/** Returns the trail of a record whose value replaces the one before. `step` is the change that replaces it. */
export function extendTrail(
  before: Recorded<object> | undefined,
  value: object,
  step: Pick<Change, 'action' | 'mspId'>,
  isRepeated: boolean,
): Trail {
  const last = isRepeated && { isRepeated };
  if (!before) return { earlier: [], sets: listMembers(value).toSorted(), ...last };
  const names = [...new Set([...listMembers(before), ...listMembers(value)])].toSorted();
  const sets = names.filter((name) => !isSameMember(before, value, name));
  const said = listSaid(before);
  const earlier = said.map((each, index) => keepReplaced(each, { said, index, before, replaced: sets }));
  return { earlier: isRepeated ? dropRepeated(earlier, step) : earlier, sets, ...last };
}

/** Drops the second-last change if the new one repeats it and the last one: what they set is replaced. */
function dropRepeated(said: Said[], step: Pick<Change, 'action' | 'mspId'>): Said[] {
  const [older, newer] = said.slice(-2);
  const isRun = older && newer && isSameRun(older, newer) && isSameRun(newer, { change: step, isRepeated: true });
  return isRun && older.sets.every((name) => newer.sets.includes(name)) ? [...said.slice(0, -2), newer] : said;
}

interface Repeatable {
  readonly change: Pick<Change, 'action' | 'mspId'>;
  readonly isRepeated?: true;
}

/** Returns whether two changes are of one run: of the same kind by the same organisation, so that the later replaces the earlier one. */
export function isSameRun(one: Repeatable, other: Repeatable): boolean {
  const isSame = one.change.action === other.change.action && one.change.mspId === other.change.mspId;
  return isSame && one.isRepeated === true && other.isRepeated === true;
}

/** Returns a record without the changes that a later one of the same kind replaces: nothing vouches for them. */
export function dropReplaced<R extends Recorded<object>>(record: R): R {
  const said = listSaid(record);
  const kept = said.filter((each, index) => {
    const next = said[index + 1];
    return !next || !isSameRun(each, next);
  });
  return kept.length === said.length || !record.trail ? record : { ...record, trail: { ...record.trail, earlier: kept.slice(0, -1) } };
}

/** Returns every change of a record, first to last. */
export function listSaid(record: Recorded<unknown>): Said[] {
  const { earlier, ...last } = record.trail ?? { earlier: [], sets: [] };
  return [...earlier, { change: record.change, ...last }];
}

/** Returns the first change of a record by an action; `undefined` if it was never taken. */
export function findChange(record: Recorded<unknown>, action: string): Change | undefined {
  return listSaid(record).find(({ change }) => change.action === action)?.change;
}

interface Replacing {
  readonly said: readonly Said[];
  readonly index: number;
  readonly before: Recorded<object>;
  readonly replaced: readonly string[];
}

/** Keeps the values of one change that are replaced now. A long value that was replaced before is reduced to its hash. */
function keepReplaced(each: Said, { said, index, before, replaced }: Replacing): Said {
  const isNewest = (name: string) => !said.slice(index + 1).some(({ sets }) => sets.includes(name));
  const now = each.sets.filter((name) => replaced.includes(name) && isNewest(name) && getMember(before, name) !== undefined);
  const kept = Object.entries(each.old ?? {}).map(([name, value]) => [name, shorten(value)] as const);
  const old = Object.fromEntries([...kept, ...now.map((name) => [name, getMember(before, name)] as const)]);
  const { old: _, ...rest } = each;
  return { ...rest, ...(Object.keys(old).length > 0 && { old }) };
}

/** Returns a record as it was before its last change; `undefined` if that is not known any more, or if the change made the record. */
export function undoLast(record: Recorded<object>): Recorded<object> | undefined {
  const { earlier, sets } = record.trail ?? { earlier: [], sets: [] };
  const last = earlier.at(-1);
  if (!last) return undefined;
  const { change, old: _, ...rest } = last;
  const kept = listMembers(record).filter((name) => !sets.includes(name));
  const members = new Map(kept.map((name) => [name, getMember(record, name)]));
  for (const name of sets) {
    const old = earlier.findLast((each) => each.sets.includes(name))?.old?.[name];
    if (isShortened(old)) return undefined;
    if (old !== undefined) members.set(name, old);
  }
  const restored = earlier.map((each, index) => dropRestored(each, earlier.slice(index + 1), sets));
  return {
    ...joinMembers(members),
    schema: record.schema,
    state: change.to,
    change,
    trail: { earlier: restored.slice(0, -1), ...rest },
  };
}

/** Drops the replaced values that are in the record again. */
function dropRestored({ old, ...said }: Said, later: readonly Said[], restored: readonly string[]): Said {
  const isOld = (name: string) => !restored.includes(name) || later.some(({ sets }) => sets.includes(name));
  const kept = Object.entries(old ?? {}).filter(([name]) => isOld(name));
  return { ...said, ...(kept.length > 0 && { old: Object.fromEntries(kept) }) };
}

/**
 * Returns whether a record has only members that one of its changes set, and instants as its times. A value that stands as its hash, or an
 * element outside its list, would have the statement of the real one; other times could not be compared.
 */
export function isWellFormed(record: Recorded<object>): boolean {
  const known = wellFormed.get(record) ?? (isTime(record.change.at) && hasInstants(record) && hasEverySetMember(record));
  wellFormed.set(record, known);
  return known;
}

const wellFormed = new WeakMap<object, boolean>();

/** Returns whether the members of a value that are times by their names are instants, also those of a feed. */
function hasInstants(value: object): boolean {
  return Object.entries(value).every(([name, member]: [string, unknown]) => {
    if (ownMembers.includes(name)) return true;
    if (name.endsWith('At')) return isTime(member);
    return name !== 'feed' || typeof member !== 'object' || member === null || hasInstants(member);
  });
}

function isTime(value: unknown): boolean {
  return typeof value === 'string' && isInstant(value);
}

function hasEverySetMember(record: Recorded<object>): boolean {
  const set = new Set(listSaid(record).flatMap(({ sets }) => sets));
  const isWhole = Object.keys(record).every((name) => !name.includes('/'));
  const isSet = (name: string) => set.has(name) && !isShortened(getMember(record, name));
  return isWhole && listMembers(record).every(isSet) && record.state === record.change.to;
}

/** Returns a value as statements carry it: a long one as its hash. */
export function shorten(value: unknown): unknown {
  if (isSurelyShort(value) || isShortened(value)) return value;
  const text = JSON.stringify(value);
  return text.length > longestValue ? { sha256: hashBytes(text).value } : value;
}

/** Returns whether a value is short without its JSON: a character takes six at most. */
function isSurelyShort(value: unknown): boolean {
  return typeof value === 'string' ? value.length * 6 < longestValue - 2 : typeof value !== 'object' || value === null;
}

function isShortened(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'sha256' in value && Object.keys(value).length === 1;
}

function isSameMember(one: object, other: object, name: string): boolean {
  const [value, otherValue] = [getMember(one, name), getMember(other, name)];
  return value === otherValue || encodeMember(value) === encodeMember(otherValue);
}

function encodeMember(value: unknown): string {
  return value === undefined ? '' : toCanonicalJson(value);
}

/** The value of a list whose elements are members of their own: always the same, so that it is known again. */
const emptyList: readonly unknown[] = [];

/** Returns the value of a member, or of an element of a list such as `rulings/0`; `undefined` if it is missing. */
export function getMember(record: object, name: string): unknown {
  if (Object.hasOwn(record, name)) {
    const value: unknown = Reflect.get(record, name);
    return findElements(value).length > 0 ? emptyList : value;
  }
  const [list = '', index] = name.split('/');
  return index !== undefined && Object.hasOwn(record, list) ? findElements(Reflect.get(record, list))[Number(index)] : undefined;
}

/** Puts members back together: elements go into their lists. */
function joinMembers(members: ReadonlyMap<string, unknown>): object {
  const value: Record<string, unknown> = {};
  const listNames = [...members.keys()].filter((name) => !name.includes('/'));
  for (const name of listNames) {
    const elements = [...members.keys()].filter((each) => each.startsWith(`${name}/`)).length;
    value[name] = elements === 0 ? members.get(name) : Array.from({ length: elements }, (_, at) => members.get(`${name}/${String(at)}`));
  }
  return value;
}
