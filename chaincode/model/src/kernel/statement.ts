import { hashBytes } from './hash';
import { toStateKey, type Key } from './key';
import type { Change, Recorded, Said } from './record';
import { getMember, isSameRun, listSaid, shorten } from './trail';

/** One change as its organisation anchors it. `text` contains the hash of the change before, so a later one vouches for all earlier ones. */
export interface Statement extends Pick<Said, 'change' | 'sets' | 'isRepeated'> {
  /** Describes what it set, by member; of long values the hash. */
  readonly values: Readonly<Record<string, unknown>>;
  readonly text: string;
  readonly hash: string;
}

/** Returns every change of a record with the values that it set, as far as the record has them. */
export function listValues(
  record: Recorded<unknown>,
): readonly { readonly change: Change; readonly values: Readonly<Record<string, unknown>> }[] {
  const said = listSaid(record);
  const values = listSetValues(record, said);
  return said.map(({ change, sets }, index) => ({ change, values: joinValues(sets, values[index]) }));
}

/** Returns for each change the values of the members that it set, in the order of their names: of replaced ones those that it keeps. */
function listSetValues(record: object, said: readonly Said[]): readonly (readonly unknown[])[] {
  const replaced = new Set<string>();
  const values = said.toReversed().map(({ sets, old = {} }) => {
    const own = sets.map((name) => getMember(replaced.has(name) ? old : record, name));
    for (const name of sets) replaced.add(name);
    return own;
  });
  return values.reverse();
}

function joinValues(names: readonly string[], values: readonly unknown[] = []): Readonly<Record<string, unknown>> {
  return Object.fromEntries(names.map((name, index) => [name, values[index]]));
}

/** Statements by their record, which never changes: an audit reads the same record in many transactions. */
const known = new WeakMap<object, { readonly stateKey: string; readonly statements: readonly Statement[] }>();

/** Returns the statements of a record, first to last. */
export function listStatements(key: Key, record: Recorded<object>): readonly Statement[] {
  const stateKey = toStateKey(key);
  const found = known.get(record);
  if (found?.stateKey === stateKey) return found.statements;
  const statements = makeStatements(stateKey, record);
  known.set(record, { stateKey, statements });
  return statements;
}

/** Makes the statements of a record. Its members are in the order of canonical JSON, so their text is canonical too. */
function makeStatements(stateKey: string, record: Recorded<object>): readonly Statement[] {
  const said = listSaid(record);
  const values = listSetValues(record, said);
  const statements: Statement[] = [];
  for (const [index, each] of said.entries()) {
    // A repeated change follows what was said before the first of its kind, so that the one that it replaces can be dropped.
    const before = statements.findLast((earlier) => !isSameRun(earlier, each));
    statements.push(recallStatement({ stateKey, after: before?.hash ?? null, said: each, values: values[index] ?? [] }));
  }
  return statements;
}

/** All that a statement is made of: what its change set, after which statement, and under which key. */
interface Source {
  readonly stateKey: string;
  readonly after: string | null;
  readonly said: Said;
  readonly values: readonly unknown[];
}

interface Made extends Pick<Source, 'stateKey' | 'after' | 'values'> {
  readonly statement: Statement;
}

/** Statements by their change, with what they were made of: a record shares its earlier changes with the one that it replaces. */
const madeByChange = new WeakMap<Change, Made>();

function recallStatement(source: Source): Statement {
  const { stateKey, after, said, values } = source;
  const made = madeByChange.get(said.change);
  if (made && isMadeOf(made, source)) return made.statement;
  const statement = makeStatement(source);
  madeByChange.set(said.change, { stateKey, after, values, statement });
  return statement;
}

/** Returns whether a statement of the same change is made of the very same values. They never change. */
function isMadeOf({ stateKey, after, values, statement }: Made, source: Source): boolean {
  const { isRepeated, sets } = source.said;
  const isSamePlace = stateKey === source.stateKey && after === source.after && statement.isRepeated === isRepeated;
  return isSamePlace && hasSameElements(statement.sets, sets) && hasSameElements(values, source.values);
}

function hasSameElements(one: readonly unknown[], other: readonly unknown[]): boolean {
  return one === other || (one.length === other.length && one.every((each, index) => each === other[index]));
}

function makeStatement({ stateKey, after, said: { change, sets, isRepeated }, values }: Source): Statement {
  const shortened = joinValues(
    sets,
    values.map((value) => shorten(value) ?? null),
  );
  const text = JSON.stringify({ after, change, isRepeated, key: stateKey, values: shortened });
  return { change, sets, ...(isRepeated && { isRepeated }), values: shortened, text, hash: hashBytes(text).value };
}
