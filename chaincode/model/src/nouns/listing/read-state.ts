import { findUnless, need, type Reader } from '../../kernel/reader';
import type { Recorded } from '../../kernel/record';
import { exchangeKeys } from '../exchange/keys';
import type { Exchange } from '../exchange/records';
import { findMandate, type MandatedFacts } from './check-mandate';
import { isAssessorNeeded } from './content';
import { listingKeys } from './keys';
import { readListing, type ListingFacts } from './read-listing';
import type { AttestationRecord, HeldNoticeRecord } from './records';

/** A listing version with all that decides whether its notice ends by itself. */
export interface JudgedFacts extends MandatedFacts {
  readonly exchange: Recorded<Exchange>;
  /** The newest opinion, if the version may need one. */
  readonly attestation: Recorded<AttestationRecord> | undefined;
  /** The objection that holds its notice. */
  readonly held: Recorded<HeldNoticeRecord> | undefined;
}

/** A listing version with all that decides its state at an instant. */
export interface StandingFacts extends JudgedFacts {
  /** The next version that was not rejected, if it can be listed: then it supersedes this one. */
  readonly next: JudgedFacts | undefined;
}

/** Reads one version with what decides its state. @throws LISTING_NOT_FOUND */
export async function readStanding(reader: Reader, id: string, version: number): Promise<StandingFacts> {
  return completeStanding(reader, await readListing(reader, id, version));
}

/** Reads what decides the state of a version that was read already. */
export async function completeStanding(reader: Reader, facts: ListingFacts): Promise<StandingFacts> {
  const { id, version, state } = facts.listing;
  const judged = await readJudged(reader, facts);
  return { ...judged, next: state === 'NOTICE' ? await findNext(reader, id, version + 1) : undefined };
}

/** Reads what decides about the end of a notice, once the version is under review. */
async function readJudged(reader: Reader, facts: ListingFacts): Promise<JudgedFacts> {
  const { id, version, state, content } = facts.listing;
  const exchange = await need(reader, exchangeKeys.exchange(), 'LISTING_NOT_FOUND');
  if (state !== 'IN_REVIEW' && state !== 'NOTICE')
    return { ...facts, exchange, mandate: undefined, attestation: undefined, held: undefined };
  return {
    ...facts,
    exchange,
    mandate: await findMandate(reader, content),
    attestation: mayNeedAssessor(facts) ? await reader.find(listingKeys.attestation(id, version)) : undefined,
    held: state === 'NOTICE' ? await reader.find(listingKeys.heldNotice(id, version, facts.listing.change.revision)) : undefined,
  };
}

function mayNeedAssessor({ listing: { content }, classified }: ListingFacts): boolean {
  return isAssessorNeeded(content) || classified?.state === 'CLASSIFIED';
}

/** Finds the next version that can be listed. One that was rejected is passed over; after a draft or one under review none follows. */
async function findNext(reader: Reader, id: string, from: number): Promise<JudgedFacts | undefined> {
  for (let version = from; ; version += 1) {
    const facts = await findUnless(readListing(reader, id, version), 'LISTING_NOT_FOUND');
    if (facts?.listing.state === 'NOTICE' || facts?.listing.state === 'DELISTED') return readJudged(reader, facts);
    if (facts?.listing.state !== 'REJECTED') return undefined;
  }
}
