import { makeKey, padNumber } from '../../kernel/key';
import type { QuotaKind, QuotaRecord } from './records';

/** The keys of quotas. A day is the UTC day of the transaction's own time: YYYY-MM-DD. */
export const quotaKeys = {
  quota: (participant: string, day: string, k: string) => makeKey<QuotaRecord>('quota', participant, day, k),
} as const;

/** A place of a quota: those of level 0 are taken by steps, one of level n marks that all 32 below it are taken. */
export interface QuotaPlace {
  readonly kind: QuotaKind;
  readonly level: number;
  readonly number: number;
}

/** Names a place in the last attribute of its key: `draft-0-000042`. */
export function namePlace({ kind, level, number }: QuotaPlace): string {
  return [kind, String(level), padNumber(number, 6)].join('-');
}
