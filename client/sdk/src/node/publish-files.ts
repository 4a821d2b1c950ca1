import { deriveListingId, hashOrigin, toCanonicalJson, type AnswerOf, type ListingContent } from '@databund/model';
import type { ExchangeClient } from '../core/exchange-client';
import { findListing } from '../core/find-listing';

/** A file of a listing by the name that its distribution has. */
export interface PublishedFile {
  readonly name: string;
  readonly path: string;
}

/** A listing to publish: its content, with a held distribution for each file. */
export interface Publication {
  readonly content: ListingContent;
  readonly files: readonly PublishedFile[];
  /** The listing of which this is the next version; without it a new one. */
  readonly listing?: string | undefined;
  /** Stops before the submission, so that the draft can be edited. */
  readonly isDraft?: boolean | undefined;
  /** Called before each file is sent, with the listing that it belongs to. */
  readonly onUpload?: ((file: PublishedFile, listing: PublishedListing) => void) | undefined;
}

/** The version that was published, and how far it came. */
export type PublishedListing = Pick<AnswerOf<'GetListing'>, 'id' | 'version' | 'revision' | 'state'>;
type Listing = PublishedListing;

/** The client that uploads. */
interface Uploader extends ExchangeClient {
  upload(listing: Pick<Listing, 'id' | 'version'>, name: string, path: string): Promise<void>;
}

/**
 * Creates a listing, uploads its files and submits it. The same content by the same participant is the same listing, so a publication that
 * broke off continues. @throws DatabundError as the transactions and the upload do
 */
export async function publishFiles(databund: Uploader, publication: Publication): Promise<Listing> {
  const { content, files, listing: existing, isDraft = false, onUpload } = publication;
  const listing = existing === undefined ? await create(databund, content) : await createVersion(databund, existing, content);
  if (listing.state !== 'DRAFT') return listing;
  for (const file of files) {
    onUpload?.(file, listing);
    await databund.upload(listing, file.name, file.path);
  }
  if (isDraft) return listing;
  const { id, version, revision } = listing;
  return (await databund.listing.submit({ id, version, revision })).object;
}

async function create(databund: ExchangeClient, content: ListingContent): Promise<Listing> {
  const { id: provider } = await databund.readSelf();
  const origin = hashOrigin('publish', toCanonicalJson(content));
  const id = deriveListingId(provider, origin);
  return (await findListing(databund, id)) ?? (await databund.listing.create({ id, content, origin })).object;
}

async function createVersion(databund: ExchangeClient, id: string, content: ListingContent): Promise<Listing> {
  const newest = await databund.listing.get({ id });
  if (toCanonicalJson(newest.content) === toCanonicalJson(content)) return newest;
  if (newest.state === 'DRAFT') {
    const { version, revision } = newest;
    return (await databund.listing.edit({ id, version, revision, content })).object;
  }
  return (await databund.listing.createVersion({ id, version: newest.version + 1, content })).object;
}
