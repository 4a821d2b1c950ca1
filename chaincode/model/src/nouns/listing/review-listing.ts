import { numberOf } from '../../kernel/ids';
import { optionalReason, declareTransition } from '../../kernel/transition';
import { checkReady } from './check-ready';
import { listing } from './listing';
import { checkNotProvider, withoutApproval } from './read-listing';
import type { StandingFacts } from './read-state';

export const RequestListingChanges = declareTransition(listing, {
  name: 'RequestListingChanges',
  action: 'requestChanges',
  summary: 'Sends a listing back to its provider, who may edit and submit it again.',
  event: 'ListingChangesRequested',
  input: optionalReason,
  guard: ({ actors }) => checkNotProvider(actors),
  head: ({ facts }) => withoutApproval(facts),
});

/** Takes a version back before it is listed. Its content may change then, so its notice begins again. */
export const WithdrawListing = declareTransition(listing, {
  name: 'WithdrawListing',
  action: 'withdraw',
  summary: 'Takes back a listing version under review or notice, as its provider, who may edit and submit it again.',
  event: 'ListingWithdrawn',
  input: optionalReason,
  head: ({ facts }) => withoutApproval(facts),
});

export const RejectListing = declareTransition(listing, {
  name: 'RejectListing',
  action: 'reject',
  summary: 'Rejects a listing version for good.',
  event: 'ListingRejected',
  input: optionalReason,
  guard: ({ actors }) => checkNotProvider(actors),
});

export const ApproveListing = declareTransition(listing, {
  name: 'ApproveListing',
  action: 'approve',
  summary:
    "Approves a listing and gives it its number: it goes to notice, and is listed when the notice ends. Important and public data need the authority's agreement first.",
  event: 'ListingApproved',
  input: optionalReason,
  guard: ({ actors }) => checkNotProvider(actors),
  checks: checkReady<StandingFacts>(),
  head: ({ facts, at }) => ({ ...facts.listing, approvedAt: at, listingNumber: numberOf(facts.listing.id, at) }),
});
