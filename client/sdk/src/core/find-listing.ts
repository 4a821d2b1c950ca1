import type { AnswerOf } from '@databund/model';
import { DatabundError } from './databund-error';
import type { ExchangeClient } from './exchange-client';

/** Reads the newest version of a listing that the caller may see; `undefined` if it may see none. @throws DatabundError */
export async function findListing(databund: ExchangeClient, id: string): Promise<AnswerOf<'GetListing'> | undefined> {
  try {
    return await databund.listing.get({ id });
  } catch (error) {
    if (error instanceof DatabundError && error.code === 'LISTING_NOT_FOUND') return undefined;
    throw error;
  }
}
