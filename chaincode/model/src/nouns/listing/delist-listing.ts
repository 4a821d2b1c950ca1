import { checkAllowed } from '../../kernel/lifecycle';
import { Reason } from '../../kernel/text';
import { declareTransition } from '../../kernel/transition';
import { listing } from './listing';
import { listingLifecycle, type ListingRecord } from './records';
import { stateOfListing } from './state';

/** Delists a version. */
export const DelistListing = declareTransition(listing, {
  name: 'DelistListing',
  action: 'delist',
  summary: 'Takes a version off the exchange: as its provider, or by order of the operator, which also stops its deliveries.',
  event: 'ListingDelisted',
  input: { reason: Reason },
  checks: {
    // A provider cannot end a suspension by delisting, and what is delisted stays delisted, suspended or not.
    ACTION_NOT_ALLOWED: ({ facts, actors, at }) => {
      const state = facts.listing.state === 'DELISTED' ? facts.listing.state : stateOfListing(facts, at);
      const details = checkAllowed(listingLifecycle, 'delist', state, actors);
      return details && checkAllowed(listingLifecycle, 'delistSuspended', state, actors);
    },
  },
  head: ({ facts, actors }): ListingRecord => ({ ...facts.listing, delisted: actors.has('object-provider') ? 'by-provider' : 'by-order' }),
});
