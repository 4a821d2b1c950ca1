import { addMs, toInstant } from '../../kernel/time';
import { endWait, findDue } from '../exchange/period';
import { findHindrance, listChangeTimes } from './check-ready';
import { isDelistedByOrder, isSuspended } from './read-listing';
import type { JudgedFacts, StandingFacts } from './read-state';
import type { Hindrance, ListingState } from './records';
import { listingWaits } from './waits';

/** A state, when it ends by itself if it does, and what keeps it past its end. */
export interface ListingStandingAt {
  readonly state: ListingState;
  readonly endsAt?: string;
  readonly heldBy?: Hindrance;
  readonly isOverdue?: true;
}

/**
 * Computes the state of a version at an instant. Its notice ends by itself: then it is LISTED from the first instant at which all that its
 * approval asked for held, whatever changes later, and the version before it is SUPERSEDED.
 */
export function computeListingStanding(facts: StandingFacts, at: string): ListingStandingAt {
  const { state } = facts.listing;
  if (state === 'IN_REVIEW') return reviewAt(facts, at);
  if (state === 'DELISTED') return { state: suspendIf(facts, state) };
  if (state !== 'NOTICE') return { state };
  const notice = judgeNotice(facts, at);
  if (notice.listedAt === undefined) return { state, ...notice };
  return { state: suspendIf(facts, isListedAt(facts.next, at) ? 'SUPERSEDED' : 'LISTED') };
}

/** Returns the state of a version at an instant. */
export function stateOfListing(facts: StandingFacts, at: string): ListingState {
  return computeListingStanding(facts, at).state;
}

/** Returns whether a version was listed at an instant or before. */
export function isListedAt(facts: JudgedFacts | undefined, at: string): boolean {
  if (facts?.listing.state !== 'NOTICE') return facts?.listing.state === 'DELISTED';
  return judgeNotice(facts, at).listedAt !== undefined;
}

/** Returns when the notice of a version ends if nobody objects, as it was approved. */
export function getNoticeEnd({ listing, exchange }: Pick<JudgedFacts, 'listing' | 'exchange'>): string {
  return endWait(exchange, listingWaits.NOTICE, listing.approvedAt ?? '');
}

/** Returns whether somebody objected to a version in the notice that runs. */
export function isObjectedInTime(facts: Pick<JudgedFacts, 'listing' | 'exchange' | 'held'>): boolean {
  const { held } = facts;
  return held !== undefined && held.change.at < getNoticeEnd(facts);
}

interface NoticeAt {
  readonly listedAt?: string;
  readonly endsAt?: string;
  readonly heldBy?: Hindrance;
}

/** Judges a notice at an instant; an objection holds it for one more period. What is said at its very end takes nothing back. */
function judgeNotice(facts: JudgedFacts, at: string): NoticeAt {
  const firstEnd = getNoticeEnd(facts);
  if (at < firstEnd) return { endsAt: firstEnd };
  const endsAt = isObjectedInTime(facts) ? extendNotice(facts, firstEnd) : firstEnd;
  if (at < endsAt) return { endsAt, heldBy: 'OBJECTION_UNDECIDED' };
  if (findHindrance(facts, endsAt, addMs(endsAt, -1)) === undefined) return { listedAt: endsAt };
  const listedAt = listChangeTimes(facts, endsAt, at).find((instant) => findHindrance(facts, instant) === undefined);
  if (listedAt !== undefined) return { listedAt };
  const heldBy = findHindrance(facts, at);
  return { endsAt, ...(heldBy && { heldBy }) };
}

/** Returns the end of a second period, which is as long as the first. */
function extendNotice({ listing: { approvedAt = '' } }: JudgedFacts, firstEnd: string): string {
  return toInstant(2 * Date.parse(firstEnd) - Date.parse(approvedAt));
}

function reviewAt({ listing, exchange }: StandingFacts, at: string): ListingStandingAt {
  return { state: 'IN_REVIEW', ...findDue(exchange, listingWaits.IN_REVIEW, listing.change.at, at) };
}

/** Returns SUSPENDED in the place of the state of what is delivered, if an organisation suspends it. */
function suspendIf(facts: StandingFacts, state: ListingState): ListingState {
  return !isDelistedByOrder(facts) && isSuspended(facts) ? 'SUSPENDED' : state;
}
