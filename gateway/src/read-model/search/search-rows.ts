import type { FacetName, SearchQuery } from '@databund/client';
import { listingStates } from '@databund/model';
import type { Box } from './box';
import { getNumber, getText, type ReadStore, type Row, type Value } from '../read-store';
import { matchTexts, nothing, type IsWordSeen } from './match-texts';
import type { PlaceScope } from './place-scope';
import { listConditions, limitNow, limitSight, readBox, stateSql, type Condition } from './search-filters';
import type { Seer } from './sight';

/** A found document with its standing. */
export interface FoundRow {
  readonly doc: number;
  readonly hit: string;
  readonly state: string;
  readonly grade: string;
  readonly isAuthoritative: boolean;
  readonly changedAt: string;
  readonly title: string;
}

/** The place after which a page continues: the tier, and the last document or its title. */
export interface After {
  readonly tier: number;
  readonly doc: number;
  readonly title?: string;
}

/** One search on rows. */
export interface RowSearch {
  readonly query: SearchQuery;
  readonly height: number;
  readonly time: string;
  readonly seer: Seer;
  /** True if the height is past: then the caller must be able to see each hit now too. */
  readonly isPast: boolean;
  /** Says what the places of the query mean. */
  readonly places?: PlaceScope | undefined;
}

/** Values of a facet with their counts. */
export type FacetCounts = readonly { readonly value: string; readonly count: number }[];

/** Expressions of what a query finds, and of the disjoint parts of it that stand one after the other. */
interface Matched {
  readonly all: string;
  readonly tiers: readonly string[];
}

/** Facets are counted over at most so many documents, the newest. */
export const countedDocuments = 1_000;
/** Documents in the first stretch in which an area is looked for; each further one is larger. */
const firstStretch = 2_000;
const stretchGrowth = 4;
/** Up to so many documents, their boxes are read in the order of the page: that is faster than the index of areas. */
const longestScan = 16_000;
const facetValues = 50;
/** The index of areas rounds to so much; the columns of a document decide. */
const rounding = 256;

/** Finds documents in the rows of a store. */
export class RowFinder {
  private readonly conditions: readonly Condition[];

  private constructor(
    private readonly store: ReadStore,
    private readonly search: RowSearch,
    private readonly matched: Matched | undefined,
  ) {
    const { height, seer, query, time, isPast, places } = search;
    this.conditions = [limitSight(height, seer), ...(isPast ? [limitNow(seer)] : []), ...listConditions(query, time, places)];
  }

  /** Prepares a search. If no document has all words, those that have some are found. */
  static async prepare(store: ReadStore, search: RowSearch): Promise<RowFinder> {
    const { q = '', sort } = search.query;
    if (q.trim() === '') return new RowFinder(store, search, undefined);
    const matches = await matchTexts(store, q, RowFinder.makeWordSight(store, search));
    if (!matches) return RowFinder.open(store, search, nothing);
    const finder = RowFinder.open(store, search, matches.all);
    if ((await finder.select([matches.all], 'd.doc', 'limit 1')).length === 0)
      return matches.some === undefined ? finder : RowFinder.open(store, search, matches.some);
    if (sort !== 'relevance') return finder;
    const { all, whole, ranked, some = [] } = matches;
    return new RowFinder(store, search, { all, tiers: [whole, ...ranked].concat(some) });
  }

  /** Returns how to tell whether a caller sees a title with a word, at the height of a search. */
  static makeWordSight(store: ReadStore, { height, time, seer, isPast }: Omit<RowSearch, 'query'>): IsWordSeen {
    const anyState = new RowFinder(store, { query: { state: [...listingStates] }, height, time, seer, isPast }, undefined);
    return async (word) => (await anyState.select([`{title} : "${word}"`], 'd.doc', 'limit 1')).length > 0;
  }

  /** Opens a search by an expression of the index, or by its filters alone. */
  static open(store: ReadStore, search: RowSearch, expression: string | undefined): RowFinder {
    return new RowFinder(store, search, expression === undefined ? undefined : { all: expression, tiers: [expression] });
  }

  /** Finds the next versions of listings, the newest first. */
  async findVersions(limit: number, below: number): Promise<readonly { num: number; id: string; version: number }[]> {
    const rows = await this.findNewest(this.matched?.all, 'd.doc, d.listing, d.version', limit, below);
    return rows.map((row) => ({ num: getNumber(row, 'doc'), id: getText(row, 'listing'), version: getNumber(row, 'version') }));
  }

  /** Finds the next documents in the order of the search. */
  async find(limit: number, after: After | undefined): Promise<readonly (FoundRow & { readonly tier: number })[]> {
    const { sort = 'newest' } = this.search.query;
    if (sort === 'title') return (await this.findByTitle(limit, after)).map((row) => ({ ...row, tier: 0 }));
    const first = after?.tier ?? 0;
    const found: (FoundRow & { readonly tier: number })[] = [];
    for (const [index, expression] of this.listTiers(first).entries()) {
      if (found.length === limit) break;
      const rows = await this.findNewest(expression, columns, limit - found.length, index === 0 ? after?.doc : undefined);
      found.push(...rows.map((row) => ({ ...readRow(row), tier: first + index })));
    }
    return found;
  }

  private listTiers(first: number): readonly (string | undefined)[] {
    return (this.matched?.tiers ?? [undefined]).slice(first);
  }

  /** Counts the documents and the values of facets, exactly up to the cap. */
  async count(facets: readonly FacetName[]): Promise<{ readonly total: number; readonly counts: ReadonlyMap<FacetName, FacetCounts> }> {
    const rows = await this.findNewest(this.matched?.all, 'd.doc', countedDocuments + 1);
    const docs = rows.map((row) => getNumber(row, 'doc')).slice(0, countedDocuments);
    const counts = new Map<FacetName, FacetCounts>();
    for (const name of facets) counts.set(name, await this.countFacet(name, docs));
    return { total: rows.length, counts };
  }

  private async findNewest(expression: string | undefined, what: string, limit: number, below?: number): Promise<readonly Row[]> {
    const area = this.search.query.within ?? this.search.query.overlapping;
    if (expression === undefined && area !== undefined) return this.findInArea(readBox(area), what, limit, below);
    const more = below === undefined ? [] : [{ sql: `${expression === undefined ? 'd.doc' : 't.rowid'} < ?`, values: [below] }];
    return this.select([expression], what, orderNewest(limit, expression), more);
  }

  /** Looks for an area among the newest documents first, in stretches, so that a page ends the search. */
  private async findInArea(box: Box, what: string, limit: number, below?: number): Promise<readonly Row[]> {
    const [newest] = await this.store.query('select coalesce(max(doc), 0) + 1 as end from doc');
    let end = below ?? (newest ? getNumber(newest, 'end') : 1);
    const found: Row[] = [];
    for (let size = firstStretch; end > 1 && found.length < limit; size *= stretchGrowth) {
      const start = Math.max(1, end - size);
      const edges = [box.east + rounding, box.west - rounding, box.north + rounding, box.south - rounding];
      const sql = size <= longestScan ? boxSql : areaSql;
      const docs = (await this.store.query(sql, ...edges, start, end)).map((row) => getNumber(row, 'doc'));
      const inStretch = { sql: 'd.doc in (select value from json_each(?))', values: [JSON.stringify(docs)] };
      if (docs.length > 0) found.push(...(await this.select([undefined], what, orderNewest(limit - found.length), [inStretch])));
      end = start;
    }
    return found;
  }

  private async findByTitle(limit: number, after: After | undefined): Promise<readonly FoundRow[]> {
    const more = after?.title === undefined ? [] : [{ sql: '(d.title, d.doc) > (?, ?)', values: [after.title, after.doc] }];
    const rows = await this.select([this.matched?.all], columns, `order by d.title, d.doc limit ${String(limit)}`, more);
    return rows.map(readRow);
  }

  /** Reads documents with their standings. The order of the tables is fixed, so that a page ends the search. */
  private select(
    [expression]: readonly [string | undefined],
    what: string,
    order: string,
    more: readonly Condition[] = [],
  ): Promise<readonly Row[]> {
    const { height, time } = this.search;
    const texts = expression === undefined ? '' : 'listing_text t cross join ';
    const standing = `cross join standing s on s.doc = d.doc and s.from_block < ? and (s.to_block is null or s.to_block >= ?)`;
    const matched: readonly Condition[] = expression === undefined ? [] : [{ sql: 'listing_text match ?', values: [expression] }];
    const all = [...matched, ...more, ...this.conditions];
    const join = expression === undefined ? '' : ' on d.doc = t.rowid';
    const sql = `select ${what} from ${texts}doc d${join} ${standing} where ${all.map((each) => `(${each.sql})`).join(' and ')} ${order}`;
    const values: readonly Value[] = [...(what === columns ? [time] : []), height, height, ...all.flatMap((each) => each.values)];
    return this.store.query(sql, ...values);
  }

  private async countFacet(name: FacetName, docs: readonly number[]): Promise<FacetCounts> {
    if (docs.length === 0) return [];
    const { height, time } = this.search;
    const column = standingFacets[name];
    const list = JSON.stringify(docs);
    const rows =
      column === undefined
        ? await this.store.query(countValues, list, name, facetValues)
        : await this.store.query(countStandings(column), ...(name === 'state' ? [time] : []), list, height, height, facetValues);
    return rows.map((row) => ({ value: String(row['value']), count: getNumber(row, 'count') }));
  }
}

const columns = `d.doc, d.hit, ${stateSql} as state, s.grade, s.authoritative, s.changed_at, d.title`;
const standingFacets: Readonly<Partial<Record<FacetName, string>>> = {
  grade: 's.grade',
  state: stateSql,
  authoritative: "case s.authoritative when 1 then 'true' else 'false' end",
};
/** Reads a short stretch from one index in its order; the index of areas is better for long ones. */
const boxSql = `select doc from doc indexed by doc_by_box
  where west <= ? and east >= ? and south <= ? and north >= ? and doc >= ? and doc < ?`;
const areaSql = `select doc from area where west <= ? and east >= ? and south <= ? and north >= ? and first >= ? and last < ?`;
/** Reads the values of each document, instead of all values of the facet. */
const countValues = `select facet.value, count(*) as count from json_each(?) docs cross join facet indexed by facet_by_doc
  on facet.doc = docs.value and facet.name = ? group by facet.value order by count(*) desc, facet.value limit ?`;
const countStandings = (column: string) => `select ${column} as value, count(*) as count from standing s
  where s.doc in (select value from json_each(?)) and s.from_block < ? and (s.to_block is null or s.to_block >= ?)
  group by 1 order by count(*) desc, 1 limit ?`;

function orderNewest(limit: number, expression?: string): string {
  return `order by ${expression === undefined ? 'd.doc' : 't.rowid'} desc limit ${String(limit)}`;
}

function readRow(row: Row): FoundRow {
  return {
    doc: getNumber(row, 'doc'),
    hit: getText(row, 'hit'),
    state: getText(row, 'state'),
    grade: getText(row, 'grade'),
    isAuthoritative: getNumber(row, 'authoritative') === 1,
    changedAt: getText(row, 'changed_at'),
    title: getText(row, 'title'),
  };
}
