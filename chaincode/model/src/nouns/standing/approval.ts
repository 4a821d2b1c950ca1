import type { Static } from '@sinclair/typebox';
import { isCaller, type Caller } from '../../kernel/declare';
import { Id } from '../../kernel/forms';
import { defineNoun } from '../../kernel/noun';
import { showChange, type Recorded } from '../../kernel/record';
import { standingKeys } from './keys';
import { readStandingApproval } from './read-approval';
import { StandingView, standingLifecycle, stateOfStanding, type StandingApproval } from './records';

/** Parts that all transactions on a standing approval share. Standing approvals are public. */
export const standing = defineNoun<Recorded<StandingApproval>, StandingApproval>()({
  noun: 'standing',
  address: { id: Id('sta') },
  lifecycle: standingLifecycle,
  notFound: 'STANDING_NOT_FOUND',
  output: StandingView,
  read: readStandingApproval,
  relate: (record, caller) => (maySpeakFor(record, caller) ? ['object-approver'] : []),
  isHidden: () => false,
  head: (record) => record,
  keyOf: ({ id }) => standingKeys.standing(id),
  idsOf: ({ id }) => ({ id }),
  stateOf: stateOfStanding,
  view: viewStandingApproval,
});

/** Returns whether a caller is the giver, or holds the same office in its organisation. */
function maySpeakFor({ slot, givenBy, mspId }: StandingApproval, caller: Caller): boolean {
  return isCaller(caller, givenBy) || (slot !== 'provider' && mspId === caller.mspId && caller.roles.includes(slot));
}

/** Returns a standing approval as callers see it, at an instant. */
export function viewStandingApproval(record: Recorded<StandingApproval>, at: string): Static<typeof StandingView> {
  const { id, slot, free, until, listings, purposes, modes, buyers, limitPerBuyer, givenBy, mspId } = record;
  return {
    id,
    slot,
    free,
    until,
    ...(listings && { listings }),
    ...(purposes && { purposes }),
    ...(modes && { modes }),
    ...(buyers && { buyers }),
    ...(limitPerBuyer !== undefined && { limitPerBuyer }),
    givenBy,
    mspId,
    state: stateOfStanding(record, at),
    ...showChange(record),
  };
}
