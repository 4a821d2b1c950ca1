import { makeKey } from '../../kernel/key';
import type { IndexEntry } from '../../kernel/record';
import type { DisputeRecord } from './records';

/** Makes the keys of the records, each guarded by its own endorsement policy. */
export const disputeKeys = {
  dispute: (id: string) => makeKey<DisputeRecord>('dispute', id),
} as const;

/** Makes the index keys by which lists find and filter. */
export const disputeIndexes = {
  disputesOfTrade: (trade: string, ...id: string[]) => makeKey<IndexEntry>('dispute-by-trade', trade, ...id),
  disputesOfBuyer: (buyer: string, ...id: string[]) => makeKey<IndexEntry>('dispute-by-buyer', buyer, ...id),
  disputesOfProvider: (provider: string, ...id: string[]) => makeKey<IndexEntry>('dispute-by-provider', provider, ...id),
} as const;

/** The prefix of all disputes. */
export const listDisputeKeys = () => makeKey('dispute');
