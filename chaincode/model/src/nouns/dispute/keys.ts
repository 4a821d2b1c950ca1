import { makeKey } from '../../kernel/key';
import type { IndexEntry } from '../../kernel/record';
import type { DisputeRecord } from './records';

/** The keys of disputes. */
export const disputeKeys = {
  dispute: (id: string) => makeKey<DisputeRecord>('dispute', id),
} as const;

/** The indexes of disputes. */
export const disputeIndexes = {
  disputesOfTrade: (trade: string, ...id: string[]) => makeKey<IndexEntry>('dispute-by-trade', trade, ...id),
  disputesOfBuyer: (buyer: string, ...id: string[]) => makeKey<IndexEntry>('dispute-by-buyer', buyer, ...id),
  disputesOfProvider: (provider: string, ...id: string[]) => makeKey<IndexEntry>('dispute-by-provider', provider, ...id),
} as const;

/** The prefix of all disputes. */
export const allDisputes = () => makeKey('dispute');
