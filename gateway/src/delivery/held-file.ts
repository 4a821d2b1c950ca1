import type { Logger } from 'pino';
import { ExchangeError, heldIn, transactions, type AnswerOf, type HeldDistribution } from '@databund/model';
import type { Authenticate, Identify } from '../http/authentication';
import { check } from '../http/validation';
import type { HeldIdentity, Wallet } from '../identity/wallet';
import type { Ledger } from '../ledger/ledger';
import type { ObjectStores } from './object-stores';

/** What deliveries stand on. */
export interface DeliveryContext {
  readonly ledger: Ledger;
  readonly identify: Identify;
  readonly authenticate: Authenticate;
  readonly wallet: Wallet;
  readonly stores: ObjectStores;
  readonly log: Logger;
}

/** A listing as `GetListing` answers it. */
export type Listing = AnswerOf<'GetListing'>;

/** A listing version as the caller may see it. @throws INPUT_INVALID, LISTING_NOT_FOUND */
export async function readListing(ledger: Ledger, as: HeldIdentity, command: { id: string; version: number }): Promise<Listing> {
  check(transactions.GetListing.input, command);
  return (await ledger.evaluate({ transaction: transactions.GetListing, command, as })) as Listing;
}

/** A file of a listing version. @throws INPUT_INVALID */
export function distributionOf({ content }: Listing, name: string): HeldDistribution {
  const distribution = heldIn(content).find((each) => each.name === name);
  if (!distribution)
    throw new ExchangeError('INPUT_INVALID', { errors: [{ path: '/name', reason: 'is not a held distribution of this version' }] });
  return distribution;
}
