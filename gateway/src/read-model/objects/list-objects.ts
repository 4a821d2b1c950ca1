import { Type } from '@sinclair/typebox';
import { ExchangeError, type Caller } from '@databund/model';
import type { ListFilters } from '@databund/client';
import type { Cursors } from '../../http/cursors';
import { isValid } from '../../http/validation';
import type { HeightMoment, ReadModel } from '../read-model';
import { matchTexts } from '../search/match-texts';
import { listSelves } from '../search/sight';
import { findObjects, type ObjectQuery } from './find-objects';
import { readObject, readState, type ObjectAnswer } from './judge-object';
import { nameObjects } from './name-objects';
import { partyNouns, type ObjectNoun } from './nouns';

/** A list of objects that a participant asks for. */
export interface ObjectList {
  readonly noun: ObjectNoun;
  readonly filters: ListFilters;
  /** Members that the objects must have, as the list of the ledger takes them. */
  readonly members: Readonly<Record<string, string>>;
  readonly limit: number;
  readonly cursor: string | undefined;
  readonly caller: Caller;
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
/** Roles that see the objects of all parties. */
const overseers: readonly string[] = ['operator', 'authority', 'arbiter', 'auditor'];
/** Members of answers that lists of the ledger filter by another name. */
const otherNames: Readonly<Record<string, string>> = { organisation: 'mspId' };
/** The most objects that one page judges, so that a filter that hits nothing ends. */
const mostJudged = 5_000;
const batch = 100;

interface Reading extends HeightMoment {
  readonly isPast: boolean;
  readonly below: number;
}

/** Lists the objects that a caller may see, the newest first, filtered before they are divided into pages. @throws CURSOR_INVALID */
export async function listObjects(
  list: ObjectList,
  parts: { readonly model: ReadModel; readonly cursors: Cursors },
): Promise<ListedObjects> {
  const { model, cursors } = parts;
  const name = `objects ${list.noun}`;
  const filters = { ...list.members, ...list.filters };
  const reading = beginReading(list, model, list.cursor === undefined ? undefined : cursors.openText(name, filters, list.cursor));
  const { store, time, isPast } = reading;
  const { items, last } = await readPage(list, reading, model);
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
  /** The number of the last object that was looked at; `undefined` if there are no more. */
  readonly last: number | undefined;
}

async function readPage(list: ObjectList, reading: Reading, model: ReadModel): Promise<Page> {
  const query = await makeQuery(list, reading, model);
  const items: ObjectAnswer[] = [];
  let { below } = reading;
  for (let judged = 0; judged < mostJudged; judged += batch) {
    const { found, isEnd } = await findObjects(model.store, query, { limit: batch, below });
    for (const { num, id } of found) {
      const object = await readListed(list, reading, id, model);
      if (object) items.push(object);
      below = num;
      if (items.length === list.limit) return { items, last: num };
    }
    if (isEnd) return { items, last: undefined };
  }
  return { items, last: below };
}

async function makeQuery({ noun, filters, members, caller }: ObjectList, { store, time }: Reading, model: ReadModel): Promise<ObjectQuery> {
  const { state, since, q } = filters;
  const isOverseer = caller.roles.some((role) => overseers.includes(role));
  const named = members['buyer'] ?? members['provider'];
  const own = partyNouns.has(noun) && !isOverseer ? listSelves(caller) : undefined;
  const expression = q === undefined ? undefined : ((await matchTexts(model.store, q))?.all ?? '""');
  const parties = own ?? (named === undefined ? undefined : [named]);
  return { noun, height: store.height, time, parties, parent: members['authorisation'], states: state, since, expression };
}

/** Reads an object that a query found, as the model shows it to the caller; `undefined` if it is not what was asked for. */
async function readListed(
  { noun, caller, filters, members }: ObjectList,
  { store, time, isPast }: Reading,
  id: string,
  model: ReadModel,
): Promise<ObjectAnswer | undefined> {
  const name = { noun, id };
  const object = await readObject(store, name, { time, caller });
  if (!object || (filters.state && !filters.state.includes(readState(object)))) return undefined;
  const isOther = Object.entries(members).some(([member, value]) => object[otherNames[member] ?? member] !== value);
  if (isOther) return undefined;
  const now = model.openNow();
  return !isPast || (await readObject(now.store, name, { time: now.time, caller })) ? object : undefined; // Rights are those of now.
}
