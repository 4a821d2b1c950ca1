import { findUnless, type Reader } from '../../kernel/reader';
import { getChangeTime } from '../../kernel/time';
import { readListing } from './read-listing';
import { completeStanding, type StandingFacts } from './read-state';
import type { ListingPointer } from './records';
import { isListedAt } from './state';

/** Finds the newest version that was listed at the time of a call, whether or not it was delisted or suspended since. */
export async function findListed(reader: Reader, { id, newest }: ListingPointer, time: string): Promise<StandingFacts | undefined> {
  for (let version = newest; version >= 1; version -= 1) {
    const facts = await findUnless(readListing(reader, id, version), 'LISTING_NOT_FOUND');
    const standing = facts && (await completeStanding(reader, facts));
    if (isListedAt(standing, getChangeTime(time, standing ? [standing.listing.change.at] : []))) return standing;
  }
  return undefined;
}
