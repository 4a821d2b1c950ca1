import type { Parameters } from '../exchange/records';

/** The kinds of steps that a participant may take only so often a day, and the parameter that limits each. */
export const quotas = {
  draft: 'draftsPerDay',
  request: 'requestsPerDay',
  objection: 'objectionsPerDay',
  refusal: 'refusalsPerDay',
} as const satisfies Readonly<Record<string, keyof Parameters>>;
/** A kind of steps that is limited by day. */
export type QuotaKind = keyof typeof quotas;

/** One place of a participant's quota of one day, or a mark that every place below it is taken. An absent one is free. */
export interface QuotaRecord {
  readonly participant: string;
  readonly state: 'TAKEN';
}
