import { Type } from '@sinclair/typebox';
import { Closed, Id, Reason, Revision, Version } from '../../kernel/forms';
import type { Hash } from '../../kernel/hash';
import { keys, versionId } from '../../kernel/keys';
import { forbids, lacks } from '../../kernel/lifecycle';
import { stale } from '../../kernel/revision';
import { stanceForbids, takeStance, type StanceAction, type StanceRecord } from '../../kernel/stance';
import { declareSubmit, type Caller, type Put } from '../../kernel/transaction';
import { ListingStanding, listingLife } from './records';
import {
  isDelistedByOrder,
  isHidden,
  judgesItsOwn,
  judgingSlot,
  listingState,
  relateToListing,
  seeListing,
  type SeenListing,
} from './seen';
import { standing } from './view';

interface Judgement {
  readonly name: string;
  readonly action: 'agree' | 'suspend' | 'resume';
  readonly stance: StanceAction;
  readonly event: string;
  readonly summary: string;
}

/** A step that writes only the stance of the caller’s own organisation: no other organisation can make it, or prevent it. */
function judgement({ name, action, stance: step, event, summary }: Judgement) {
  return declareSubmit<SeenListing>()({
    name,
    noun: 'listing',
    verb: action,
    summary,
    address: ['id', 'version'],
    input: Closed({ id: Id('lst'), version: Version, revision: Revision, reason: Type.Optional(Reason) }),
    output: ListingStanding,
    see: (reader, { id, version }) => seeListing(reader, id, version),
    relate: relateToListing,
    checks: {
      LISTING_NOT_FOUND: ({ seen, is }) => (isHidden(seen, is) ? {} : undefined),
      NOT_PERMITTED: ({ seen, is, caller }) =>
        lacks(listingLife, action, is) ?? (ownStance(seen, caller) ? undefined : { by: ['object-approver'] }),
      SELF_DEALING: ({ is }) => judgesItsOwn(is),
      REVISION_CONFLICT: ({ seen, command }) => stale(seen.listing, command.revision),
      ACTION_NOT_ALLOWED: ({ seen, is, caller }) => {
        const own = ownStance(seen, caller);
        // What was delisted by order is stopped as it is.
        if (isDelistedByOrder(seen)) return { state: listingState(seen), delisted: 'by-order' };
        return forbids(listingLife, action, listingState(seen), is) ?? (own && stanceForbids(own, step, judged(seen), is));
      },
    },
    effect: ({ seen, caller, command: { id, version, reason } }) => ({
      puts: stancePut(seen, caller, step, reason),
      events: [{ type: event, id, version }],
    }),
    answer: ({ seen }) => standing(seen),
    emits: [event],
  });
}

/** The authority agrees to the content under review. */
export const AgreeToListing = judgement({
  name: 'AgreeToListing',
  action: 'agree',
  stance: 'approve',
  event: 'ListingAgreed',
  summary: 'The authority agrees to the content under review.',
});
/** Suspends a listing: the caller’s own organisation’s stance. */
export const SuspendListing = judgement({
  name: 'SuspendListing',
  action: 'suspend',
  stance: 'suspend',
  event: 'ListingSuspended',
  summary: 'Suspends a listing by the stance of one’s own organisation.',
});
/** Ends the suspension by the caller’s own organisation. */
export const ResumeListing = judgement({
  name: 'ResumeListing',
  action: 'resume',
  stance: 'resume',
  event: 'ListingResumed',
  summary: 'Ends the suspension by one’s own organisation.',
});

function ownStance(seen: SeenListing, caller: Caller): StanceRecord | undefined {
  const slot = judgingSlot(caller);
  const stance = slot && seen.stances?.[slot];
  return stance?.mspId === caller.mspId ? stance : undefined;
}

function judged({ listing }: SeenListing): Hash | undefined {
  return listing.contentHash;
}

function stancePut(seen: SeenListing, caller: Caller, action: StanceAction, reason?: string): readonly Put<StanceRecord>[] {
  const slot = judgingSlot(caller);
  const own = ownStance(seen, caller);
  if (!slot || !own) return []; // The checks have refused it.
  const key = keys.stance('listing', versionId(seen.listing.id, seen.listing.version), slot);
  return [takeStance(key, own, { action, judged: judged(seen), filledBy: caller.participantId, reason })];
}
