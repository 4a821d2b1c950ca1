import { Type, type Static } from '@sinclair/typebox';
import { ListingContent, listHeld, transactions, type HeldDistribution } from '@databund/model';
import { createInputError, check } from '../http/validation';
import type { HeldIdentity } from '../identity/wallet';
import type { Ledger } from '../ledger/ledger';
import { readAnswer } from '../ledger/read-answer';

const { provider } = transactions.GetListing.output.properties;

/** The members of a listing version that the gateway reads. */
export const ListingFiles = Type.Object({ provider, content: ListingContent });
export type ListingFiles = Static<typeof ListingFiles>;

/** Reads a listing version as the caller may see it. @throws INPUT_INVALID, LISTING_NOT_FOUND */
export async function readListing(ledger: Ledger, as: HeldIdentity, command: { id: string; version: number }): Promise<ListingFiles> {
  check(transactions.GetListing.input, command);
  return readAnswer(ledger, { transaction: transactions.GetListing, command, as }, ListingFiles);
}

/** Returns one file of a listing version. @throws INPUT_INVALID */
export function findFile({ content }: ListingFiles, name: string): HeldDistribution {
  const file = listHeld(content).find((each) => each.name === name);
  if (file) return file;
  throw createInputError('/name', 'is not a held distribution of this version');
}
