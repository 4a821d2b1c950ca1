import { fromStateKey, makeKey, type Key } from './key';
import type { SealedStep } from './reader';
import type { Recorded } from './record';
import { dropReplaced, isComplete, listStatements, undoLast, type Statement } from './trail';
import { isLawful, isReplaceable, maySpeak, type Office, type Parties, type Party, type Voice, type VoiceStep } from './voice';

/** Describes what vouching for a record needs to know of the ledger. */
export interface Witnesses {
  /** Returns the SHA-256, in hex, of what an organisation keeps at a key of its own collection; `undefined` if it keeps nothing. */
  findAnchor(mspId: string, key: Key): Promise<string | undefined>;
  readonly offices: readonly Office[];
  /** The organisation that can witness a step in place of any party. */
  readonly authorityMspId: string;
  readonly parties: Parties;
  /** The latest time that a statement may claim. No honest one is that far ahead. */
  readonly latest: string;
  /** Returns whether a participant is registered under an organisation. */
  isRegistered(participant: string, mspId: string): Promise<boolean>;
}

/**
 * Makes the key of an anchor: one for each record and organisation, or one for each binding step, which is written once. It names the step
 * and not the revision, so that others can look for a step that a rewound copy lacks.
 */
export function makeAnchorKey({ type, parts }: Key, step?: SealedStep): Key<string> {
  return step === undefined ? makeKey('said', type, ...parts) : makeKey('sealed', type, ...parts, step.action, String(step.round));
}

/** Makes the key at which an organisation keeps its copy of another one's binding step: it saw the step when it was taken. */
export function makeWitnessKey({ type, parts }: Key, { action, round }: SealedStep): Key<string> {
  return makeKey('witness', type, ...parts, action, String(round));
}

/** Names the step of a statement, by default of the last one. */
export function nameStep(statements: readonly Statement[], index = statements.length - 1): SealedStep {
  const action = statements[index]?.change.action ?? '';
  return { action, round: statements.slice(0, index + 1).filter(({ change }) => change.action === action).length };
}

/** Returns the record that an anchor is about; `undefined` if the key is no anchor's. */
export function fromAnchorKey(stateKey: string): Key | undefined {
  const key = fromStateKey(stateKey);
  if (key?.type !== 'said' && key?.type !== 'sealed' && key?.type !== 'witness') return undefined;
  const [type = '', ...parts] = key.parts;
  return { type, parts: key.type === 'said' ? parts : parts.slice(0, -2) };
}

/**
 * Returns a record as far as its organisations have said it; `undefined` if they said nothing. A change that lacks its organisation's
 * anchor, or that its speaker may not make, counts as not made, and so does everything after it.
 */
export async function vouchFor(
  key: Key,
  record: Recorded<object>,
  voice: Voice,
  witnesses: Witnesses,
): Promise<Recorded<object> | undefined> {
  let candidate: Recorded<object> | undefined = record;
  while (candidate) {
    const isReadable = candidate.change.at <= witnesses.latest && isComplete(candidate);
    const statements = isReadable ? listStatements(key, candidate) : [];
    if (statements.length > 0 && (await isSaid({ key, record: candidate, statements, voice, witnesses })))
      return stopIfRetracted(dropReplaced(candidate), { key, statements, voice, witnesses });
    candidate = undoLast(candidate);
  }
  return undefined;
}

interface Said {
  readonly key: Key;
  readonly record: Recorded<object>;
  readonly statements: readonly Statement[];
  readonly voice: Voice;
  readonly witnesses: Witnesses;
}

async function isSaid(said: Said): Promise<boolean> {
  const { statements, voice } = said;
  for (const [index, statement] of statements.entries()) {
    const step = voice.steps[statement.change.action];
    if (!step || !(await isSpoken(step, statement, index, said)) || !(await isWitnessed(step, index, said))) return false;
  }
  return isAnchored(said);
}

async function isSpoken(step: VoiceStep, statement: Statement, index: number, { statements, record, witnesses }: Said): Promise<boolean> {
  const { change } = statement;
  if (!isLawful(step, statement, statements.slice(0, index))) return false;
  if (!maySpeak(step, change, witnesses.parties, witnesses.offices)) return false;
  const names = step.names ?? [];
  if (names.length === 0) return true;
  return names.every((name) => isActor(record, name, statement)) && (await witnesses.isRegistered(change.actor, change.mspId));
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

/** Returns whether a statement from which a period runs against a party is kept by that party's organisation, or by the authority's. */
async function isWitnessed(step: VoiceStep, index: number, { key, record, statements, witnesses }: Said): Promise<boolean> {
  const statement = statements[index];
  const party = statement && step.witness?.(record, statement);
  if (!statement || party === undefined) return true;
  const { mspId } = statement.change;
  const able = listWitnesses(party, witnesses);
  if (able.includes(mspId)) return true;
  const place = makeWitnessKey(key, nameStep(statements, index));
  for (const each of able) if ((await witnesses.findAnchor(each, place)) === statement.hash) return true;
  return false;
}

/** Returns the organisations of which one must witness a step from which a period runs against a party. */
export function listWitnesses(party: Party, { parties, authorityMspId }: Pick<Witnesses, 'parties' | 'authorityMspId'>): readonly string[] {
  const loser = parties[party];
  return loser === undefined ? [authorityMspId] : [loser, authorityMspId];
}

/** Returns whether every organisation that speaks anchors its last change: that vouches for all its earlier ones. */
async function isAnchored({ key, record, statements, voice, witnesses }: Said): Promise<boolean> {
  const last = new Map(statements.map((statement, index) => [statement.change.mspId, { statement, index }]));
  for (const [mspId, { statement, index }] of last) {
    const step = voice.steps[statement.change.action];
    if (step?.isEmpty) continue;
    const isSealed = step?.binds !== undefined && !isReplaceable(step, record.state);
    const anchor = await witnesses.findAnchor(mspId, makeAnchorKey(key, isSealed ? nameStep(statements, index) : undefined));
    if (anchor !== statement.hash) return false;
  }
  return true;
}

/** Returns a record as stopped if the organisation that can stop it has anchored something else. */
async function stopIfRetracted(
  record: Recorded<object>,
  { key, statements, voice, witnesses }: Omit<Said, 'record'>,
): Promise<Recorded<object>> {
  const owner = voice.stops && witnesses.parties[voice.stops.owner];
  const hasSpoken = statements.some(({ change }) => change.mspId === owner && voice.steps[change.action]?.isEmpty !== true);
  if (!voice.stops || owner === undefined || hasSpoken) return record;
  const anchor = await witnesses.findAnchor(owner, makeAnchorKey(key));
  return anchor === undefined ? record : { ...record, state: voice.stops.state };
}
