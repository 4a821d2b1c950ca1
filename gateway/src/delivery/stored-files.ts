import { LRUCache } from 'lru-cache';
import { Type, type Static } from '@sinclair/typebox';
import { ExchangeError, listHeld, transactions, type ListingContent } from '@databund/model';
import { bytePaths } from '../http/paths';
import { isValid } from '../http/validation';
import type { TokenSubject } from '../identity/token-subject';
import type { HeldIdentity, Wallet } from '../identity/wallet';
import type { Ledger } from '../ledger/ledger';
import type { ExpectedBytes } from './expected-bytes';
import { ListingFiles, readListing } from './listing-file';
import type { ObjectStores } from './object-stores';

const { id, version, provider, mspId, revision } = transactions.GetListing.output.properties;

/** The members of a listing by which its files are found. */
export const ListingRow = Type.Object({ id, version, provider, mspId, revision });
export type ListingRow = Static<typeof ListingRow>;

/** The states of the bytes of a file at this gateway; `unknown` if another gateway holds the provider's store. */
export const bytesStates = ['present', 'absent', 'unknown'] as const;

/** A file of a listing, and whether its bytes are stored. */
export interface FileBytes {
  readonly name: string;
  readonly bytes: (typeof bytesStates)[number];
}

/** A file of a listing, as the store knows it. */
interface ListedFile extends ExpectedBytes {
  readonly name: string;
}

/** Limits the remembered files of all listings together; a revision of a listing never changes its files. */
const maxRemembered = 50_000;

/** Returns the files of a listing that the exchange delivers; links are left out. */
export function listFiles(content: ListingContent): readonly ListedFile[] {
  return listHeld(content).map(({ name, hash, byteSize }) => ({ name, sha256: hash.value, byteSize }));
}

/** Tells which files of listings are stored at this gateway. It holds the store of a provider if it holds its identity. */
export class StoredFiles {
  private readonly files = new LRUCache<string, readonly ListedFile[]>({
    maxSize: maxRemembered,
    sizeCalculation: (files) => files.length + 1,
  });

  constructor(
    private readonly ledger: Ledger,
    private readonly wallet: Wallet,
    private readonly stores: ObjectStores,
  ) {}

  /**
   * Returns each file of a listing version with the state of its bytes. If the provider's store is here, its own peer names the files:
   * another peer could name any hash, and learn whether the store has it. @throws LISTING_NOT_FOUND
   */
  async describe(as: HeldIdentity, row: ListingRow): Promise<readonly FileBytes[]> {
    const owner = this.wallet.find(row.mspId, row.provider);
    const files = await this.findFiles(row, { asker: as, reader: owner ?? as });
    if (!owner) return files.map(({ name }) => ({ name, bytes: 'unknown' }));
    const missing = new Set(await this.findMissing(owner, files));
    return files.map(({ name }) => ({ name, bytes: missing.has(name) ? 'absent' : 'present' }));
  }

  /** Returns the names of the files whose bytes are not in the store of their provider. */
  async findMissing(owner: TokenSubject, files: readonly ListedFile[]): Promise<readonly string[]> {
    const store = this.stores.getStore(owner);
    const isStored = await Promise.all(files.map((file) => store.has(file)));
    return files.flatMap(({ name }, index) => (isStored[index] ? [] : [name]));
  }

  /** The memory of each organisation is its own, because its peer says which revision a listing has. */
  private async findFiles(
    row: ListingRow,
    { asker, reader }: { readonly asker: HeldIdentity; readonly reader: HeldIdentity },
  ): Promise<readonly ListedFile[]> {
    const key = [asker.mspId, row.provider, row.id, row.version, row.revision].join();
    const known = this.files.get(key);
    if (known) return known;
    // A row that is a whole listing comes from the peer that would be asked again.
    const isRead = reader.mspId === asker.mspId && isValid(ListingFiles, row);
    const { provider: owner, content } = isRead ? row : await readListing(this.ledger, reader, { id: row.id, version: row.version });
    if (owner !== row.provider) throw new ExchangeError('LISTING_NOT_FOUND');
    const files = listFiles(content);
    this.files.set(key, files);
    return files;
  }
}

/** Rejects a step with a listing whose bytes are missing. @throws BYTES_MISSING naming listing, version, files and the next step */
export function rejectMissing(listing: { readonly id: string; readonly version: number }, missing: readonly string[]): void {
  if (missing.length === 0) return;
  const path = bytePaths.held.replace('{id}', listing.id).replace('{version}', String(listing.version));
  const next = `The provider must upload them first: PUT ${path}.`;
  throw new ExchangeError('BYTES_MISSING', { listing: listing.id, version: listing.version, files: missing, next });
}
