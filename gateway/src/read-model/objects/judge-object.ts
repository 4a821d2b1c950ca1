import { hashBytes, isInstant, type Caller, type Store } from '@databund/model';
import { evaluateAt, findShown } from '../evaluate-at';
import { getRead, type ObjectName } from './nouns';

/** An object as the model answers it. */
export type ObjectAnswer = Readonly<Record<string, unknown>>;

/** The judgement of the model of an object at an instant. */
export interface JudgedObject {
  readonly answer: ObjectAnswer;
  readonly state: string;
  /** The instant at which the state changes by itself; `null` if it stays until somebody acts. */
  readonly turnsAt: string | null;
  readonly changedAt: string;
}

/** Sees every object, so that a row says what the object is and not who asks. */
const overseer: Caller = { participantId: '', mspId: '', certHash: hashBytes(''), roles: ['auditor'] };

/** Judges an object; `undefined` if the model shows it to nobody. */
export async function judgeObject(store: Store, name: ObjectName, time: string): Promise<JudgedObject | undefined> {
  const answer = await readObject(store, name, { time, caller: overseer });
  if (!answer) return undefined;
  const state = readState(answer);
  return { answer, state, turnsAt: await findTurn(store, name, { answer, state, time }), changedAt: readChangeTime(answer) };
}

/** Reads an object by the rules of the model; `undefined` if it is hidden. */
export function readObject(
  store: Store,
  { noun, id }: ObjectName,
  { time, caller }: { readonly time: string; readonly caller: Caller },
): Promise<ObjectAnswer | undefined> {
  // `as`: every read of an object answers one.
  return findShown(async () => (await evaluateAt(getRead(noun), { store, time }, { id }, caller)) as ObjectAnswer);
}

/** Returns the state of an answer. */
export function readState({ state }: ObjectAnswer): string {
  return typeof state === 'string' ? state : '';
}

interface Judged {
  readonly answer: ObjectAnswer;
  readonly state: string;
  readonly time: string;
}

/** Finds when the state changes by itself: at one of the instants that the object names, now or at one of these, as a period can be longer then. */
async function findTurn(store: Store, name: ObjectName, { answer, state, time }: Judged): Promise<string | null> {
  let instants = listInstants(answer, time);
  for (let [instant] = instants; instant !== undefined; [instant] = instants) {
    const then = await readObject(store, name, { time: instant, caller: overseer });
    if (!then || readState(then) !== state) return instant;
    instants = [...new Set([...instants.slice(1), ...listInstants(then, instant)])].sort();
  }
  return null;
}

/** Lists the instants after a time that a value names, in their order. */
export function listInstants(value: unknown, time: string): readonly string[] {
  return [...new Set(listTexts(value).filter((text) => isInstant(text) && text > time))].sort();
}

/** Lists the texts in a value. */
export function listTexts(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap((each) => listTexts(each)) : [];
}

function readChangeTime({ change }: ObjectAnswer): string {
  return typeof change === 'object' && change !== null && 'at' in change ? String(change.at) : '';
}
