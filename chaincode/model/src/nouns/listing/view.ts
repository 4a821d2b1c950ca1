import type { Static } from '@sinclair/typebox';
import { shown } from '../../kernel/record';
import type { ListingStanding, ListingView } from './records';
import { listingState, type SeenListing } from './seen';

/** How a listing version stands. */
export function standing(seen: SeenListing): ListingStanding {
  const { id, version, content, provider, mspId, contentHash, listingNumber, approvedAt, delisted } = seen.listing;
  return {
    id,
    version,
    title: content.title,
    provider,
    mspId,
    state: listingState(seen),
    ...(contentHash && { contentHash }),
    ...(listingNumber !== undefined && { listingNumber }),
    ...(approvedAt !== undefined && { approvedAt }),
    ...(delisted && { delisted }),
    ...(seen.grade && { grade: { grade: seen.grade.grade, epoch: seen.grade.epoch } }),
    ...(seen.stances && { stances: { operator: seen.stances.operator.state, authority: seen.stances.authority.state } }),
    ...shown(seen.listing),
  };
}

/** A listing version with its content. */
export function viewListing(seen: SeenListing): Static<typeof ListingView> {
  return { ...standing(seen), content: seen.listing.content };
}
