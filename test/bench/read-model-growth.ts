import type { SearchQuery } from '@databund/client';
import type { ListingContent } from '@databund/model';
import { TextStore } from '../support/text-store';
import { makeContent } from '../support/listings';
import { measureP95 } from './p95';

/** The p95 of each kind of search over many listings, divided by that over few. */
export interface SearchGrowth {
  readonly newestGrowth: number;
  readonly areaGrowth: number;
  readonly wordsGrowth: number;
  readonly facetsGrowth: number;
  /** The p95 in milliseconds of a search for words over many listings. */
  readonly wordsMs: number;
}

type Kind = 'newest' | 'area' | 'words' | 'facets';

const batch = 500;
const words = Array.from(
  { length: 4_000 },
  (_, index) => `w${index.toString(36).replaceAll(/\d/g, (digit) => 'ghijklmnop'[Number(digit)] ?? '')}`,
);

/** Chooses a number below a limit; small ones are more frequent, as words of a language are. */
function chooseRank(random: () => number, limit: number): number {
  return Math.floor(limit * random() ** 3);
}

function makeText(random: () => number, count: number): string {
  return Array.from({ length: count }, () => words[chooseRank(random, words.length)]).join(' ');
}

/** Makes the content of one of many listings. */
function makeListing(random: () => number): ListingContent {
  const [west, south] = [Math.floor(random() * 358e7 - 180e7), Math.floor(random() * 178e7 - 90e7)];
  return makeContent({
    title: { en: makeText(random, 5) },
    description: { en: makeText(random, 30) },
    theme: [`theme ${String(chooseRank(random, 30))}`],
    licence: `licence ${String(chooseRank(random, 8))}`,
    spatial: { crs: 'CRS84', bbox: { westE7: west, southE7: south, eastE7: west + 1e7, northE7: south + 1e7 } },
  });
}

/** Makes numbers between 0 and 1 that are the same in each run. */
export function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296;
  };
}

const makers: Readonly<Record<Kind, (random: () => number) => SearchQuery>> = {
  newest: () => ({}),
  area: (random) => {
    const [west, south] = [Math.floor(random() * 300 - 180), Math.floor(random() * 120 - 90)];
    return { overlapping: [west, south, west + 40, south + 40].join(',') };
  },
  words: (random) => ({ q: makeText(random, 2), sort: 'relevance' }),
  facets: (random) => ({ q: makeText(random, 1) }),
};

async function measureStore(size: number, repeat: number): Promise<Readonly<Record<Kind, number>>> {
  const store = await TextStore.open();
  const random = createRandom(1);
  for (let count = 0; count < size; count += batch) await store.add(Array.from({ length: batch }, () => makeListing(random)));
  const measure = async (kind: Kind) => {
    const asked = createRandom(2);
    const run = (query: SearchQuery) => (kind === 'facets' ? store.count(query, ['theme', 'licence', 'state']) : store.find(query, 20));
    return measureP95(repeat, () => run(makers[kind](asked)));
  };
  const measured = {
    newest: await measure('newest'),
    area: await measure('area'),
    words: await measure('words'),
    facets: await measure('facets'),
  };
  await store.close();
  return measured;
}

/** Measures how searches grow with the number of listings. */
export async function measureGrowth({
  small,
  large,
  repeat,
}: {
  readonly small: number;
  readonly large: number;
  readonly repeat: number;
}): Promise<SearchGrowth> {
  const few = await measureStore(small, repeat);
  const many = await measureStore(large, repeat);
  const divide = (kind: Kind) => Math.round((many[kind] / few[kind]) * 100) / 100;
  return {
    newestGrowth: divide('newest'),
    areaGrowth: divide('area'),
    wordsGrowth: divide('words'),
    facetsGrowth: divide('facets'),
    wordsMs: many.words,
  };
}
