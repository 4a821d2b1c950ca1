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
  readonly overseers: Overseers;
  readonly offices: readonly Office[];
}

/** The organisations that can witness a step in place of any party. */
export interface Overseers {
  readonly operatorMspId: string;
  readonly authorityMspId: string;
}

interface Known extends Basis {
  readonly voice: Voice;
  readonly judgement: Judgement | undefined;
}

/** The last judgement on each record, by its list of statements: most records are read in many transactions, by the same parties. */
const known = new WeakMap<readonly Statement[], Known>();

/** Judges whether every change of a record is lawful; `undefined` if one is not, or if it has no change. */
export function judgeRecord(judged: Judged, { parties, offices, overseers }: Basis): Judgement | undefined {
  const { statements, voice } = judged;
  const last = known.get(statements);
  const isSameBasis = last?.voice === voice && last.offices === offices && last.overseers.authorityMspId === overseers.authorityMspId;
  if (isSameBasis && isSameParties(last.parties, parties)) return last.judgement;
  const basis = { parties, offices, overseers };
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

/** Returns whether each change follows from the one before, and its organisation may make it. */
function isSayable({ statements, voice }: Judged, { parties, offices }: Basis): boolean {
  const isLawfulAt = (statement: Statement, index: number): boolean => {
    const step = voice.steps[statement.change.action];
    return (
      step !== undefined && isLawful(step, statement, statements.slice(0, index)) && maySpeak(step, statement.change, parties, offices)
    );
  };
  return statements.length > 0 && statements.every(isLawfulAt);
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
    speakers: listSpeakers(judged),
    anchors: listAnchors(judged),
    copies: listCopies(judged, basis),
    ...(owner !== undefined && !hasSpoken && { silent: { mspId: owner, key: makeAnchorKey(key) } }),
  };
}

/**
 * Lists the participants that changes name as their speakers, by the organisation that says so. The one that acts may be the successor of the
 * one that is named: an anchor proves the organisation, and the audit that the right participant acted.
 */
function listSpeakers({ record, statements, voice: { steps } }: Judged): Judgement['speakers'] {
  const named = statements.flatMap((statement) => {
    const names = steps[statement.change.action]?.names ?? [];
    const participants = names.flatMap((name) => listNamed(record, name, statement));
    return participants.map((participant) => ({ participant, mspId: statement.change.mspId }));
  });
  return named.filter(
    (one, index, all) => all.findIndex((each) => each.participant === one.participant && each.mspId === one.mspId) === index,
  );
}

/** Lists the participants that a change names at a member. `rulings/arbiter` names a member of the element that the change adds. */
function listNamed(record: object, name: string, { sets, values }: Statement): readonly string[] {
  const [list = '', member] = name.split('/');
  if (member === undefined) return sets.includes(name) ? [String(values[name])] : [];
  const elements: unknown = Reflect.get(record, list);
  const added = sets.filter((each) => each.startsWith(`${list}/`)).map((each) => Number(each.split('/')[1]));
  return added.map((at) => {
    const element: unknown = Array.isArray(elements) ? elements[at] : undefined;
    return isObject(element) ? String(Reflect.get(element, member)) : '';
  });
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

/** Returns the organisations of which one must witness a step that works against a party: the party's, or an overseer. */
export function listWitnesses(
  loser: Party,
  speaker: string,
  { parties, overseers }: Pick<Basis, 'parties' | 'overseers'>,
): readonly string[] {
  return listAble(speaker, [parties[loser] ?? speaker], overseers);
}

/**
 * Returns the organisations that can witness a step of a speaker, first the parties: never the speaker itself. The operator stands in if the
 * speaker is of the authority's organisation, or of that of every party.
 */
export function listAble(speaker: string, parties: readonly string[], { authorityMspId, operatorMspId }: Overseers): readonly string[] {
  const others = [...parties, authorityMspId].filter((mspId) => mspId !== speaker);
  const isAlone = authorityMspId === speaker || parties.every((mspId) => mspId === speaker);
  const all = isAlone && operatorMspId !== speaker ? [...others, operatorMspId] : others;
  return [...new Set(all)];
}

function isSealed(step: VoiceStep | undefined, state: string): boolean {
  return step?.binds !== undefined && !isReplaceable(step, state);
}
