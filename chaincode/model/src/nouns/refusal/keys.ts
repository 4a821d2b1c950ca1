import { makeKey } from '../../kernel/key';
import type { RefusalRecord } from './records';

/** The keys of recorded refusals. */
export const refusalKeys = {
  refusal: (participant: string, txId: string) => makeKey<RefusalRecord>('refusal', participant, txId),
} as const;

/** The key at which the organisation of a refused participant keeps the input, in its own implicit collection. */
export const makeRefusedInputKey = (participant: string, txId: string) => makeKey<string>('refused-input', participant, txId);

/** The prefix of all refusals, or of one participant's. */
export const listRefusalKeys = (participant?: string) =>
  makeKey<RefusalRecord>('refusal', ...(participant === undefined ? [] : [participant]));
