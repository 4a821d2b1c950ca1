import { Type, type Static } from '@sinclair/typebox';
import { Ceiling, grades, Instant, listingStates, OneOf } from '@databund/model';
import { DateText } from './list-form';

const text = Type.String({ minLength: 1, maxLength: 2_048 });
const some = Type.Array(text, { minItems: 1, maxItems: 32 });
const makeList = <const W extends string>(words: readonly W[]) => Type.Array(OneOf(...words), { minItems: 1, maxItems: 32 });
const count = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });
const degree = '-?\\d{1,3}(?:\\.\\d{1,7})?';
const area = Type.String({ pattern: `^${degree},${degree},${degree},${degree}$` });

/** The facets that are counted. */
export const facetNames = [
  'theme',
  'sector',
  'grade',
  'licence',
  'language',
  'publisher',
  'provider',
  'state',
  'kind',
  'charge',
  'format',
  'authoritative',
] as const;
export type FacetName = (typeof facetNames)[number];

/** The orders of hits. */
export const sorts = ['newest', 'relevance', 'title'] as const;

/** The query of a search. Filters that may be repeated find what has one of their values. */
export const SearchForm = Type.Object(
  {
    q: Type.Optional(
      Type.String({
        maxLength: 1_000,
        description: 'Words; a word that ends in * is a beginning, and quotation marks hold a phrase together.',
      }),
    ),
    theme: Type.Optional(some),
    sector: Type.Optional(some),
    grade: Type.Optional(makeList(grades)),
    licence: Type.Optional(some),
    language: Type.Optional(some),
    publisher: Type.Optional(some),
    provider: Type.Optional(some),
    state: Type.Optional(makeList(listingStates)),
    kind: Type.Optional(some),
    charge: Type.Optional(makeList(['free', 'priced'])),
    format: Type.Optional(some),
    place: Type.Optional(
      Type.Array(text, {
        minItems: 1,
        maxItems: 32,
        description: 'The code of a place, or its name: what lies in it, by code, name or area.',
      }),
    ),
    authoritative: Type.Optional(Type.Boolean()),
    minBytes: Type.Optional(count),
    maxBytes: Type.Optional(count),
    since: Type.Optional(DateText),
    within: Type.Optional(Type.String({ ...area, description: 'west,south,east,north in degrees: the area lies in this box.' })),
    overlapping: Type.Optional(area),
    sort: Type.Optional(OneOf(...sorts)),
    facets: Type.Optional(makeList(facetNames)),
    lang: Type.Optional(Type.String({ pattern: '^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$' })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
    cursor: Type.Optional(Type.String({ maxLength: 1_024 })),
  },
  { additionalProperties: false },
);
export type SearchQuery = Static<typeof SearchForm>;

const names = Type.Optional(Type.Array(Type.String()));
const maybe = Type.Optional(Type.String());
const counted = Type.Object({ value: Type.String(), count });

/** The states of the bytes of a listing at the gateway that answers: `none` if it has no files, `unknown` if another gateway holds them. */
export const bytesOfHit = ['present', 'absent', 'unknown', 'none'] as const;

/** A listing version that a search found, in the caller's language. */
export const SearchHit = Type.Object(
  {
    id: Type.String(),
    version: Type.Integer({ minimum: 1 }),
    title: Type.String(),
    titleLanguage: Type.String(),
    summary: maybe,
    provider: Type.String(),
    providerName: maybe,
    publisher: maybe,
    licence: maybe,
    state: Type.String(),
    grade: maybe,
    authoritative: Type.Boolean(),
    languages: names,
    theme: names,
    sector: maybe,
    kind: maybe,
    charge: Type.Optional(
      Type.Object({
        basis: Type.String(),
        price: Type.Optional(Ceiling),
        range: Type.Optional(Type.Object({ from: Ceiling, to: Ceiling }, { description: 'Where the price lies: it binds nobody.' })),
      }),
    ),
    isPublicData: Type.Boolean(),
    formats: Type.Array(Type.String()),
    byteSize: count,
    bytes: OneOf(...bytesOfHit),
    changedAt: Instant,
  },
  { additionalProperties: false },
);
export type SearchHit = Static<typeof SearchHit>;

/** A page of hits at one height. Counts are exact up to a cap; then `isAtLeast` says that there are more. */
export const SearchAnswer = Type.Object(
  {
    height: count,
    items: Type.Array(SearchHit),
    next: maybe,
    total: Type.Optional(Type.Object({ count, isAtLeast: Type.Boolean() })),
    facets: Type.Optional(Type.Record(Type.String(), Type.Array(counted))),
  },
  { additionalProperties: false },
);
export type SearchAnswer = Static<typeof SearchAnswer>;
