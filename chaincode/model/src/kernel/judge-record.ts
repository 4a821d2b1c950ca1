import { makeAnchorKey, nameStep } from './anchor-key';
import type { Key } from './key';
import type { Recorded } from './record';
import type { Statement } from './statement';
import { dropReplaced } from './trail';
import { isLawful, isReplaceable, maySpeak, type Office, type Parties, type Voice, type VoiceStep } from './voice';

/** Describes what decides whether a record was said, as far as it follows from the record, its parties and the offices. */
export interface Judgement {
  /** The record without what nothing vouches for. */
  readonly said: Recorded<object>;
  /** Participants that must be registered under an organisation. */
  readonly speakers: readonly { readonly participant: string; readonly mspId: string }[];
  /** Anchors that organisations must keep. */
  readonly anchors: readonly { readonly mspId: string; readonly key: Key<string>; readonly hash: string }[];
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

/** The parties of the record, and who holds which office. */
interface Basis {
  readonly parties: Parties;
  readonly offices: readonly Office[];
}

interface Known extends Basis {
  readonly voice: Voice;
  readonly judgement: Judgement | undefined;
}

/** The last judgement on each record, by its list of statements: most records are read in many transactions, by the same parties. */
const known = new WeakMap<readonly Statement[], Known>();

/** Judges whether every change of a record is lawful; `undefined` if one is not, or if it has no change. */
export function judgeRecord(judged: Judged, { parties, offices }: Basis): Judgement | undefined {
  const { statements, voice } = judged;
  const last = known.get(statements);
  if (last?.voice === voice && last.offices === offices && isSameParties(last.parties, parties)) return last.judgement;
  const judgement = isSayable(judged, { parties, offices }) ? makeJudgement(judged, parties) : undefined;
  known.set(statements, { voice, parties, offices, judgement });
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

function makeJudgement(judged: Judged, parties: Parties): Judgement {
  const { key, record, statements, voice } = judged;
  const owner = voice.stops && parties[voice.stops.owner];
  const hasSpoken = statements.some(({ change }) => change.mspId === owner && voice.steps[change.action]?.isEmpty !== true);
  return {
    said: dropReplaced(record),
    speakers: listSpeakers(statements, voice),
    anchors: listAnchors(judged),
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

function isSealed(step: VoiceStep | undefined, state: string): boolean {
  return step?.binds !== undefined && !isReplaceable(step, state);
}
