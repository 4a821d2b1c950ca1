import { getNumber, getText, type ReadStore, type Value } from '../read-store';
import type { FoundCandidates } from './list-source';
import type { ObjectNoun } from './nouns';

/** A search for objects, at a height and an instant. */
export interface ObjectQuery {
  readonly noun: ObjectNoun;
  readonly height: number;
  readonly time: string;
  /** Only objects of which one of these is a party; all objects if it is absent. */
  readonly parties?: readonly string[] | undefined;
  /** Only objects under this authorisation. */
  readonly parent?: string | undefined;
  /** Objects that can be in one of these states. */
  readonly states?: readonly string[] | undefined;
  /** Only objects that changed at this instant or later. */
  readonly since?: string | undefined;
  /** An expression of the index of texts. */
  readonly expression?: string | undefined;
}

interface Condition {
  readonly sql: string;
  readonly values: readonly Value[];
}

/** A part of a query, and the index that it reads if few rows are in it: otherwise SQLite may read all rows in the order of the page. */
interface Part extends Condition {
  readonly index?: string;
}

/** Finds the next objects, the newest first. Each part of the query reads one index in this order, so a page ends it. */
export async function findObjects(
  store: ReadStore,
  query: ObjectQuery,
  { limit, below }: { readonly limit: number; readonly below: number },
): Promise<FoundCandidates> {
  const shared = [...listShared(query), { sql: 's.num < ?', values: [below] }];
  const parts = listScopes(query).flatMap((scope) =>
    listParts(query).map((part) => ({ index: part.index, conditions: [scope, part, ...shared] })),
  );
  const sql = parts.map(({ index, conditions }) => writeSelect(index, conditions)).join(' union all ');
  const values = parts.flatMap(({ conditions }) => conditions.flatMap((each) => each.values));
  const rows = await store.query(`${sql} order by num desc limit ?`, ...values, limit);
  const found = rows.map((row) => ({ num: getNumber(row, 'num'), id: getText(row, 'id') }));
  return { found: found.filter(({ num }, index) => num !== found[index - 1]?.num), isEnd: rows.length < limit };
}

function writeSelect(index: string | undefined, conditions: readonly Condition[]): string {
  const standings = `object_standing s${index === undefined ? '' : ` indexed by ${index}`}`;
  const all = conditions.map(({ sql }) => `(${sql})`).join(' and ');
  return `select s.num as num, o.id as id from ${standings} cross join object o on o.num = s.num where ${all}`;
}

function listShared({ noun, height, since, expression }: ObjectQuery): readonly Condition[] {
  return [
    { sql: 's.noun = ? and s.from_block < ?', values: [noun, height] },
    ...(since === undefined ? [] : [{ sql: 's.changed_at >= ?', values: [since] }]),
    ...(expression === undefined ? [] : [{ sql: withWords, values: [expression, height, height] }]),
  ];
}

/** Requires words that an object had at a height. */
const withWords = `s.num in (select w.num from object_text t cross join object_words w on w.word_row = t.rowid
  where object_text match ? and w.from_block < ? and (w.to_block is null or w.to_block >= ?))`;

function listScopes({ parties, parent }: ObjectQuery): readonly Condition[] {
  const under = parent === undefined ? { sql: 'true', values: [] } : { sql: 's.parent = ?', values: [parent] };
  if (!parties) return [under];
  return parties.flatMap((id) =>
    ['s.provider', 's.buyer'].map((column) => ({ sql: `${under.sql} and ${column} = ?`, values: [...under.values, id] })),
  );
}

/**
 * Divides the standings of a height: those that still stand, and those that a later block ended. What a standing turned into by itself since
 * the last block is judged by the model.
 */
function listParts({ states, height, time }: ObjectQuery): readonly Part[] {
  const makeStanding = (sql: string, ...values: readonly Value[]) => ({ sql: `s.to_block is null and ${sql}`, values });
  const ended = { sql: 's.to_block is not null and s.to_block >= ?', values: [height], index: 'object_by_end' };
  if (!states) return [makeStanding('true'), ended];
  const others = states.map(() => '?').join(', ');
  return [
    ...states.map((state) => makeStanding('s.state = ?', state)),
    {
      ...makeStanding(`s.turns_at is not null and s.turns_at <= ? and s.state not in (${others})`, time, ...states),
      index: 'object_by_turn',
    },
    ended,
  ];
}

/** Counts the standings that turned into others since the last block. With the height it names what a list can show. */
export async function countTurned(store: ReadStore): Promise<number> {
  const isTurned = 'to_block is null and turns_at is not null and turns_at <= ?';
  const sql = `select (select count(*) from object_standing where ${isTurned})
    + (select count(*) from standing where state = 'NOTICE' and ${isTurned}) as count`;
  const now = new Date().toISOString();
  const [row] = await store.query(sql, now, now);
  return row ? getNumber(row, 'count') : 0;
}
