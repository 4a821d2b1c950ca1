import type { Static } from '@sinclair/typebox';
import { Id, Version } from '../../kernel/forms';
import { defineNoun } from '../../kernel/noun';
import { showChange } from '../../kernel/record';
import type { StanceRecord } from '../../kernel/stance';
import { isAuthorityNeeded } from './content';
import { listingKeys } from './keys';
import { isListingHidden, relateToListing, type ListingFacts, type ListingStances } from './read-listing';
import { readStanding, type StandingFacts } from './read-state';
import { ListingStanding, listingLifecycle, type ListingRecord, type ListingView } from './records';
import { computeListingStanding, stateOfListing } from './state';

/** Parts that all transactions on a listing version share. */
export const listing = defineNoun<StandingFacts, ListingRecord>()({
  noun: 'listing',
  address: { id: Id('lst'), version: Version },
  lifecycle: listingLifecycle,
  notFound: 'LISTING_NOT_FOUND',
  output: ListingStanding,
  read: (reader, { id, version }) => readStanding(reader, id, version),
  relate: relateToListing,
  isHidden: isListingHidden,
  head: (facts) => facts.listing,
  keyOf: ({ id, version }) => listingKeys.listingVersion(id, version),
  idsOf: ({ id, version }) => ({ id, version }),
  stateOf: stateOfListing,
  view: viewStanding,
});

/** Returns a listing version without its content. */
export function viewStanding(facts: StandingFacts, at: string): ListingStanding {
  const { id, version, content, provider, mspId, contentHash, listingNumber, approvedAt, delisted } = facts.listing;
  return {
    id,
    version,
    title: content.title,
    provider,
    mspId,
    ...computeListingStanding(facts, at),
    ...(contentHash && { contentHash }),
    ...(listingNumber !== undefined && { listingNumber }),
    ...(approvedAt !== undefined && { approvedAt }),
    ...(delisted && { delisted }),
    ...(facts.grade && { grade: facts.grade }),
    ...(facts.stances && { stances: viewStances(facts, facts.stances) }),
    ...showChange(facts.listing),
  };
}

/** Returns the stances; the operator speaks by its review, and the authority's agreement is not needed for all data. */
function viewStances({ listing: { content }, grade }: ListingFacts, { operator, authority }: ListingStances) {
  const show = ({ state }: StanceRecord, isNeeded: boolean) => (state === 'PENDING' && !isNeeded ? ('not-needed' as const) : state);
  return { operator: show(operator, false), authority: show(authority, isAuthorityNeeded(content, grade?.grade)) };
}

/** Returns a listing version with its content. */
export function viewListing(facts: StandingFacts, at: string): Static<typeof ListingView> {
  return { ...viewStanding(facts, at), content: facts.listing.content };
}
