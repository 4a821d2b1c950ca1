import type { InboxItem } from '@databund/client';
import { toKebabCase, transactions, type AnyTransaction, type Caller } from '@databund/model';
import { readObject, type ObjectAnswer } from '../objects/judge-object';
import { findObjects } from '../objects/find-objects';
import { findNames, type ObjectNoun } from '../objects/nouns';
import { nameObjects } from '../objects/name-objects';
import type { HeightMoment, ReadModel } from '../read-model';
import { listSelves } from '../search/sight';
import { awaitedActs, type AwaitedAct, type Doer } from './awaited-acts';
import { certificateNoun, type CertificateAsker } from './certificate-ends';
import { findReviewed } from './find-reviewed';

/** A caller that asks what waits. */
export interface InboxAsker {
  readonly caller: Caller;
  readonly languages: readonly string[];
  /** The only noun that is asked for. */
  readonly noun: string | undefined;
  /** Only this object, also if the caller need not act on it. */
  readonly id?: string | undefined;
  /** Lists the certificates of the caller and its organisation that end soon. */
  readonly findCertificates?: (asked: Omit<CertificateAsker, 'as'>) => readonly InboxItem[];
}

/** The objects that wait for a caller at one height. */
export interface Inbox {
  readonly height: number;
  readonly items: readonly InboxItem[];
  readonly names: Readonly<Record<string, string>>;
  readonly isComplete: boolean;
}

/** The most objects of a noun that are judged for one answer. */
const mostJudged = 1_000;
const mostShown = 200;

/** Lists what waits for a caller: first what ends soonest, then what has waited longest. */
export async function readInbox({ caller, languages, noun, id, findCertificates }: InboxAsker, model: ReadModel): Promise<Inbox> {
  const moment = model.openNow();
  if (id !== undefined) return describeOne(id, languages, { caller, moment, model });
  const nouns = Object.keys(awaitedActs).filter((each) => noun === undefined || each === noun);
  const found = await Promise.all(nouns.map((each) => findWaiting(each, { caller, moment, model })));
  const isAsked = noun === undefined || noun === certificateNoun;
  const certificates = isAsked ? findCertificates?.({ isPinned: await hasPins({ caller, moment, model }), time: moment.time }) : undefined;
  const items = [...found.flatMap((each) => each.items), ...(certificates ?? []).map((item) => ({ item, object: {} }))].sort(
    compareUrgency,
  );
  const shown = items.slice(0, mostShown);
  const isComplete = shown.length === items.length && found.every((each) => each.isComplete);
  const named = shown.map(({ object }) => object);
  const names = await nameObjects(named, { moment, caller, languages });
  return { height: moment.store.height, items: shown.map((each) => addTitle(each, names)), names, isComplete };
}

/** Says of one object that the caller may see who must act. */
async function describeOne(id: string, languages: readonly string[], parts: Parts): Promise<Inbox> {
  const { caller, moment } = parts;
  const [name] = findNames(id);
  const found = name && (await readObject(moment.store, name, { time: moment.time, caller }));
  const object = found && name.noun === 'trade' ? await completeTrade(found, parts) : found;
  const names = await nameObjects(object ? [object] : [], { moment, caller, languages });
  const items = name && object ? [addTitle({ item: describeItem(name.noun, object, { caller, time: moment.time }), object }, names)] : [];
  return { height: moment.store.height, items, names, isComplete: true };
}

interface Parts {
  readonly caller: Caller;
  readonly moment: HeightMoment;
  readonly model: ReadModel;
}

async function hasPins({ caller, moment }: Parts): Promise<boolean> {
  const self = await readObject(moment.store, { noun: 'participant', id: caller.participantId }, { time: moment.time, caller });
  const pins = self?.['keyHashes'];
  return Array.isArray(pins) && pins.length > 0;
}

interface Waiting {
  readonly item: InboxItem;
  readonly object: ObjectAnswer;
}

/** Adds the title of the listing that an object is or names, or the name of the participant that it is. */
function addTitle({ item, object }: Waiting, names: Readonly<Record<string, string>>): InboxItem {
  const { listing } = object;
  const title = names[typeof listing === 'string' ? listing : item.id];
  return title === undefined ? item : { ...item, title };
}

interface FoundWaiting {
  readonly items: readonly Waiting[];
  readonly isComplete: boolean;
}

async function findWaiting(noun: string, parts: Parts): Promise<FoundWaiting> {
  const { caller, moment } = parts;
  const doers = listDoers(caller);
  const states = Object.entries(awaitedActs[noun] ?? {}).flatMap(([state, acts]) => (acts.some(({ by }) => doers.has(by)) ? [state] : []));
  if (states.length === 0) return { items: [], isComplete: true };
  const candidates =
    noun === 'listing' ? await findReviewed(parts, states, mostJudged) : await findCandidates(noun as ObjectNoun, states, parts); // `as`: all other nouns have rows.
  const items = candidates.objects.map((object) => describeWaiting(noun, object, { caller, time: moment.time }));
  return { items: items.flat(), isComplete: candidates.isComplete };
}

/** Returns in which ways a caller acts: by its offices, and as a party of what it provides and buys. */
function listDoers({ roles }: Caller): ReadonlySet<Doer> {
  const offices = roles.filter((role) => role === 'operator' || role === 'authority' || role === 'arbiter');
  return new Set<Doer>([...offices, 'provider', 'buyer']);
}

async function findCandidates(noun: ObjectNoun, states: readonly string[], { caller, moment, model }: Parts) {
  const byOffice = states.filter((state) =>
    (awaitedActs[noun]?.[state] ?? []).some(({ by }) => by !== 'provider' && by !== 'buyer' && caller.roles.includes(by)),
  );
  const asParty = { parties: listSelves(caller), states };
  const queries = [...(byOffice.length > 0 ? [{ parties: undefined, states: byOffice }] : []), asParty];
  const ids = new Set<string>();
  let isComplete = true;
  for (const query of queries) {
    const found = await findObjects(
      model.store,
      { ...query, noun, height: moment.store.height, time: moment.time },
      { limit: mostJudged, below: Number.MAX_SAFE_INTEGER },
    );
    found.found.forEach(({ id }) => ids.add(id));
    isComplete &&= found.isEnd;
  }
  const objects: ObjectAnswer[] = [];
  for (const id of ids) {
    const object = await readObject(moment.store, { noun, id }, { time: moment.time, caller });
    if (object) objects.push(noun === 'trade' ? await completeTrade(object, { caller, moment, model }) : object);
  }
  return { objects, isComplete };
}

/** Adds whether the delivery of a trade is accepted: by its acknowledgement, or because the inspection ended. */
async function completeTrade(trade: ObjectAnswer, { caller, moment }: Parts): Promise<ObjectAnswer> {
  const id = trade['served'];
  if (typeof id !== 'string' || trade['state'] !== 'AUTHORISED') return trade;
  const delivery = await readObject(moment.store, { noun: 'delivery', id }, { time: moment.time, caller });
  return { ...trade, acceptedDelivery: delivery?.['state'] === 'ACCEPTED' };
}

interface Asking {
  readonly caller: Caller;
  readonly time: string;
}

function describeWaiting(noun: string, object: ObjectAnswer, asking: Asking): readonly Waiting[] {
  const item = describeItem(noun, object, asking);
  return item.yours.length > 0 ? [{ item, object }] : [];
}

function describeItem(noun: string, object: ObjectAnswer, { caller, time }: Asking): InboxItem {
  const { id, version, state, endsAt, answerBy, change } = object;
  const acts = (awaitedActs[noun]?.[String(state)] ?? []).filter(({ isDue }) => isDue?.(object, time) ?? true);
  const isMine = (act: AwaitedAct) => mayTake(act, object, caller);
  const yours = acts.filter(isMine);
  const describe = (act: AwaitedAct) => ({ step: act.step, by: act.by, command: writeCommand(act, object) });
  const until = [endsAt, answerBy].find((each): each is string => typeof each === 'string');
  return {
    noun,
    id: String(id),
    ...(typeof version === 'number' && { version }),
    state: String(state),
    since: readAt(change),
    ...(until !== undefined && { until }),
    overdue: until !== undefined && until <= time,
    yours: yours.map(describe),
    others: acts.filter((act) => !isMine(act)).map(describe),
  };
}

function readAt(change: unknown): string {
  return typeof change === 'object' && change !== null && 'at' in change ? String(change.at) : '';
}

/** Returns whether a caller takes a step: by its office, or as this party. Who is a party judges nothing of its own by an office. */
function mayTake({ by }: AwaitedAct, object: ObjectAnswer, caller: Caller): boolean {
  if (by === 'provider' || by === 'buyer') return listSelves(caller).some((id) => object[by] === id);
  return caller.roles.includes(by);
}

/** Writes the command of a step; what else it needs, its help says. */
function writeCommand({ step, of = 'id' }: AwaitedAct, object: ObjectAnswer): string {
  const { noun, verb, address }: AnyTransaction = transactions[step];
  const words = ['databund', noun, toKebabCase(verb)];
  if (address.includes('id')) words.push(String(object[of]));
  if (address.includes('version') && typeof object['version'] === 'number') words.push('--version', String(object['version']));
  return words.join(' ');
}

/** Orders by the end of the period, then by the last change. */
function compareUrgency({ item: a }: Waiting, { item: b }: Waiting): number {
  const [first, second] = [a, b].map(({ until = '9', since, id }) => `${until} ${since} ${id}`);
  return (first ?? '') < (second ?? '') ? -1 : 1;
}
