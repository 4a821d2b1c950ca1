import type { Reference } from '@databund/client';
import { Type } from '@sinclair/typebox';
import { transactions, type Caller, type IdKind, type LanguageMap } from '@databund/model';
import { isValid } from '../../http/validation';
import { evaluateAt, findShown } from '../evaluate-at';
import { readObject } from '../objects/judge-object';
import { findNoun, type ListedNoun } from '../objects/nouns';
import { readName } from '../objects/object-rows';
import type { HeightMoment, ReadModel } from '../read-model';
import { getText } from '../read-store';
import { chooseText } from '../search/choose-language';
import { matchTexts } from '../search/match-texts';
import { RowFinder } from '../search/search-rows';
import { describeSeer } from '../search/sight';
import { foldText } from '../search/fold-text';

/** A text that a caller means an object by. */
export interface ReferenceQuery {
  readonly text: string;
  /** The only kind of objects that is meant. */
  readonly kind?: IdKind | undefined;
  readonly caller: Caller;
  readonly languages: readonly string[];
}

const Titled = Type.Object({ content: Type.Object({ title: Type.Record(Type.String(), Type.String()) }) });
const Stated = Type.Object({ state: Type.String() });
const mostFound = 20;
const allKinds: readonly IdKind[] = ['lst', 'ptc', 'res', 'man', 'sta', 'aut', 'trd', 'dlv', 'dis'];
/** A beginning of at least four characters of an id, with its kind or without; or a number with its year. */
const beginning = /^(?:([a-z]{3})-|\d{4}-)?([0-9a-hjkmnp-tv-z]{4,26})$/;

/** Finds the objects that a text can mean: by the beginning of an id, by a number, or else by a title of a listing or a name. */
export async function findReferences(query: ReferenceQuery, model: ReadModel): Promise<readonly Reference[]> {
  const moment = model.openNow();
  const parts = { model, moment };
  const ids = await findIds(query, parts);
  const found = ids.length > 0 ? ids : await findTitles(query, parts);
  const described = await Promise.all(found.slice(0, mostFound).map((id) => describeReference(id, query, moment)));
  return described.flat();
}

interface Parts {
  readonly model: ReadModel;
  readonly moment: HeightMoment;
}

async function findIds({ text, kind }: ReferenceQuery, { model }: Parts): Promise<readonly string[]> {
  const [, named, begin] = beginning.exec(text) ?? [];
  if (begin === undefined) return [];
  const kinds = allKinds.filter((each) => (named === undefined || each === named) && (kind === undefined || each === kind));
  const found = await Promise.all(
    kinds.map(async (each) => {
      const from = `${each}-${begin}`;
      const sql = each === 'lst' ? listingIds : objectIds;
      const values = each === 'lst' ? [from, `${from}~`, mostFound] : [findNoun(each), from, `${from}~`, mostFound];
      return (await model.store.query(sql, ...values)).map((row) => getText(row, 'id'));
    }),
  );
  return found.flat();
}

const listingIds = 'select distinct listing as id from doc where listing >= ? and listing < ? order by listing limit ?';
const objectIds = 'select id from object where noun = ? and id >= ? and id < ? order by id limit ?';

/** Finds listings by their whole title, and participants by their whole name. */
async function findTitles({ text, kind, caller }: ReferenceQuery, { model, moment }: Parts): Promise<readonly string[]> {
  const search = { query: {}, height: moment.store.height, time: moment.time, seer: describeSeer(caller), isPast: false };
  const expression = (await matchTexts(model.store, `"${text.replaceAll('"', ' ')}"`, () => Promise.resolve(true)))?.all;
  if (expression === undefined) return [];
  const isAsked = (each: IdKind) => kind === undefined || kind === each;
  const listings = isAsked('lst')
    ? await RowFinder.open(model.store, search, expression).findVersions(mostFound, Number.MAX_SAFE_INTEGER)
    : [];
  const named = isAsked('ptc') ? await model.store.query(participants, expression, mostFound) : [];
  const candidates = [...listings, ...named.map((row) => ({ id: getText(row, 'id') }))];
  const wanted = foldText(text);
  const titles = await Promise.all(candidates.map((each) => readShownTitle(each, caller, moment)));
  const isWhole = titles.map((title) => Object.values(title ?? {}).some((name) => foldText(name) === wanted));
  return [...new Set(candidates.filter((_, index) => isWhole[index]).map(({ id }) => id))];
}

const participants = `select o.id from object_words w cross join object o on o.num = w.num where o.noun = 'participant' and w.to_block is null
  and w.word_row in (select rowid from object_text where object_text match ?) order by o.id limit ?`;

interface Named {
  readonly id: string;
  readonly version?: number;
}

/** Reads the title of a listing version, by default the newest that the caller may see, or the name of a participant. */
async function readShownTitle(named: Named, caller: Caller, moment: HeightMoment): Promise<LanguageMap | undefined> {
  if (named.id.startsWith('ptc-')) return readName(moment.store, named.id);
  const listing = await findShown(() => evaluateAt(transactions.GetListing, moment, named, caller));
  return isValid(Titled, listing) ? listing.content.title : undefined;
}

/** Describes an object if the caller may see it. */
async function describeReference(id: string, { caller, languages }: ReferenceQuery, moment: HeightMoment): Promise<readonly Reference[]> {
  const kind = id.slice(0, 3) as IdKind; // `as`: the rows hold such ids only.
  const noun: ListedNoun = kind === 'lst' ? 'listing' : findNoun(kind);
  const { store, time } = moment;
  const object =
    noun === 'listing'
      ? await findShown(() => evaluateAt(transactions.GetListing, moment, { id }, caller))
      : await readObject(store, { noun, id }, { time, caller });
  if (!isValid(Stated, object)) return [];
  const title = kind === 'lst' || kind === 'ptc' ? await readShownTitle({ id }, caller, moment) : undefined;
  return [{ noun, id, ...(title && { title: chooseText(title, languages).text }), state: object.state }];
}
