import type { Details } from '../../kernel/error-table';
import { keys } from '../../kernel/keys';
import { forbids, lacks, type Actor } from '../../kernel/lifecycle';
import type { Reader } from '../../kernel/reader';
import { stale } from '../../kernel/revision';
import type { Put, Context } from '../../kernel/transaction';
import { isHiddenFrom } from '../authorisation/seen';
import { DisputeView, disputeLife, type DisputeRecord } from './records';
import { relateToDispute, seeDispute, viewDispute, type SeenDispute } from './seen';

/** What all steps have in common. */
export const common = {
  noun: 'dispute',
  address: ['id'],
  output: DisputeView,
  see: (reader: Reader, { id }: { readonly id: string }) => seeDispute(reader, id),
  relate: relateToDispute,
  answer: ({ seen }: { readonly seen: SeenDispute }) => viewDispute(seen.dispute),
} as const;

/** What every step of a dispute asks, in this order. */
export function checksOf(action: keyof typeof disputeLife) {
  type Step = Pick<Context<SeenDispute, { readonly revision: number }>, 'seen' | 'command' | 'is'>;
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
  return is.has('object-buyer') || is.has('object-provider');
}
