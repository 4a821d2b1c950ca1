import { LRUCache } from 'lru-cache';
import { Type, type Static } from '@sinclair/typebox';
import { ExchangeError, heldIn, transactions, type HeldDistribution } from '@databund/model';
import type { TokenSubject } from '../identity/tokens';
import type { HeldIdentity, Wallet } from '../identity/wallet';
import type { Ledger } from '../ledger/ledger';
import { readListing } from './listing-file';
import type { ObjectStores } from './object-stores';

const { id, version, provider, mspId, revision } = transactions.GetListing.output.properties;

/** The members of a listing by which its files are found. */
export const ListingRow = Type.Object({ id, version, provider, mspId, revision });
export type ListingRow = Static<typeof ListingRow>;

/** Whether the bytes of a file are stored here; `unknown` if another gateway holds the provider's store. */
export const bytesStates = ['present', 'absent', 'unknown'] as const;

/** A file of a listing, and whether its bytes are stored. */
export interface FileBytes {
  readonly name: string;
  readonly bytes: (typeof bytesStates)[number];
}

/** How many listing versions have their files remembered; a revision has the same files for ever. */
const maxRemembered = 1_000;

/** Tells which files of listings are stored at this gateway. It holds the store of a provider if it holds its identity. */
export class StoredFiles {
  private readonly files = new LRUCache<string, readonly HeldDistribution[]>({ max: maxRemembered });

  constructor(
    private readonly ledger: Ledger,
    private readonly wallet: Wallet,
    private readonly stores: ObjectStores,
  ) {}

  /** Returns each file of a listing version with the state of its bytes. @throws LISTING_NOT_FOUND */
  async describe(as: HeldIdentity, row: ListingRow): Promise<readonly FileBytes[]> {
    const files = await this.filesOf(as, row);
    const owner = { mspId: row.mspId, participantId: row.provider };
    if (!this.wallet.find(owner.mspId, owner.participantId)) return files.map(({ name }) => ({ name, bytes: 'unknown' }));
    const missing = new Set(await this.findMissing(owner, files));
    return files.map(({ name }) => ({ name, bytes: missing.has(name) ? 'absent' : 'present' }));
  }

  /** Returns the names of the files whose bytes are not in the store of their provider. */
  async findMissing(owner: TokenSubject, files: readonly HeldDistribution[]): Promise<readonly string[]> {
    const store = this.stores.of(owner);
    const isStored = await Promise.all(files.map(({ hash, byteSize }) => store.has({ sha256: hash.value, byteSize })));
    return files.flatMap(({ name }, index) => (isStored[index] ? [] : [name]));
  }

  private async filesOf(as: HeldIdentity, row: ListingRow): Promise<readonly HeldDistribution[]> {
    const key = [row.id, row.version, row.revision].join();
    const known = this.files.get(key);
    if (known) return known;
    const { content } = await readListing(this.ledger, as, { id: row.id, version: row.version });
    const files = heldIn(content);
    this.files.set(key, files);
    return files;
  }
}

/** Rejects a step with a listing whose bytes are missing. @throws BYTES_MISSING naming listing, version, files and the next step */
export function rejectMissing(listing: { readonly id: string; readonly version: number }, missing: readonly string[]): void {
  if (missing.length === 0) return;
  const next = `The provider must upload them first: PUT /v1/listings/${listing.id}/versions/${String(listing.version)}/distributions/{name}.`;
  throw new ExchangeError('BYTES_MISSING', { listing: listing.id, version: listing.version, files: missing, next });
}
