import { declareSubmit, isCaller, type Caller } from '../../kernel/declare';
import type { Details } from '../../kernel/error-table';
import { Closed, Id } from '../../kernel/forms';
import { hashJson } from '../../kernel/hash';
import { checkPermitted } from '../../kernel/lifecycle';
import { expectWritten, type Reader } from '../../kernel/reader';
import type { Recorded } from '../../kernel/record';
import type { StanceSlot } from '../../kernel/stance';
import { declareTransition, optionalReason } from '../../kernel/transition';
import { listingKeys } from '../listing/keys';
import type { ListingPointer } from '../listing/records';
import { checkQuota, putQuota, readQuota, type WithQuota } from '../quota/take-quota';
import { standingIndexes, standingKeys } from './keys';
import { findStanding } from './read-approval';
import { StandingTerms, StandingView, standingLifecycle, type StandingApproval } from './records';
import { standing, viewStandingApproval } from './approval';

/** Facts that the transaction reads. */
export interface GivingFacts extends WithQuota {
  readonly existing: Recorded<StandingApproval> | undefined;
  readonly listings: readonly (Recorded<ListingPointer> | undefined)[];
}

/** Gives a standing approval for the caller's own slot. Only its organisation can change it after that. */
export const GiveStanding = declareSubmit<GivingFacts>()({
  name: 'GiveStanding',
  begins: true,
  noun: 'standing',
  verb: 'give',
  summary:
    'Approves uses of data of grade general in advance, for your own slot. Until you withdraw it, what it covers needs no other step of yours.',
  address: [],
  input: Closed({ id: Id('sta'), ...StandingTerms.properties }),
  output: StandingView,
  read: async (reader, { id, listings = [] }, context) => ({
    existing: await findStanding(reader, id),
    listings: await findListings(reader, listings),
    quota: await readQuota(reader, 'draft', context),
  }),
  checks: {
    NOT_PERMITTED: ({ actors, caller, command: { slot } }) =>
      checkPermitted(standingLifecycle, 'give', actors) ?? (caller.roles.includes(slot) ? undefined : { by: [slot] }),
    ALREADY_EXISTS: ({ facts }) => facts.existing && { contentHash: hashJson(toCommand(facts.existing)) },
    LISTING_NOT_FOUND: ({ facts, command: { slot, listings = [] }, caller }) => checkKnown(facts, { slot, listings, caller }),
    TERMS_NOT_PERMITTED: ({ command, at }): Details | undefined =>
      command.until <= at ? { because: { reason: 'window-empty-or-past' } } : undefined,
    QUOTA_EXCEEDED: checkQuota,
  },
  effect: ({ facts, command, caller }) => ({
    puts: [
      {
        key: standingKeys.standing(command.id),
        action: 'give',
        value: { ...command, givenBy: caller.participantId, mspId: caller.mspId, state: 'GIVEN' as const },
        policy: { atLeast: 1, of: [caller.mspId] },
      },
      ...putQuota({ facts, caller }),
    ],
    indexes: [standingIndexes.standingsOf(caller.participantId, command.id), standingIndexes.standingsInSlot(command.slot, command.id)],
    events: [{ type: 'StandingGiven', id: command.id }],
  }),
  answer: ({ facts, at }) => viewStandingApproval(expectWritten(facts.existing), at),
  emits: ['StandingGiven'],
});

export const WithdrawStanding = declareTransition(standing, {
  name: 'WithdrawStanding',
  action: 'withdraw',
  summary: 'Withdraws a standing approval for good. What rests on it stops at once, until your slot approves it by hand.',
  event: 'StandingWithdrawn',
  endorsedBy: 'own',
  input: optionalReason,
});

async function findListings(reader: Reader, ids: readonly string[]): Promise<GivingFacts['listings']> {
  const found: (Recorded<ListingPointer> | undefined)[] = [];
  for (const id of ids) found.push(await reader.find(listingKeys.listing(id)));
  return found;
}

interface Named {
  readonly slot: StanceSlot;
  readonly listings: readonly string[];
  readonly caller: Caller;
}

/** Fails on a listing that does not exist. To a provider those of others look absent. */
function checkKnown({ listings: found }: GivingFacts, { slot, listings, caller }: Named): Details | undefined {
  const isKnown = (listing: ListingPointer | undefined) =>
    listing !== undefined && (slot !== 'provider' || isCaller(caller, listing.provider));
  const missing = listings.filter((_, index) => !isKnown(found[index]));
  return missing.length > 0 ? { listings: missing } : undefined;
}

/** Returns the command that gave a standing approval. */
function toCommand({ id, slot, free, until, listings, purposes, modes, buyers, limitPerBuyer }: StandingApproval): object {
  return { id, slot, free, until, listings, purposes, modes, buyers, limitPerBuyer };
}
