import type { Put } from '../../kernel/declare';
import { checkAllowed } from '../../kernel/lifecycle';
import type { Reader } from '../../kernel/reader';
import type { Recorded } from '../../kernel/record';
import { Reason } from '../../kernel/text';
import { declareTransition } from '../../kernel/transition';
import { listingKeys } from './keys';
import { listing } from './listing';
import { readListing, readPointer, stateOfListing, type ListingFacts } from './read-listing';
import { listingLifecycle, type ListingPointer, type ListingRecord } from './records';

/** A listing version with the pointer of its listing. */
export interface DelistingFacts extends ListingFacts {
  readonly pointer: Recorded<ListingPointer>;
}

/** Delists a version. */
export const DelistListing = declareTransition(listing, {
  name: 'DelistListing',
  action: 'delist',
  summary: 'Takes a version off the exchange: as its provider, or by order of the operator, which also stops its deliveries.',
  event: 'ListingDelisted',
  input: { reason: Reason },
  read: (reader, command) => readDelisting(reader, command),
  checks: {
    // A provider cannot end a suspension by delisting, and what is delisted stays delisted, suspended or not.
    ACTION_NOT_ALLOWED: ({ facts, actors }) => {
      const state = facts.listing.state === 'DELISTED' ? facts.listing.state : stateOfListing(facts);
      const details = checkAllowed(listingLifecycle, 'delist', state, actors);
      return details && checkAllowed(listingLifecycle, 'delistSuspended', state, actors);
    },
  },
  head: ({ facts, actors }): ListingRecord => ({ ...facts.listing, delisted: actors.has('object-provider') ? 'by-provider' : 'by-order' }),
  also: ({
    facts: {
      listing: { version },
      pointer,
    },
  }) => ({ puts: pointer.live === version ? [putNotLive(pointer)] : [] }),
});

async function readDelisting(reader: Reader, { id, version }: { readonly id: string; readonly version: number }): Promise<DelistingFacts> {
  return { ...(await readListing(reader, id, version)), pointer: await readPointer(reader, id) };
}

function putNotLive({ id, provider, mspId, newest }: ListingPointer): Put<ListingPointer> {
  return { key: listingKeys.listing(id), action: 'delist', value: { id, provider, mspId, newest, state: 'NOT_LIVE' } };
}
