import type { KeyPolicy } from './declare';
import type { Key } from './key';
import { noState, type Role } from './lifecycle';
import type { Change, Recorded } from './record';
import type { Reader } from './reader';
import type { Statement } from './statement';

/** A party of an object, by the organisation that it belongs to. */
export type Party = 'object-provider' | 'object-buyer' | 'object-holder' | 'object-opener' | 'self' | 'owner' | 'founder';

/** Names who may make a change: an organisation that holds a role, a party of the object, or anybody. */
export type Speaker = Role | Party | 'anyone';

/** The organisations of an object's parties. */
export type Parties = Readonly<Partial<Record<Party, string>>>;

/** Names who may say a change, between which stored states, and which members it may set. */
export interface VoiceStep {
  readonly by: readonly Speaker[];
  readonly from: readonly string[];
  readonly to: readonly string[] | 'same';
  readonly sets: readonly string[] | 'all';
  /** Lists to which it may only add elements. */
  readonly appends?: readonly string[];
  /** Lists that it must leave empty, because others add their elements. */
  readonly empties?: readonly string[];
  /** Members that must be the time of the change that sets them. `feed/sentAt` names a member of a member. */
  readonly stamps?: readonly string[];
  /** Members that must be the id of the participant who makes the change, who must be registered under its organisation. */
  readonly names?: readonly string[];
  /** True if it is made without end, as each window of a feed is: each replaces the one before. */
  readonly isRepeated?: true;
  /** True if it binds nobody, because it only makes a key for another organisation: it needs no anchor. */
  readonly isEmpty?: true;
  /**
   * Names who relies on the step, or on what others say after it. Its anchor can then be changed only by both organisations together:
   * who takes back a statement takes back all that followed it.
   */
  readonly binds?: Party | 'opponent' | 'operator' | 'authority';
  /**
   * Names the party against which a period runs from this step on, so that it cannot be said to have been earlier: the step counts only with
   * a copy in the collection of that party's organisation, or of the authority's. `undefined` if none runs.
   */
  witness?(record: Recorded<object>, statement: Statement, parties: Parties): Party | undefined;
  /** States of the record in which its organisation can still replace a binding step: there its newest anchor decides, and not the sealed one. */
  readonly replacedIn?: readonly string[] | 'all';
}

/** The rules of one type of key: who may say what about it. */
export interface Voice<R extends object = object> {
  readonly steps: Readonly<Record<string, VoiceStep>>;
  /** Names the organisations of the parties. Reads other records if this one does not decide it. */
  parties(record: Recorded<R>, key: Key, reader: Reader): Parties | Promise<Parties>;
  /** True if a reader does not check it, because every transaction has checked it before it reads anything else. */
  readonly isFoundation?: true;
  /** Names who can stop the object, by which steps: if its anchor differs from the public copy, the state is this one. */
  readonly stops?: { readonly owner: Party; readonly by: readonly string[]; readonly state: string } | undefined;
  /** Returns whether each change has the cause that it needs in other records. */
  hasCause?(record: Recorded<R>, key: Key, reader: Reader): Promise<boolean>;
}

/** An organisation of the exchange as far as voices know it: the roles that it holds, and those that it held. */
export interface Office {
  readonly mspId: string;
  readonly roles: readonly Role[];
  readonly former?: readonly { readonly role: Role; readonly until: string }[];
}

/** A step of a voice, tied to the type of its record. */
interface StepOf<R extends object> extends Omit<VoiceStep, 'sets' | 'witness'> {
  readonly sets: readonly (keyof R & string)[] | 'all';
  witness?(record: Recorded<R>, statement: Statement, parties: Parties): Party | undefined;
}

/** Declares a voice. The type of the record ties the names of its members. */
export function defineVoice<R extends object>(voice: {
  readonly steps: Readonly<Record<string, StepOf<R>>>;
  parties(record: Recorded<R>, key: Key, reader: Reader): Parties | Promise<Parties>;
  readonly isFoundation?: true;
  readonly stops?: Voice['stops'];
  hasCause?(record: Recorded<R>, key: Key, reader: Reader): Promise<boolean>;
}): Voice<R> {
  return voice;
}

/** Returns whether an organisation may make a change, whatever it says. */
export function maySpeak(
  step: VoiceStep,
  { mspId, at }: Pick<Change, 'mspId' | 'at'>,
  parties: Parties,
  offices: readonly Office[],
): boolean {
  return step.by.some((speaker) => {
    if (speaker === 'anyone') return true;
    return isParty(speaker) ? parties[speaker] === mspId : hasRole(offices, mspId, speaker, at);
  });
}

/** Returns whether a change follows from the one before by the rules of its key. */
export function isLawful(step: VoiceStep, statement: Statement, earlier: readonly Statement[]): boolean {
  const { change, isRepeated } = statement;
  const before = earlier.at(-1)?.change;
  return (
    step.isRepeated === isRepeated &&
    isAfter(change, before, isRepeated === true) &&
    isTransition(step, change, before?.to ?? noState) &&
    isSetLawfully(step, statement, earlier)
  );
}

/** Returns whether a change sets only what its step may set, and to what it must be. */
function isSetLawfully(step: VoiceStep, statement: Statement, earlier: readonly Statement[]): boolean {
  const { change, sets, values } = statement;
  return (
    sets.every((name) => maySet(step, name, earlier)) &&
    isEmptied(step, sets, values) &&
    isSingleAddition(step, sets) &&
    (step.stamps ?? []).every((path) => findStamp(path, [...earlier, statement]) === change.at)
  );
}

/** Returns whether a change follows another one directly; one that may repeat also follows after others. */
function isAfter(change: Change, before: Change | undefined, mayRepeat: boolean): boolean {
  const revision = before?.revision ?? 0;
  if (before && change.at < before.at) return false;
  const isNext = change.revision === revision + 1 && change.previousTxId === before?.txId;
  return isNext || (mayRepeat && change.revision > revision);
}

/** Returns whether a change adds at most one element to each list. */
function isSingleAddition({ appends = [] }: VoiceStep, sets: readonly string[]): boolean {
  return appends.every((list) => sets.filter((name) => name.startsWith(`${list}/`)).length <= 1);
}

function isEmptied({ empties = [] }: VoiceStep, sets: readonly string[], values: Statement['values']): boolean {
  const ofLists = sets.filter((name) => empties.includes(name.split('/')[0] ?? name));
  // An element that a change took away has no value.
  return ofLists.every((name) => (name.includes('/') ? values[name] === null : isEmptyList(values[name])));
}

/** Returns the value of a member, or of a member of it, after some changes. */
function findStamp(path: string, statements: readonly Statement[]): unknown {
  const [name = '', member] = path.split('/');
  const value = statements.findLast(({ sets }) => sets.includes(name))?.values[name];
  if (member === undefined) return value;
  return typeof value === 'object' && value !== null ? Reflect.get(value, member) : undefined;
}

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

function isTransition(step: VoiceStep, change: Change, from: string): boolean {
  if (change.from !== from || !step.from.includes(from)) return false;
  return step.to === 'same' ? change.to === from : step.to.includes(change.to);
}

function maySet({ sets, appends = [] }: VoiceStep, name: string, earlier: readonly Statement[]): boolean {
  const [list = name] = name.split('/');
  if (appends.includes(list)) return list !== name && !earlier.some((each) => each.sets.includes(name));
  return sets === 'all' || sets.includes(list);
}

/** Returns the policy that seals the anchor of a binding step: its organisation and the one that relies on it, together. */
export function makeSeal({ binds }: VoiceStep, mspId: string, { parties, offices }: Relied): KeyPolicy | undefined {
  if (!binds) return undefined;
  const { operatorMspId, authorityMspId } = offices;
  // An organisation that relies on itself is sealed with an overseer.
  const other = [findRelying(binds, mspId, { parties, offices }), operatorMspId, authorityMspId].find(
    (each) => each !== undefined && each !== mspId,
  );
  return other === undefined ? undefined : { atLeast: 2, of: [mspId, other] };
}

/** The organisations that can rely on a step. */
interface Relied {
  readonly parties: Parties;
  readonly offices: { readonly operatorMspId: string; readonly authorityMspId: string };
}

function findRelying(binds: NonNullable<VoiceStep['binds']>, mspId: string, { parties, offices }: Relied): string | undefined {
  if (binds === 'operator') return offices.operatorMspId;
  if (binds === 'authority') return offices.authorityMspId;
  return parties[binds === 'opponent' ? findOpponent(mspId, parties) : binds];
}

/** Names the party against which the other one, of this organisation, takes a step. */
export function findOpponent(mspId: string, parties: Parties): 'object-buyer' | 'object-provider' {
  return parties['object-buyer'] === mspId ? 'object-provider' : 'object-buyer';
}

/** Returns whether the organisation of a binding step can still replace it in a state of the record. */
export function isReplaceable({ replacedIn = [] }: VoiceStep, state: string): boolean {
  return replacedIn === 'all' || replacedIn.includes(state);
}

const parties: readonly string[] = ['object-provider', 'object-buyer', 'object-holder', 'object-opener', 'self', 'owner', 'founder'];

function isParty(speaker: Speaker): speaker is Party {
  return parties.includes(speaker);
}

function hasRole(offices: readonly Office[], mspId: string, role: Role, at: string): boolean {
  const office = offices.find((each) => each.mspId === mspId);
  return office !== undefined && (office.roles.includes(role) || hasHeld(office, role, at));
}

function hasHeld({ former = [] }: Office, role: Role, at: string): boolean {
  return former.some((each) => each.role === role && at <= each.until);
}
