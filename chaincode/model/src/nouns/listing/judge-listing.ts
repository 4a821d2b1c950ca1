import { declareSubmit, type Caller, type Checks, type Effect } from '../../kernel/declare';
import { Closed, Id, Revision, Version } from '../../kernel/forms';
import { checkAllowed, checkPermitted } from '../../kernel/lifecycle';
import { checkStance, putStance, makeStanceKey, type StanceAction, type StanceRecord } from '../../kernel/stance';
import { makeChecks, optionalReason } from '../../kernel/transition';
import type { Reason } from '../../kernel/text';
import { makeVersionId } from './keys';
import { listing, viewStanding } from './listing';
import { checkNotProvider, isDelistedByOrder, findJudgingSlot, relateToListing, type ListingFacts } from './read-listing';
import { readStanding, type StandingFacts } from './read-state';
import { ListingStanding, listingLifecycle } from './records';
import { stateOfListing } from './state';

const OneVersion = Closed({ id: Id('lst'), version: Version, revision: Revision, ...optionalReason });
interface Command {
  readonly id: string;
  readonly version: number;
  readonly revision: number;
  readonly reason?: Reason;
}

/** Parts that the three steps share. Each writes only the stance of the caller's own organisation, so no other one can make or prevent it. */
const common = {
  noun: 'listing',
  endorsedBy: 'own',
  address: ['id', 'version'],
  input: OneVersion,
  output: ListingStanding,
  readErrors: ['LISTING_NOT_FOUND'],
  read: (...[reader, { id, version }]: Parameters<typeof listing.read>) => readStanding(reader, id, version),
  relate: relateToListing,
  answer: ({ facts, at }: { readonly facts: StandingFacts; readonly at: string }) => viewStanding(facts, at),
} as const;

/** Agrees to a listing's content, as the authority. */
export const AgreeToListing = declareSubmit<StandingFacts>()({
  ...common,
  name: 'AgreeToListing',
  verb: 'agree',
  summary: 'Agrees to the content under review, as the authority.',
  checks: checkJudging('agree', 'approve'),
  effect: ({ facts, caller, command }) => judge('approve', { facts, caller, command, event: 'ListingAgreed' }),
  emits: ['ListingAgreed'],
});

export const SuspendListing = declareSubmit<StandingFacts>()({
  ...common,
  name: 'SuspendListing',
  verb: 'suspend',
  summary: 'Suspends a listing, for your own organisation.',
  checks: checkJudging('suspend', 'suspend'),
  effect: ({ facts, caller, command }) => judge('suspend', { facts, caller, command, event: 'ListingSuspended' }),
  emits: ['ListingSuspended'],
});

export const ResumeListing = declareSubmit<StandingFacts>()({
  ...common,
  name: 'ResumeListing',
  verb: 'resume',
  summary: 'Ends the suspension by your own organisation.',
  checks: checkJudging('resume', 'resume'),
  effect: ({ facts, caller, command }) => judge('resume', { facts, caller, command, event: 'ListingResumed' }),
  emits: ['ListingResumed'],
});

function checkJudging(action: 'agree' | 'suspend' | 'resume', step: StanceAction): Checks<StandingFacts, Command> {
  return {
    ...makeChecks<StandingFacts, object, Command>(listing, action, { guard: ({ actors }) => checkNotProvider(actors) }),
    NOT_PERMITTED: ({ facts, actors, caller }) =>
      checkPermitted(listingLifecycle, action, actors) ?? (findOwnStance(facts, caller) ? undefined : { by: ['object-approver'] }),
    ACTION_NOT_ALLOWED: ({ facts, actors, caller, at }) => {
      const own = findOwnStance(facts, caller);
      // A version delisted by order is stopped already.
      if (isDelistedByOrder(facts)) return { state: stateOfListing(facts, at), delisted: 'by-order' };
      return (
        checkAllowed(listingLifecycle, action, stateOfListing(facts, at), actors) ??
        (own && checkStance(own, step, facts.listing.contentHash, actors))
      );
    },
  };
}

function findOwnStance({ stances }: ListingFacts, caller: Caller): StanceRecord | undefined {
  const slot = findJudgingSlot(caller);
  const stance = slot && stances?.[slot];
  return stance?.mspId === caller.mspId ? stance : undefined;
}

interface Judgement {
  readonly facts: ListingFacts;
  readonly caller: Caller;
  readonly command: Command;
  readonly event: string;
}

function judge(action: StanceAction, { facts, caller, command: { id, version, reason }, event }: Judgement): Effect {
  const slot = findJudgingSlot(caller);
  const own = findOwnStance(facts, caller);
  const step = { action, judged: facts.listing.contentHash, filledBy: caller.participantId, reason };
  return {
    puts: slot && own ? [putStance(makeStanceKey('listing', makeVersionId(id, version), slot), own, step)] : [],
    events: [{ type: event, id, version }],
  };
}
