import { Type } from '@sinclair/typebox';
import { ExchangeError, listHeld } from '@databund/model';
import type { TransactionHooks } from '../http/transaction-routes';
import { isValid } from '../http/validation';
import type { HeldIdentity } from '../identity/wallet';
import type { DeliveryContext } from './delivery-context';
import { ListingFiles } from './listing-file';
import { mapConcurrently } from './map-concurrently';
import { RequireBytes } from './require-bytes';
import { ServeReplacements } from './serve-replacements';
import { ListingRow, StoredFiles, type FileBytes } from './stored-files';

const ListingPage = Type.Object({ items: Type.Array(ListingRow) });

/** Listings of one page whose files are read from the ledger at the same time. */
const concurrentReads = 8;

/**
 * Checks bytes before a listing is sold or delivered, serves replacements when they are opened, and adds the state of its files to every
 * listing that is read.
 */
export function createBytesHooks({
  ledger,
  wallet,
  stores,
  log,
}: Pick<DeliveryContext, 'ledger' | 'wallet' | 'stores' | 'log'>): TransactionHooks {
  const files = new StoredFiles(ledger, wallet, stores);
  const bytes = new RequireBytes(ledger, wallet, files);
  const replacements = new ServeReplacements(ledger, wallet, log);
  return {
    beforeSubmit: (transaction, command, as) => bytes.check(transaction, command, as),
    afterSubmit: (transaction, command, as) => replacements.noticeSubmit(transaction, command, as),
    completeAnswer: async ({ name }, answer, as) => {
      if (name === 'GetListing' && isValid(ListingRow, answer)) return { ...answer, files: await describe(files, as, answer) };
      if (name !== 'ListListings' || !isValid(ListingPage, answer)) return answer;
      const items = await mapConcurrently(answer.items, concurrentReads, async (row) => ({
        ...row,
        files: await describe(files, as, row),
      }));
      return { ...answer, items };
    },
    completeForVisitor: ({ name }, answer) => {
      if (name !== 'GetListing' || !isValid(ListingFiles, answer)) return answer;
      return { ...answer, files: listHeld(answer.content).map((file): FileBytes => ({ name: file.name, bytes: 'unknown' })) };
    },
  };
}

/** A listing that the asked peer does not have, or does not have yet, is shown without files. */
async function describe(files: StoredFiles, as: HeldIdentity, row: ListingRow): Promise<readonly FileBytes[]> {
  try {
    return await files.describe(as, row);
  } catch (error) {
    if (error instanceof ExchangeError && error.code === 'LISTING_NOT_FOUND') return [];
    throw error;
  }
}
