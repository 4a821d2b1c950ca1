import { hashOrigin, type AnswerOf } from '@databund/model';
import { DatabundError, findListing, type Committed, type Databund } from '@databund/client';
import { isSameContent } from './compare-content';
import type { Pace } from './pace';
import type { Ready } from './read-catalogue';

/** The outcome of one record. */
export type RecordOutcome = 'created' | 'edited' | 'new-version' | 'returned' | 'already-there' | 'changed-at-source';

interface Options {
  readonly databund: Databund;
  readonly pace: Pace;
  /** Names the source of the record: the id is derived from it. */
  readonly source: string;
  readonly operator?: Databund | undefined;
  readonly newVersions?: boolean | undefined;
  readonly canReturn?: boolean | undefined;
}

type Listing = AnswerOf<'GetListing'>;
/** The part of a listing that its next step needs. */
type ListingHead = Pick<Listing, 'id' | 'version' | 'revision' | 'state'>;

/** Imports one record: makes a draft, uploads its bytes, submits it, and publishes it if there is an operator. @throws DatabundError */
export async function importRecord(
  record: Ready,
  id: string,
  options: Options,
): Promise<{ readonly outcome: RecordOutcome; readonly isPublished: boolean }> {
  const { databund, operator } = options;
  const { listing, outcome } = await place(id, record, options).catch((error: unknown) => {
    if (isConflict(error)) return place(id, record, options); // Another import was faster: its listing decides.
    throw error;
  });
  if (outcome === 'changed-at-source') return { outcome, isPublished: false };
  const submitted = await submit(databund, listing, record);
  return { outcome, isPublished: operator !== undefined && (await publish(operator, submitted, record)) };
}

interface Placement {
  readonly listing: ListingHead;
  readonly outcome: RecordOutcome;
}

/** Makes or finds the listing of a record. Content that was submitted changes only by a new version. */
async function place(id: string, record: Ready, options: Options): Promise<Placement> {
  const { databund, pace, source } = options;
  const origin = hashOrigin(source, record.identifier);
  const found = await pace.measure(() => findListing(databund, id));
  if (!found) return describePlacement(await databund.listing.create({ id, content: record.content, origin }), 'created');
  return update(found, record, options);
}

/** Brings the newest version of a listing to what its record says, if the options permit that. */
async function update(found: Listing, record: Ready, { databund, newVersions, canReturn }: Options): Promise<Placement> {
  const { id, version, revision, state } = found;
  const { content } = record;
  const makeVersion = async (outcome: RecordOutcome) =>
    describePlacement(await databund.listing.createVersion({ id, version: version + 1, content }), outcome);
  if (canReturn === true && (state === 'DELISTED' || state === 'REJECTED')) return makeVersion('returned');
  if (hasContent(found, record)) return { listing: found, outcome: 'already-there' };
  if (state === 'DRAFT') return describePlacement(await databund.listing.edit({ id, version, revision, content }), 'edited');
  if (newVersions !== true || state === 'IN_REVIEW' || state === 'NOTICE') return { listing: found, outcome: 'changed-at-source' };
  return makeVersion('new-version');
}

/** Reports a creation that another import of the same catalogue committed first as already there. */
function describePlacement({ object, blockNumber }: Committed<ListingHead>, outcome: RecordOutcome): Placement {
  return { listing: object, outcome: blockNumber === undefined ? 'already-there' : outcome };
}

/** Uploads the bytes before it submits, so that a listing under review has them all. */
async function submit(databund: Databund, listing: ListingHead, record: Ready): Promise<ListingHead> {
  const { listing: submitted } = await step(databund, { listing, record, from: 'DRAFT' }, async ({ id, version, revision }) => {
    for (const { name, path } of record.files) await databund.upload({ id, version }, name, path);
    return databund.listing.submit({ id, version, revision });
  });
  return submitted;
}

/** Approves a listing, which is listed when its notice ends. Returns false if another import published it. */
async function publish(operator: Databund, submitted: ListingHead, record: Ready): Promise<boolean> {
  const approving = { listing: submitted, record, from: 'IN_REVIEW' } as const;
  const { isTaken } = await step(operator, approving, ({ id, version, revision }) => operator.listing.approve({ id, version, revision }));
  return isTaken;
}

interface Stage {
  readonly listing: ListingHead;
  readonly record: Ready;
  /** The state from which the step is taken. */
  readonly from: ListingHead['state'];
}

interface StepResult {
  readonly listing: ListingHead;
  readonly isTaken: boolean;
}

/** Takes a step from its state. After a conflict, continues from the current listing if that has the same content. */
async function step(
  databund: Databund,
  { listing, record, from }: Stage,
  take: (listing: ListingHead) => Promise<Committed<ListingHead>>,
): Promise<StepResult> {
  if (listing.state !== from) return { listing, isTaken: false };
  try {
    return { listing: (await take(listing)).object, isTaken: true };
  } catch (error) {
    if (!isConflict(error)) throw error;
    const found = await databund.listing.get({ id: listing.id, version: listing.version });
    if (!hasContent(found, record)) throw error;
    return found.state === from ? { listing: (await take(found)).object, isTaken: true } : { listing: found, isTaken: false };
  }
}

/** Compares contents. The order of lists is no change, except for files that are delivered in their order. */
function hasContent(listing: Listing, { content }: Ready): boolean {
  return isSameContent(listing.content, content);
}

function isConflict(error: unknown): boolean {
  return error instanceof DatabundError && error.code === 'REVISION_CONFLICT';
}
