import type { Details } from './error-table';
import { isSameHash, type Hash } from './hash';
import type { Key } from './keys';
import { forbids, type Actor, type Lifecycle } from './lifecycle';
import type { Put } from './transaction';

/** The organisations’ places around an object. */
export const stanceSlots = ['provider', 'operator', 'authority'] as const;
export type StanceSlot = (typeof stanceSlots)[number];
/** The states of a stance. */
export const stanceStates = ['PENDING', 'APPROVED', 'REJECTED', 'SUSPENDED', 'REVOKED'] as const;
export type StanceState = (typeof stanceStates)[number];

/** What one organisation holds of an object. Only that organisation’s peer can have it written. */
export interface StanceRecord {
  readonly mspId: string;
  readonly state: StanceState;
  /** The hash of the terms, or the content, that was judged. */
  readonly judged?: Hash;
  /** The grade’s epoch in which it was judged. */
  readonly epoch?: number;
  /** Where resume leads back to. */
  readonly before?: StanceState;
  /** The participant that filled the slot. */
  readonly filledBy?: string;
}

/** The life of one stance. An object’s own life says when its steps may be taken. */
export const stanceLife = {
  approve: { from: ['PENDING'], to: ['APPROVED'], by: ['object-approver'] },
  reject: { from: ['PENDING', 'APPROVED'], to: ['REJECTED'], by: ['object-approver'] },
  suspend: { from: ['PENDING', 'APPROVED'], to: ['SUSPENDED'], by: ['object-approver'] },
  resume: { from: ['SUSPENDED'], to: ['PENDING', 'APPROVED'], by: ['object-suspender'] },
  revoke: { from: ['PENDING', 'APPROVED', 'SUSPENDED'], to: ['REVOKED'], by: ['object-approver'] },
} as const satisfies Lifecycle<StanceState>;
export type StanceAction = keyof typeof stanceLife;

/** A stance as of some terms: what judged others is PENDING again. */
export function stanceUpon(stance: StanceRecord, terms: Hash | undefined): StanceState {
  return stance.state === 'APPROVED' && !isSameHash(stance.judged, terms) ? 'PENDING' : stance.state;
}

/** Says whether a stance is an approval of some terms, be it suspended. */
export function hasApproved({ state, before, judged }: StanceRecord, terms: Hash): boolean {
  return (state === 'SUSPENDED' ? before : state) === 'APPROVED' && isSameHash(judged, terms);
}

/** Says why the caller’s own stance does not let it take a step. */
export function stanceForbids(
  stance: StanceRecord,
  action: StanceAction,
  terms: Hash | undefined,
  is: ReadonlySet<Actor>,
): Details | undefined {
  const details = forbids(stanceLife, action, stanceUpon(stance, terms), is);
  return details && { ...details, of: stance.mspId };
}

/** Writes the caller’s own stance. */
export function takeStance(
  key: Key<StanceRecord>,
  stance: StanceRecord,
  step: {
    readonly action: StanceAction;
    readonly judged: Hash | undefined;
    readonly filledBy: string;
    readonly epoch?: number | undefined;
    readonly reason?: string | undefined;
  },
): Put<StanceRecord> {
  const { action, judged, filledBy, epoch, reason } = step;
  const { mspId } = stance;
  const taken = { mspId, filledBy, ...(judged && { judged }), ...(epoch !== undefined && { epoch }) };
  switch (action) {
    case 'suspend':
      return { key, action, reason, value: { ...stance, state: 'SUSPENDED', before: stance.state } };
    case 'resume':
      return { key, action, reason, value: resumed(stance) };
    default:
      return { key, action, reason, value: { ...taken, state: stanceLife[action].to[0] } };
  }
}

function resumed({ before = 'PENDING', ...stance }: StanceRecord): StanceRecord {
  return { ...stance, state: before };
}
