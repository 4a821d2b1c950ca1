import type { FacetName, PlaceTable, SearchAnswer, SearchHit, SearchQuery } from '@databund/client';
import { ExchangeError, type Caller } from '@databund/model';
import type { Cursors } from '../../http/cursors';
import { isValid } from '../../http/validation';
import { Type } from '@sinclair/typebox';
import { NamedActors } from '../named-actors';
import type { HeightMoment, ReadModel } from '../read-model';
import { chooseText } from './choose-language';
import type { StoredHit } from './describe-content';
import { findScope } from './place-scope';
import { countedDocuments, RowFinder, type After, type FoundRow } from './search-rows';
import { describeSeer } from './sight';

/** Tells whether the bytes of a listing are stored. */
export type DescribeBytes = (hit: StoredHit) => Promise<SearchHit['bytes']>;

/** A search of a caller, or of a visitor without a token. */
export interface Search {
  readonly query: SearchQuery;
  readonly caller: Caller | undefined;
  /** The height that was asked for; without it the newest. */
  readonly moment: HeightMoment | undefined;
  readonly languages: readonly string[];
}

/** Parts of the gateway that a search needs. */
export interface SearchParts {
  readonly model: ReadModel;
  readonly cursors: Cursors;
  readonly describeBytes: DescribeBytes;
  /** The operator's table of places. */
  readonly places?: PlaceTable | undefined;
}

const defaultLimit = 20;
const list = 'Search';
const Place = Type.Object({
  height: Type.Integer(),
  time: Type.String(),
  isPast: Type.Boolean(),
  tier: Type.Integer(),
  doc: Type.Integer(),
  title: Type.Optional(Type.String()),
});

/** A height at which a page is read, the instant at which it is judged, and the place after which it continues. */
interface Reading extends Pick<HeightMoment, 'store' | 'time'> {
  readonly isPast: boolean;
  readonly after: After | undefined;
}

/** Finds a page of listings, as far as the caller may see them. @throws CURSOR_INVALID */
export async function searchListings(asked: Search, parts: SearchParts): Promise<SearchAnswer> {
  const { query, languages } = asked;
  const { limit = defaultLimit, cursor: _cursor, facets = [], lang, ...filters } = query;
  const reading = beginReading(asked, parts, filters);
  const { store, time, isPast, after } = reading;
  const places = query.place && findScope(query.place, parts.places);
  const search = { query: filters, height: store.height, time, seer: describeSeer(asked.caller), isPast, places };
  const finder = await RowFinder.prepare(parts.model.store, search);
  const rows = await finder.find(limit + 1, after);
  const shown = rows.slice(0, limit);
  const wanted = lang === undefined ? languages : [lang];
  const show = { names: new NamedActors(reading, wanted), wanted, describeBytes: parts.describeBytes };
  const last = rows.length > limit ? shown.at(-1) : undefined;
  const place = last && { height: store.height, time, isPast, tier: last.tier, doc: last.doc, title: last.title };
  return {
    height: store.height,
    items: await Promise.all(shown.map((row) => showHit(row, show))),
    ...(place && { next: parts.cursors.sealText(list, filters, JSON.stringify(place)) }),
    ...(facets.length > 0 && (await countFacets(finder, facets))),
  };
}

/** Continues at the height of the page before, or begins at the one that was asked for. */
function beginReading({ query: { cursor }, moment }: Search, { model, cursors }: SearchParts, filters: object): Reading {
  if (cursor === undefined) return { ...(moment ?? model.openNow()), isPast: moment !== undefined, after: undefined };
  const place = openPlace(cursors, filters, cursor);
  return { store: model.openNow(place.height).store, time: place.time, isPast: place.isPast, after: place };
}

function openPlace(cursors: Cursors, filters: object, cursor: string): After & { height: number; time: string; isPast: boolean } {
  const place: unknown = JSON.parse(cursors.openText(list, filters, cursor));
  if (isValid(Place, place)) return place;
  throw new ExchangeError('CURSOR_INVALID');
}

async function countFacets(finder: RowFinder, facets: readonly FacetName[]): Promise<Pick<SearchAnswer, 'total' | 'facets'>> {
  const { total, counts } = await finder.count(facets);
  const isAtLeast = total > countedDocuments;
  return {
    total: { count: Math.min(total, countedDocuments), isAtLeast },
    facets: Object.fromEntries([...counts].map(([name, values]) => [name, [...values]])),
  };
}

interface ShowParts {
  readonly names: NamedActors;
  readonly wanted: readonly string[];
  readonly describeBytes: DescribeBytes;
}

async function showHit(row: FoundRow, { names, wanted, describeBytes }: ShowParts): Promise<SearchHit> {
  const hit = JSON.parse(row.hit) as StoredHit; // `as`: the gateway wrote it.
  const { title, summary, publisher, files: _files, mspId: _mspId, ...shown } = hit;
  const { text, language } = chooseText(title, wanted);
  const { name } = await names.describe(hit.provider);
  return {
    ...(shown as Omit<SearchHit, 'title'>), // `as`: the lists of a stored hit are not changed.
    title: text,
    titleLanguage: language,
    ...(summary && { summary: chooseText(summary, wanted).text }),
    ...(publisher && { publisher: chooseText(publisher, wanted).text }),
    ...(name !== undefined && { providerName: name }),
    state: row.state,
    ...(row.grade !== '' && { grade: row.grade }),
    authoritative: row.isAuthoritative,
    bytes: await describeBytes(hit),
    changedAt: row.changedAt,
  };
}
