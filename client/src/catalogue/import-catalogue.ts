import { hashJson, idOfImport, toCanonicalJson, type AnswerOf } from '@databund/chaincode/model';
import type { Databund } from '../sdk/databund';
import { DatabundError } from '../sdk/databund-error';
import type { Ready } from './read-catalogue';

/** How records become listings on the exchange. */
export interface ImportOptions {
  readonly databund: Databund;
  /** The provider’s participant id: with source and identifier it makes the listing’s id. */
  readonly provider: string;
  readonly source: string;
  /** Reviews and ends notice, where listings are to be published at once. */
  readonly operator?: Databund | undefined;
  readonly concurrency: number;
  readonly onDone?: ((done: number) => void) | undefined;
}

/** What became of one record. */
export type ImportOutcome = 'created' | 'published' | 'already there' | 'changed at its source';

/** What became of a catalogue. */
export interface ImportSummary {
  readonly outcomes: Readonly<Record<ImportOutcome, number>>;
  readonly failed: readonly { readonly file: string; readonly line: number; readonly identifier: string; readonly reason: string }[];
}

type Listing = AnswerOf<'GetListing'>;

/** Imports records, several at once; run again it does only what is still to be done. */
export async function importRecords(records: readonly Ready[], options: ImportOptions): Promise<ImportSummary> {
  const outcomes: Record<ImportOutcome, number> = { created: 0, published: 0, 'already there': 0, 'changed at its source': 0 };
  const failed: ImportSummary['failed'][number][] = [];
  const queue = records.values();
  let done = 0;
  const work = async () => {
    for (const record of queue) {
      try {
        outcomes[await importRecord(record, options)] += 1;
      } catch (error) {
        if (!(error instanceof DatabundError) || error.code === 'TOKEN_INVALID' || error.code === 'NETWORK_UNAVAILABLE') throw error;
        failed.push({ file: record.file, line: record.line, identifier: record.identifier, reason: error.message });
      }
      options.onDone?.((done += 1));
    }
  };
  await Promise.all(Array.from({ length: options.concurrency }, work));
  return { outcomes, failed };
}

async function importRecord(record: Ready, options: ImportOptions): Promise<ImportOutcome> {
  const { databund, provider, source, operator } = options;
  const id = idOfImport(provider, source, record.identifier);
  const { listing, isNew } = await createOrFind(databund, id, record);
  if (listing.contentHash && listing.contentHash.value !== hashJson(record.content).value) return 'changed at its source';
  const submitted = await submit(databund, listing);
  await uploadFiles(databund, submitted, record);
  const isPublished = operator !== undefined && (await publish(operator, submitted));
  return isPublished ? 'published' : isNew ? 'created' : 'already there';
}

type Standing = Pick<Listing, 'id' | 'version' | 'revision' | 'state' | 'contentHash'>;

/** A draft of an earlier run takes the source’s newest content. */
async function createOrFind(databund: Databund, id: string, { content }: Ready): Promise<{ listing: Standing; isNew: boolean }> {
  const found = await find(databund, id);
  if (!found) return { listing: (await databund.listing.create({ id, content })).object, isNew: true };
  if (found.state !== 'DRAFT' || toCanonicalJson(found.content) === toCanonicalJson(content)) return { listing: found, isNew: false };
  const { version, revision } = found;
  return { listing: (await databund.listing.edit({ id, version, revision, content })).object, isNew: false };
}

async function find(databund: Databund, id: string): Promise<Listing | undefined> {
  try {
    return await databund.listing.get({ id });
  } catch (error) {
    if (error instanceof DatabundError && error.code === 'LISTING_NOT_FOUND') return undefined;
    throw error;
  }
}

async function submit(databund: Databund, listing: Standing): Promise<Standing> {
  const { id, version, revision, state } = listing;
  return state === 'DRAFT' ? (await databund.listing.submit({ id, version, revision })).object : listing;
}

/** Bytes that are there already are not sent: the gateway says so before it reads them. */
async function uploadFiles(databund: Databund, { id, version }: Standing, { files }: Ready): Promise<void> {
  for (const { name, path } of files) await databund.upload({ id, version }, name, path);
}

async function publish(operator: Databund, listing: Standing): Promise<boolean> {
  const { id, version } = listing;
  let { state, revision } = listing;
  if (state === 'IN_REVIEW') ({ state, revision } = (await operator.listing.approve({ id, version, revision })).object);
  if (state === 'NOTICE') ({ state } = (await operator.listing.endNotice({ id, version, revision })).object);
  return state === 'LISTED' && listing.state !== 'LISTED';
}
