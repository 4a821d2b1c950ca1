import { hashCharge, hashBytes, keys, computeMerkleRoot, type Digest, type Hash } from '@databund/model';
import { bytes } from '../listings';
import type { MemoryWorld } from '../memory-world';
import { ids, place } from './ids';
import { amountHash } from './samples';

/** The values that commands name: the revisions of the objects, and the hashes of their contents. */
export interface ObjectValues {
  readonly participant: number;
  readonly listing: number;
  readonly authorisation: number;
  readonly trade: number;
  readonly delivery: number;
  readonly dispute: number;
  readonly resource: number;
  readonly mandate: number;
  readonly standing: number;
  readonly designation: number;
  readonly termsHash: Hash;
  /** Hash of the content that was submitted for review. */
  readonly contentHash: Hash;
  /** Hash that funding the trade names. */
  readonly amountHash: Hash;
  /** Hash that the buyer acknowledges. */
  readonly expected: Digest;
  /** Hash of a job's result, for SendDelivery; empty for other deliveries. */
  readonly output: { readonly output?: Hash };
  /** Instant at which the feed's next window begins. */
  readonly nextFrom: string;
}

/** Reads the values that commands name from a world. */
export async function readObjectValues(world: MemoryWorld): Promise<ObjectValues> {
  const authorisation = await world.find(keys.authorisation(ids.authorisation));
  const trade = await world.find(keys.trade(ids.trade));
  return {
    participant: await world.readRevision(keys.participant(ids.participant)),
    authorisation: authorisation?.change.revision ?? 1,
    trade: await world.readRevision(keys.trade(ids.trade)),
    resource: await world.readRevision(keys.resource(ids.resource)),
    mandate: await world.readRevision(keys.mandate(ids.mandate)),
    standing: await world.readRevision(keys.standing(ids.standing)),
    dispute: await world.readRevision(keys.dispute(ids.dispute)),
    designation: await world.readRevision(keys.authoritative(place.theme, place.adcode)),
    termsHash: (await world.readTermsHash(ids.authorisation)) ?? hashBytes(''),
    amountHash: (trade && hashCharge(trade)) ?? amountHash,
    ...(await readListing(world)),
    ...(await readDelivery(world)),
  };
}

async function readListing(world: MemoryWorld): Promise<Pick<ObjectValues, 'listing' | 'contentHash'>> {
  const listing = await world.find(keys.listingVersion(ids.listing, 1));
  return { listing: listing?.change.revision ?? 0, contentHash: listing?.contentHash ?? hashBytes('') };
}

async function readDelivery(world: MemoryWorld): Promise<Pick<ObjectValues, 'delivery' | 'expected' | 'output' | 'nextFrom'>> {
  const delivery = await world.find(keys.delivery(ids.delivery));
  return {
    delivery: delivery?.change.revision ?? 0,
    expected: delivery?.expected ?? hashBytes(bytes),
    output: delivery?.mode === 'compute' ? { output: hashBytes('the result') } : {},
    nextFrom: delivery?.feed?.until ?? '2026-01-01T00:00:00.000Z',
  };
}

/** Makes the next window of the feed: one year with two readings. */
export const makeNextWindow = ({ nextFrom: from }: Pick<ObjectValues, 'nextFrom'>) => ({
  from,
  until: from.replace(/^\d{4}/, (year) => String(Number(year) + 1)),
  readings: 2,
  root: computeMerkleRoot([hashBytes('1'), hashBytes('2')]),
});
