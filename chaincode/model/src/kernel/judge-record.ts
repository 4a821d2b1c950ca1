import { makeAnchorKey, makeWitnessKey, nameStep } from './anchor-key';
import type { Key } from './key';
import type { Recorded } from './record';
import type { Statement } from './statement';
import { dropReplaced } from './trail';
import { isLawful, isReplaceable, maySpeak, type Office, type Parties, type Party, type Voice, type VoiceStep } from './voice';

/** Describes what decides whether a record was said, as far as it follows from the record, its parties and the offices. */
export interface Judgement {
  /** The record without what nothing vouches for. */
  readonly said: Recorded<object>;
  /** Participants that must be registered under an organisation. */
  readonly speakers: readonly { readonly participant: string; readonly mspId: string }[];
  /** Anchors that organisations must keep. */
  readonly anchors: readonly { readonly mspId: string; readonly key: Key<string>; readonly hash: string }[];
  /** Copies of statements, each of which one of some organisations must keep as the witness. */
  readonly copies: readonly { readonly by: readonly string[]; readonly key: Key<string>; readonly hash: string }[];
  /** The organisation that could stop the object and has said nothing about it: any anchor of it under this key stops it. */
  readonly silent?: { readonly mspId: string; readonly key: Key<string> };
}

/** A record with its statements, first to last. */
interface Judged {
  readonly key: Key;
  readonly record: Recorded<object>;
  readonly statements: readonly Statement[];
  readonly voice: Voice;
}

/** Describes on what a judgement rests apart from the record. */
export interface Basis {
  readonly parties: Parties;
  /** The organisation that can witness a step in place of any party. */
  readonly authorityMspId: string;
  readonly offices: readonly Office[];
}

interface Known extends Basis {
  readonly voice: Voice;
  readonly judgement: Judgement | undefined;
}

/** The last judgement on each record, by its list of statements: most records are read in many transactions, by the same parties. */
const known = new WeakMap<readonly Statement[], Known>();

/** Judges whether every change of a record is lawful; `undefined` if one is not, or if it has no change. */
export function judgeRecord(judged: Judged, { parties, offices, authorityMspId }: Basis): Judgement | undefined {
  const { statements, voice } = judged;
  const last = known.get(statements);
  const isSameBasis = last?.voice === voice && last.offices === offices && last.authorityMspId === authorityMspId;
  if (isSameBasis && isSameParties(last.parties, parties)) return last.judgement;
  const basis = { parties, offices, authorityMspId };
  const judgement = isSayable(judged, basis) ? makeJudgement(judged, basis) : undefined;
  known.set(statements, { voice, ...basis, judgement });
  return judgement;
}

function isSameParties(one: Parties, other: Parties): boolean {
  return one === other || (hasPartiesOf(one, other) && hasPartiesOf(other, one));
}

function hasPartiesOf(one: Readonly<Record<string, string | undefined>>, other: Parties): boolean {
  return Object.entries(other).every(([party, mspId]) => one[party] === mspId);
}

/** Returns whether each change follows from the one before, and its organisation may make it in the name of its speaker. */
function isSayable({ record, statements, voice }: Judged, { parties, offices }: Basis): boolean {
  const isLawfulAt = (statement: Statement, index: number): boolean => {
    const { change } = statement;
    const step = voice.steps[change.action];
    if (!step || !isLawful(step, statement, statements.slice(0, index)) || !maySpeak(step, change, parties, offices)) return false;
    return (step.names ?? []).every((name) => isActor(record, name, statement));
  };
  return statements.length > 0 && statements.every(isLawfulAt);
}

/** Returns whether a member is the id of its speaker. `rulings/arbiter` names a member of the element that the change adds. */
function isActor(record: object, name: string, { change, sets, values }: Statement): boolean {
  const [list = '', member] = name.split('/');
  if (member === undefined) return !sets.includes(name) || values[name] === change.actor;
  const elements: unknown = Reflect.get(record, list);
  const added = sets.filter((each) => each.startsWith(`${list}/`)).map((each) => Number(each.split('/')[1]));
  return Array.isArray(elements) && added.every((at) => isObject(elements[at]) && Reflect.get(elements[at], member) === change.actor);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function makeJudgement(judged: Judged, basis: Basis): Judgement {
  const { key, record, statements, voice } = judged;
  const owner = voice.stops && basis.parties[voice.stops.owner];
  const hasSpoken = statements.some(({ change }) => change.mspId === owner && voice.steps[change.action]?.isEmpty !== true);
  return {
    said: dropReplaced(record),
    speakers: listSpeakers(statements, voice),
    anchors: listAnchors(judged),
    copies: listCopies(judged, basis),
    ...(owner !== undefined && !hasSpoken && { silent: { mspId: owner, key: makeAnchorKey(key) } }),
  };
}

function listSpeakers(statements: readonly Statement[], { steps }: Voice): Judgement['speakers'] {
  const named = statements.filter(({ change }) => (steps[change.action]?.names ?? []).length > 0);
  return named
    .map(({ change }) => ({ participant: change.actor, mspId: change.mspId }))
    .filter((one, index, all) => all.findIndex((each) => each.participant === one.participant && each.mspId === one.mspId) === index);
}

function listAnchors({ key, record, statements, voice }: Judged): Judgement['anchors'] {
  const last = new Map(statements.map((statement, index) => [statement.change.mspId, { statement, index }]));
  return [...last].flatMap(([mspId, { statement, index }]) => {
    const step = voice.steps[statement.change.action];
    if (step?.isEmpty) return [];
    const sealedStep = isSealed(step, record.state) ? nameStep(statements, index) : undefined;
    return [{ mspId, key: makeAnchorKey(key, sealedStep), hash: statement.hash }];
  });
}

/** Lists the statements from which a period runs against a party that is not their speaker. */
function listCopies({ key, record, statements, voice }: Judged, basis: Basis): Judgement['copies'] {
  return statements.flatMap((statement, index) => {
    const { action, mspId } = statement.change;
    const loser = voice.steps[action]?.witness?.(record, statement, basis.parties);
    const by = loser === undefined ? [] : listWitnesses(loser, mspId, basis);
    return by.length === 0 ? [] : [{ by, key: makeWitnessKey(key, nameStep(statements, index)), hash: statement.hash }];
  });
}

/**
 * Returns the organisations of which one must witness a step that works against a party: the party's, or the authority unless it speaks
 * itself. Nobody needs to if the party's own organisation speaks.
 */
export function listWitnesses(
  loser: Party,
  speaker: string,
  { parties, authorityMspId }: Pick<Basis, 'parties' | 'authorityMspId'>,
): readonly string[] {
  const mspId = parties[loser] ?? authorityMspId;
  return mspId === speaker ? [] : [mspId, ...(authorityMspId === speaker || authorityMspId === mspId ? [] : [authorityMspId])];
}

function isSealed(step: VoiceStep | undefined, state: string): boolean {
  return step?.binds !== undefined && !isReplaceable(step, state);
}
