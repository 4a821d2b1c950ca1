import { makeKey, padNumber } from '../../kernel/key';
import type { IndexEntry } from '../../kernel/record';
import type { StandingApproval, StandingUseRecord } from './records';

/** The keys of standing approvals, each guarded by its own organisation, and of the places that uses take under one with a limit. */
export const standingKeys = {
  standing: (id: string) => makeKey<StandingApproval>('standing', id),
  standingUse: (id: string, buyer: string, number: number) => makeKey<StandingUseRecord>('standing-use', id, buyer, padNumber(number, 3)),
} as const;

/** Makes the index keys by which lists find and filter. */
export const standingIndexes = {
  standingsOf: (giver: string, ...id: string[]) => makeKey<IndexEntry>('standing-by-giver', giver, ...id),
  standingsInSlot: (slot: string, ...id: string[]) => makeKey<IndexEntry>('standing-by-slot', slot, ...id),
} as const;

/** The prefix of all standing approvals. */
export const listStandingKeys = () => makeKey('standing');
