import { Type } from '@sinclair/typebox';
import { ExchangeError } from '@databund/model';
import type { Cursors } from '../../http/cursors';
import { isValid } from '../../http/validation';
import type { HeightMoment, ReadModel } from '../read-model';
import type { ObjectAnswer } from './judge-object';
import { openListings } from './listing-source';
import type { Candidate, ListSource, Wanted } from './list-source';
import { nameObjects } from './name-objects';
import type { ListedNoun } from './nouns';
import { openObjects } from './object-source';

/** A list of objects that a participant asks for. */
export interface ObjectList extends Wanted {
  readonly noun: ListedNoun;
  readonly limit: number;
  readonly cursor: string | undefined;
  /** The height that was asked for; without it the newest. */
  readonly moment: HeightMoment | undefined;
  readonly languages: readonly string[];
}

/** A page of objects at one height, with the names and titles behind their ids. */
export interface ListedObjects {
  readonly height: number;
  readonly items: readonly ObjectAnswer[];
  readonly names: Readonly<Record<string, string>>;
  readonly next?: string;
}

const Place = Type.Object({ height: Type.Integer(), time: Type.String(), isPast: Type.Boolean(), num: Type.Integer() });
/** The most objects that one page judges, so that a filter that hits nothing ends. */
const mostJudged = 5_000;
const batch = 100;

interface Reading extends HeightMoment {
  readonly isPast: boolean;
  readonly below: number;
}

/** Returns whether a cursor continues a list of rows. The other lists are those of the ledger. */
export function isOfRows(
  { noun, members, filters, cursor }: Pick<ObjectList, 'noun' | 'members' | 'filters' | 'cursor'>,
  cursors: Cursors,
): boolean {
  if (cursor === undefined) return false;
  try {
    cursors.openText(nameList(noun), { ...members, ...filters }, cursor);
    return true;
  } catch {
    return false;
  }
}

function nameList(noun: ListedNoun): string {
  return `objects ${noun}`;
}

/** Lists the objects that a caller may see, the newest first, filtered before they are divided into pages. @throws CURSOR_INVALID */
export async function listObjects(
  list: ObjectList,
  parts: { readonly model: ReadModel; readonly cursors: Cursors },
): Promise<ListedObjects> {
  const { model, cursors } = parts;
  const name = nameList(list.noun);
  const filters = { ...list.members, ...list.filters };
  const reading = beginReading(list, model, list.cursor === undefined ? undefined : cursors.openText(name, filters, list.cursor));
  const { store, time, isPast } = reading;
  const open = list.noun === 'listing' ? openListings : openObjects(list.noun);
  const source = await open(list, reading, model);
  const { items, last } = await readPage(list.limit, { source, reading, model });
  const next = last !== undefined && cursors.sealText(name, filters, JSON.stringify({ height: store.height, time, isPast, num: last }));
  const names = await nameObjects(items, { moment: reading, caller: list.caller, languages: list.languages });
  return { height: store.height, items, names, ...(next !== false && { next }) };
}

/** Continues at the height of the page before, or begins at the one that was asked for. */
function beginReading({ moment }: ObjectList, model: ReadModel, text: string | undefined): Reading {
  if (text === undefined) return { ...(moment ?? model.openNow()), isPast: moment !== undefined, below: Number.MAX_SAFE_INTEGER };
  const place: unknown = JSON.parse(text);
  if (!isValid(Place, place)) throw new ExchangeError('CURSOR_INVALID');
  return { store: model.openNow(place.height).store, time: place.time, isPast: place.isPast, below: place.num };
}

interface Page {
  readonly items: readonly ObjectAnswer[];
  /** The number after which the next page continues; `undefined` if there are no more. */
  readonly last: number | undefined;
}

interface PageParts {
  readonly source: ListSource;
  readonly reading: Reading;
  readonly model: ReadModel;
}

async function readPage(limit: number, { source, reading, model }: PageParts): Promise<Page> {
  const items: ObjectAnswer[] = [];
  let { below } = reading;
  let last = below;
  for (let judged = 0; judged < mostJudged; judged += batch) {
    const { found, isEnd } = await source.find(batch, below);
    for (const candidate of found) {
      below = candidate.num;
      const object = await readShown(candidate, { source, reading, model });
      if (object && items.length === limit) return { items, last }; // Another page has at least this one.
      if (object) items.push(object);
      if (object || items.length < limit) last = below;
    }
    if (isEnd) return { items, last: undefined };
  }
  return { items, last };
}

async function readShown(candidate: Candidate, { source, reading, model }: PageParts): Promise<ObjectAnswer | undefined> {
  const object = await source.read(candidate, reading);
  // Rights are those of now.
  return object && (!reading.isPast || (await source.isShown(candidate, model.openNow()))) ? object : undefined;
}
