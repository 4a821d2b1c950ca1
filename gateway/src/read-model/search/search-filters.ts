import type { SearchQuery } from '@databund/client';

import type { Value } from '../read-store';
import { gapFacet, makeBox, world, type Box } from './box';
import type { PlaceScope } from './place-scope';
import { relationBits, type Seer } from './sight';
import { createInputError } from '../../http/validation';

/** A condition of SQL on a document `d` and its standing `s`. */
export interface Condition {
  readonly sql: string;
  readonly values: readonly Value[];
}

/** The state at an instant, which stands for the two `?` of its text. */
export const stateSql = 'case when s.turns_at <= ? then s.state_then else s.state end';
const hiddenStates = ['DELISTED', 'SUPERSEDED'];
const facetFilters = ['theme', 'sector', 'licence', 'language', 'publisher', 'provider', 'kind', 'charge', 'format'] as const;

/** Returns the condition that a document is of a height, and that the caller may see it. */
export function limitSight(height: number, seer: Seer): Condition {
  const { sql, values } = seeBy('d', 's', seer);
  return { sql: `d.from_block < ? and (d.to_block is null or d.to_block >= ?) and ${sql}`, values: [height, height, ...values] };
}

/** Returns the condition that the caller may see the version of a document now. */
export function limitNow(seer: Seer): Condition {
  const { sql, values } = seeBy('dn', 'sn', seer);
  const now = `exists (select 1 from doc dn join standing sn on sn.doc = dn.doc and sn.to_block is null
    where dn.listing = d.listing and dn.version = d.version and dn.to_block is null and ${sql})`;
  return { sql: now, values };
}

function seeBy(doc: string, standing: string, { sight, selves }: Seer): Condition {
  const own = selves.map(() => '?').join(', ');
  const isAudience = `exists (select 1 from facet where doc = ${doc}.doc and name = 'audience' and value in (${own}))`;
  const sql = `((${standing}.seen & ?) <> 0 or ((${standing}.seen & ?) <> 0 and ${doc}.provider in (${own}))
    or ((${standing}.seen & ?) <> 0 and ${isAudience}))`;
  return { sql, values: [sight, relationBits.provider, ...selves, relationBits.audience, ...selves] };
}

/** Returns the conditions of the filters that were given; `places` says what the places of the query mean. */
export function listConditions(query: SearchQuery, time: string, places?: PlaceScope): readonly Condition[] {
  const { grade, state, authoritative, minBytes, maxBytes, since } = query;
  return [
    ...facetFilters.flatMap((name) => (query[name] ? [matchFacet(name, query[name])] : [])),
    ...(grade ? [matchAny('s.grade', grade)] : []),
    state ? matchState(state, time) : omitStates(time),
    ...(authoritative === undefined ? [] : [{ sql: 's.authoritative = ?', values: [authoritative ? 1 : 0] }]),
    ...(minBytes === undefined ? [] : [{ sql: 'd.bytes >= ?', values: [minBytes] }]),
    ...(maxBytes === undefined ? [] : [{ sql: 'd.bytes <= ?', values: [maxBytes] }]),
    ...(since === undefined ? [] : [{ sql: 's.changed_at >= ?', values: [since] }]),
    ...listAreas(query, places),
  ];
}

function listAreas({ within, overlapping }: SearchQuery, places: PlaceScope | undefined): readonly Condition[] {
  return [
    ...(places ? [requirePlace(places)] : []),
    ...(within === undefined ? [] : [requireWithin(requireBox('within', within))]),
    ...(overlapping === undefined ? [] : [requireOverlap(requireBox('overlapping', overlapping))]),
  ];
}

function matchFacet(name: string, values: readonly string[]): Condition {
  const list = values.map(() => '?').join(', ');
  return { sql: `exists (select 1 from facet where name = ? and value in (${list}) and doc = d.doc)`, values: [name, ...values] };
}

function matchAny(column: string, values: readonly string[]): Condition {
  return { sql: `${column} in (${values.map(() => '?').join(', ')})`, values };
}

function matchState(states: readonly string[], time: string): Condition {
  const { sql, values } = matchAny(stateSql, states);
  return { sql, values: [time, ...values] };
}

function omitStates(time: string): Condition {
  return { sql: `${stateSql} not in (${hiddenStates.map((state) => `'${state}'`).join(', ')})`, values: [time] };
}

/** Requires a place by its division, its name, or an area within its box. */
function requirePlace({ divisions, names, boxes }: PlaceScope): Condition {
  const facets = `exists (select 1 from facet where doc = d.doc and (
    (name = 'division' and value in (select value from json_each(?))) or (name = 'place' and value in (select value from json_each(?)))))`;
  const areas = boxes.map(requireWithin);
  return {
    sql: `(${[facets, ...areas.map(({ sql }) => `(${sql})`)].join(' or ')})`,
    values: [JSON.stringify(divisions), JSON.stringify(names), ...areas.flatMap(({ values }) => values)],
  };
}

/** Requires that a document's area lies in a box. One across the antimeridian lies there if the part that it leaves out is left out too. */
function requireWithin(box: Box): Condition {
  const inParts = splitBox(box).map(({ west, south, east, north }) => ({
    sql: 'd.west >= ? and d.east <= ? and d.south >= ? and d.north <= ?',
    values: [west, east, south, north],
  }));
  const { west, south, east, north } = box;
  const sql = `exists (${gapSql} and ${gapWest} <= ? and ${gapEast} >= ?) and d.south >= ? and d.north <= ?`;
  return joinAny(west > east ? [...inParts, { sql, values: [east, west, south, north] }] : inParts);
}

/** Requires that a document's area meets a box: what lies in the part that an area leaves out does not. */
function requireOverlap(box: Box): Condition {
  const isOutside = `exists (${gapSql} and ${gapWest} < ? and ${gapEast} > ?)`;
  return joinAny(
    splitBox(box).map(({ west, south, east, north }) => ({
      sql: `d.west <= ? and d.east >= ? and d.south <= ? and d.north >= ? and not ${isOutside}`,
      values: [east, west, north, south, west, east],
    })),
  );
}

/** The longitudes that an area across the antimeridian leaves out, from its east to its west. */
const gapSql = `select 1 from facet g where g.doc = d.doc and g.name = '${gapFacet}'`;
const [gapWest, gapEast] = ["json_extract(g.value, '$[0]')", "json_extract(g.value, '$[1]')"];

/** Divides a box at the antimeridian. */
function splitBox(box: Box): readonly Box[] {
  if (box.west <= box.east) return [box];
  return [
    { ...box, east: world.east },
    { ...box, west: world.west },
  ];
}

function joinAny(conditions: readonly Condition[]): Condition {
  return { sql: conditions.map(({ sql }) => `(${sql})`).join(' or '), values: conditions.flatMap(({ values }) => values) };
}

/** Returns a box of the query, or one around it if it goes across the antimeridian, by which indexes are asked. */
export function readBox(text: string): Box {
  const box = parseBox(text);
  return box.west <= box.east ? box : { ...box, west: world.west, east: world.east };
}

function parseBox(text: string): Box {
  return makeBox(text.split(',').map(Number));
}

/** Reads a box of the query, whose form was checked. @throws INPUT_INVALID for one that is nowhere */
function requireBox(name: 'within' | 'overlapping', text: string): Box {
  const box = parseBox(text);
  const reason = findFault(box);
  if (reason === undefined) return box;
  throw createInputError(`/${name}`, `${reason}; expected west,south,east,north in degrees`);
}

function findFault({ west, south, east, north }: Box): string | undefined {
  if (south < world.south || north > world.north) return 'has a latitude beyond a pole';
  if (Math.min(west, east) < world.west || Math.max(west, east) > world.east) return 'has a longitude beyond 180 degrees';
  return south > north ? 'has its south north of its north' : undefined;
}
