import type { Details } from '../error-table';
import { keys } from '../keys';
import { forbids, lacks, type Actor } from '../lifecycle';
import { stale } from '../revision';
import type { Put, Situation } from '../transaction';
import { isHiddenFrom } from '../authorisation/seen';
import { disputeLife, type DisputeRecord } from './records';
import type { SeenDispute } from './seen';

/** What every step of a dispute asks, in this order. */
export function checksOf(action: keyof typeof disputeLife) {
  type Step = Pick<Situation<SeenDispute, { readonly revision: number }>, 'seen' | 'command' | 'is'>;
  return {
    DISPUTE_NOT_FOUND: ({ is }: { readonly is: ReadonlySet<Actor> }): Details | undefined => (isHiddenFrom(is) ? {} : undefined),
    NOT_PERMITTED: ({ is }: { readonly is: ReadonlySet<Actor> }) => lacks(disputeLife, action, is),
    REVISION_CONFLICT: ({ seen, command }: Step) => stale(seen.dispute, command.revision),
    ACTION_NOT_ALLOWED: ({ seen, is }: Step) => forbids(disputeLife, action, seen.dispute.state, is),
  };
}

/** A dispute with what an action changes of it. */
export function disputePut(dispute: DisputeRecord, action: string, changes: Partial<DisputeRecord>): Put<DisputeRecord> {
  return { key: keys.dispute(dispute.id), action, value: { ...dispute, ...changes } };
}

/** Says whether the caller is a party: none rules upon its own dispute, or enforces a ruling upon it. */
export function isParty(is: ReadonlySet<Actor>): boolean {
  return is.has('its buyer') || is.has('its provider');
}
