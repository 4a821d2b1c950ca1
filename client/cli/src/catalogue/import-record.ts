import { toCanonicalJson, type AnswerOf } from '@databund/model';
import type { Committed } from '@databund/client';
import type { Databund } from '@databund/client';
import { DatabundError } from '@databund/client';
import type { Ready } from './read-catalogue';

/** What became of one record. */
export type RecordOutcome = 'created' | 'edited' | 'new version' | 'already there' | 'changed at its source';

interface Options {
  readonly databund: Databund;
  readonly provider: string;
  readonly operator?: Databund | undefined;
  readonly newVersions?: boolean | undefined;
}

type Listing = AnswerOf<'GetListing'>;
type Standing = Pick<Listing, 'id' | 'version' | 'revision' | 'state'>;

/** Takes one record as far as it goes: a draft, its bytes uploaded, submitted, and published where there is an operator. @throws DatabundError */
export async function importRecord(
  record: Ready,
  id: string,
  options: Options,
): Promise<{ readonly outcome: RecordOutcome; readonly isPublished: boolean }> {
  const { databund, operator } = options;
  const { listing, outcome } = await place(id, record, options).catch((error: unknown) => {
    if (isConflict(error)) return place(id, record, options); // Another import went before: what is there now decides.
    throw error;
  });
  if (outcome === 'changed at its source') return { outcome, isPublished: false };
  const submitted = await submit(databund, listing, record);
  return { outcome, isPublished: operator !== undefined && (await publish(operator, submitted, record)) };
}

interface Placement {
  readonly listing: Standing;
  readonly outcome: RecordOutcome;
}

/** The listing of a record as it is to be: made, or found. What was frozen at submission is not touched, unless by a new version. */
async function place(id: string, record: Ready, { databund, provider, newVersions }: Options): Promise<Placement> {
  const { content } = record;
  const found = await find(databund, id);
  if (!found) return placed(await databund.listing.create({ id, content }), 'created');
  // The id can be reckoned by anybody: what another provider has put there is not this record’s listing.
  if (found.provider !== provider) throw new DatabundError('ALREADY_EXISTS', { id, provider: found.provider });
  if (isOf(found, record)) return { listing: found, outcome: 'already there' };
  const { version, revision, state } = found;
  if (state === 'DRAFT') return placed(await databund.listing.edit({ id, version, revision, content }), 'edited');
  if (newVersions !== true || state === 'IN_REVIEW' || state === 'NOTICE') return { listing: found, outcome: 'changed at its source' };
  return placed(await databund.listing.createVersion({ id, version: version + 1, content }), 'new version');
}

/** What another import of the same catalogue committed a moment before was there already. */
function placed({ object, blockNumber }: Committed<Standing>, outcome: RecordOutcome): Placement {
  return { listing: object, outcome: blockNumber === undefined ? 'already there' : outcome };
}

async function find(databund: Databund, id: string): Promise<Listing | undefined> {
  try {
    return await databund.listing.get({ id });
  } catch (error) {
    if (error instanceof DatabundError && error.code === 'LISTING_NOT_FOUND') return undefined;
    throw error;
  }
}

/** Bytes go before: so what is under review has them all, and a second run need not send them. */
async function submit(databund: Databund, listing: Standing, record: Ready): Promise<Standing> {
  const { listing: submitted } = await step(databund, { listing, record, from: 'DRAFT' }, async ({ id, version, revision }) => {
    for (const { name, path } of record.files) await databund.upload({ id, version }, name, path);
    return databund.listing.submit({ id, version, revision });
  });
  return submitted;
}

/** Says whether it was this import that published the listing. */
async function publish(operator: Databund, submitted: Standing, record: Ready): Promise<boolean> {
  const approving = { listing: submitted, record, from: 'IN_REVIEW' } as const;
  const { listing } = await step(operator, approving, ({ id, version, revision }) => operator.listing.approve({ id, version, revision }));
  const ending = { listing, record, from: 'NOTICE' } as const;
  const { isTaken } = await step(operator, ending, ({ id, version, revision }) => operator.listing.endNotice({ id, version, revision }));
  return isTaken;
}

interface Stage {
  readonly listing: Standing;
  readonly record: Ready;
  /** The state that asks for the step. */
  readonly from: Standing['state'];
}

interface Taken {
  readonly listing: Standing;
  readonly isTaken: boolean;
}

/** Takes a step, if the listing stands where it is asked for. Where somebody went before, what is there now decides, if it is of the same content. */
async function step(
  databund: Databund,
  { listing, record, from }: Stage,
  take: (listing: Standing) => Promise<Committed<Standing>>,
): Promise<Taken> {
  if (listing.state !== from) return { listing, isTaken: false };
  try {
    return { listing: (await take(listing)).object, isTaken: true };
  } catch (error) {
    if (!isConflict(error)) throw error;
    const found = await databund.listing.get({ id: listing.id, version: listing.version });
    if (!isOf(found, record)) throw error;
    return found.state === from ? { listing: (await take(found)).object, isTaken: true } : { listing: found, isTaken: false };
  }
}

function isOf({ content: standing }: Listing, { content }: Ready): boolean {
  return toCanonicalJson(standing) === toCanonicalJson(content);
}

function isConflict(error: unknown): boolean {
  return error instanceof DatabundError && error.code === 'REVISION_CONFLICT';
}
