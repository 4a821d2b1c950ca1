import { toCanonicalJson, type AnswerOf } from '@databund/chaincode/model';
import type { Databund } from '../sdk/databund';
import { DatabundError } from '../sdk/databund-error';
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
  const { listing, outcome } = await place(id, record, options);
  if (outcome === 'changed at its source') return { outcome, isPublished: false };
  const submitted = await submit(databund, listing, record);
  return { outcome, isPublished: operator !== undefined && (await publish(operator, submitted)) };
}

/** The listing of a record as it is to be: made, or found. What was frozen at submission is not touched, unless by a new version. */
async function place(
  id: string,
  { content }: Ready,
  { databund, provider, newVersions }: Options,
): Promise<{ readonly listing: Standing; readonly outcome: RecordOutcome }> {
  const found = await find(databund, id);
  if (!found) return { listing: (await databund.listing.create({ id, content })).object, outcome: 'created' };
  // The id can be reckoned by anybody: what another provider has put there is not this record’s listing.
  if (found.provider !== provider) throw new DatabundError('ALREADY_EXISTS', { id, provider: found.provider });
  if (toCanonicalJson(found.content) === toCanonicalJson(content)) return { listing: found, outcome: 'already there' };
  const { version, revision, state } = found;
  if (state === 'DRAFT') return { listing: (await databund.listing.edit({ id, version, revision, content })).object, outcome: 'edited' };
  if (newVersions !== true || state === 'IN_REVIEW' || state === 'NOTICE') return { listing: found, outcome: 'changed at its source' };
  return { listing: (await databund.listing.createVersion({ id, version: version + 1, content })).object, outcome: 'new version' };
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
async function submit(databund: Databund, listing: Standing, { files }: Ready): Promise<Standing> {
  const { id, version, revision, state } = listing;
  if (state !== 'DRAFT') return listing;
  for (const { name, path } of files) await databund.upload({ id, version }, name, path);
  return (await databund.listing.submit({ id, version, revision })).object;
}

async function publish(operator: Databund, listing: Standing): Promise<boolean> {
  const { id, version } = listing;
  let { state, revision } = listing;
  if (state === 'IN_REVIEW') ({ state, revision } = (await operator.listing.approve({ id, version, revision })).object);
  if (state === 'NOTICE') ({ state } = (await operator.listing.endNotice({ id, version, revision })).object);
  return state === 'LISTED' && listing.state !== 'LISTED';
}
