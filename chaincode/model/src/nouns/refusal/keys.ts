import { makeKey } from '../../kernel/key';
import type { RefusalRecord } from './records';

/** The keys of recorded refusals. */
export const refusalKeys = {
  refusal: (participant: string, txId: string) => makeKey<RefusalRecord>('refusal', participant, txId),
} as const;

/** The prefix of all refusals, or of one participant's. */
export const listRefusalKeys = (participant?: string) =>
  makeKey<RefusalRecord>('refusal', ...(participant === undefined ? [] : [participant]));
