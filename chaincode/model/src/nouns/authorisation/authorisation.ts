import { Id } from '../../kernel/forms';
import { isHiddenFromStrangers } from '../../kernel/list-by-party';
import { defineNoun } from '../../kernel/noun';
import { showChange } from '../../kernel/record';
import type { StanceSlot } from '../../kernel/stance';
import { authorisationKeys } from './keys';
import {
  endSuspension,
  readAuthorisation,
  relateToAuthorisation,
  stateOfAuthorisation,
  type AuthorisationFacts,
} from './read-authorisation';
import { AuthorisationView, authorisationLifecycle, type AuthorisationRecord } from './records';
import { findBacking } from './state';

/** Parts that all transactions on an authorisation share. */
export const authorisation = defineNoun<AuthorisationFacts, AuthorisationRecord>()({
  noun: 'authorisation',
  address: { id: Id('aut') },
  lifecycle: authorisationLifecycle,
  notFound: 'AUTHORISATION_NOT_FOUND',
  output: AuthorisationView,
  read: (reader, { id }) => readAuthorisation(reader, id),
  relate: relateToAuthorisation,
  isHidden: (_, actors) => isHiddenFromStrangers(actors),
  head: (facts) => facts.authorisation,
  keyOf: ({ id }) => authorisationKeys.authorisation(id),
  idsOf: ({ id }) => ({ id }),
  stateOf: stateOfAuthorisation,
  view: viewAuthorisation,
});

/** Returns an authorisation as callers see it, at an instant. */
export function viewAuthorisation(facts: AuthorisationFacts, at: string): AuthorisationView {
  const { id, listing, version, provider, buyer, buyerMspId, terms, requestedAt, answerBy, round, renews, trade, standing } =
    facts.authorisation;
  const state = stateOfAuthorisation(facts, at);
  const endsAt = state === 'SUSPENDED' ? endSuspension(facts) : undefined;
  return {
    id,
    listing,
    version,
    provider,
    buyer,
    buyerMspId,
    terms,
    termsHash: facts.termsHash,
    requestedAt,
    answerBy,
    round,
    state,
    ...(endsAt !== undefined && { endsAt }),
    stances: facts.stances.map(({ slot, stance: { mspId, state, filledBy } }) => ({
      slot,
      mspId,
      state,
      ...(filledBy !== undefined && { filledBy }),
      ...showBacking(facts, slot),
    })),
    ...(renews !== undefined && { renews }),
    ...(trade !== undefined && { trade }),
    ...(standing && { standing }),
    ...(facts.slotsUsed !== undefined && { slotsUsed: facts.slotsUsed }),
    ...showChange(facts.authorisation),
  };
}

/** Names the standing approval that counts as the approval of a slot. */
function showBacking(facts: AuthorisationFacts, slot: StanceSlot): { readonly standing?: string } {
  const approver = facts.approvers.find((each) => each.slot === slot);
  const backing = approver && findBacking(approver, facts);
  return backing ? { standing: backing.id } : {};
}
