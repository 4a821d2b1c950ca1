import type { Put } from './declare';
import type { Details } from './error-table';
import { isSameHash, type Hash } from './hash';
import { makeKey, type Key } from './key';
import { checkAllowed, type Actor, type Lifecycle } from './lifecycle';
import type { Reason } from './text';

/** The slots of the organisations that judge an object. */
export const stanceSlots = ['provider', 'operator', 'authority'] as const;
export type StanceSlot = (typeof stanceSlots)[number];
/** Lists what an organisation can hold about an object. */
export const stanceStates = ['PENDING', 'APPROVED', 'REJECTED', 'SUSPENDED', 'REVOKED'] as const;
export type StanceState = (typeof stanceStates)[number];
/** The kinds of objects that organisations take stances on. */
export type StanceKind = 'listing' | 'authorisation';

/** One organisation's judgement of an object. Only that organisation's peer can endorse a change of it. */
export interface StanceRecord {
  readonly mspId: string;
  readonly state: StanceState;
  /** The hash of the terms or the content that was judged. */
  readonly judged?: Hash;
  /** The epoch of the grade at which it was judged. */
  readonly epoch?: number;
  /** The state to which `resume` returns. */
  readonly before?: StanceState;
  /** The participant that filled the slot. */
  readonly filledBy?: string;
}

/** Makes the key of what one organisation holds about an object. */
export const makeStanceKey = (kind: StanceKind, id: string, slot: StanceSlot) => makeKey<StanceRecord>('stance', kind, id, slot);

/** The state machine of one stance. The object's own state machine says when its steps may be taken. */
export const stanceLifecycle = {
  approve: { from: ['PENDING'], to: ['APPROVED'], by: ['object-approver'] },
  reject: { from: ['PENDING', 'APPROVED'], to: ['REJECTED'], by: ['object-approver'] },
  suspend: { from: ['PENDING', 'APPROVED'], to: ['SUSPENDED'], by: ['object-approver'] },
  resume: { from: ['SUSPENDED'], to: ['PENDING', 'APPROVED'], by: ['object-suspender'] },
  revoke: { from: ['PENDING', 'APPROVED', 'SUSPENDED'], to: ['REVOKED'], by: ['object-approver'] },
} as const satisfies Lifecycle<StanceState>;
export type StanceAction = keyof typeof stanceLifecycle;

/** Returns the state of a stance on some terms. An approval of other terms counts as PENDING. */
export function findStanceOn(stance: StanceRecord, terms: Hash | undefined): StanceState {
  return stance.state === 'APPROVED' && !isSameHash(stance.judged, terms) ? 'PENDING' : stance.state;
}

/** Returns whether a stance approves some terms, even if it is suspended now. */
export function hasApproved({ state, before, judged }: StanceRecord, terms: Hash): boolean {
  return (state === 'SUSPENDED' ? before : state) === 'APPROVED' && isSameHash(judged, terms);
}

/** Returns whether a stance says nothing about some terms, even if it is suspended now. */
export function isPendingOn(stance: StanceRecord, terms: Hash): boolean {
  const { before = 'PENDING' } = stance;
  return findStanceOn(stance.state === 'SUSPENDED' ? { ...stance, state: before } : stance, terms) === 'PENDING';
}

/** Returns why the caller's own stance does not allow a step. */
export function checkStance(
  stance: StanceRecord,
  action: StanceAction,
  terms: Hash | undefined,
  actors: ReadonlySet<Actor>,
): Details | undefined {
  const details = checkAllowed(stanceLifecycle, action, findStanceOn(stance, terms), actors);
  return details && { ...details, of: stance.mspId };
}

/** Makes the first write of a stance: PENDING, guarded by its organisation alone. */
export function makePendingStance(key: Key<StanceRecord>, action: string, mspId: string): Put<StanceRecord> {
  return { key, action, value: { mspId, state: 'PENDING' }, policy: { atLeast: 1, of: [mspId] } };
}

/** One step of a stance. */
interface StanceStep {
  readonly action: StanceAction;
  readonly judged: Hash | undefined;
  readonly filledBy: string;
  readonly epoch?: number | undefined;
  readonly reason?: Reason | undefined;
}

/** Writes the caller's own stance. */
export function putStance(key: Key<StanceRecord>, stance: StanceRecord, { action, reason, ...step }: StanceStep): Put<StanceRecord> {
  return { key, action, reason, value: getNextStance(stance, action, step) };
}

function getNextStance(
  stance: StanceRecord,
  action: StanceAction,
  { judged, filledBy, epoch }: Omit<StanceStep, 'action' | 'reason'>,
): StanceRecord {
  if (action === 'suspend') return { ...stance, state: 'SUSPENDED', before: stance.state };
  if (action === 'resume') {
    const { before = 'PENDING', ...rest } = stance;
    return { ...rest, state: before };
  }
  const state = stanceLifecycle[action].to[0];
  return { mspId: stance.mspId, filledBy, ...(judged && { judged }), ...(epoch !== undefined && { epoch }), state };
}
