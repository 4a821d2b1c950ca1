import type { AttackRun } from './run-attack';
import type { Attempt } from './tally';

/** The counts of a run. */
export interface AttackCounts {
  readonly forgeries: number;
  readonly prevented: number;
  readonly found: number;
  readonly missed: number;
  readonly inAnotherOrganisationsNameOnlyFound: number;
  readonly honestTransactions: number;
  readonly honestFindings: number;
}

/** The counts of a run, and the forgeries and honest transactions for which the ledger or its audit failed. */
export interface AttackResult {
  readonly counts: AttackCounts;
  readonly failures: readonly string[];
}

/** Counts a run. A forgery is prevented if it is not valid, or if no answer differs; else the audit must name it. */
export function countRun({ attempts, audited, honestIds }: AttackRun): AttackResult {
  const effective = attempts.filter(({ differing }) => differing.length > 0);
  const missed = effective.filter(({ txId }) => !audited.has(txId));
  const inAnotherName = effective.filter(({ foreign }) => foreign.length > 0);
  const blamed = [...honestIds].filter((txId) => audited.has(txId));
  return {
    counts: {
      forgeries: attempts.length,
      prevented: attempts.length - effective.length,
      found: effective.length - missed.length,
      missed: missed.length,
      inAnotherOrganisationsNameOnlyFound: inAnotherName.length,
      honestTransactions: honestIds.size,
      honestFindings: blamed.length,
    },
    failures: [
      ...missed.map((attempt) => `missed by the audit: ${describe(attempt)}`),
      ...inAnotherName.map(
        (attempt) => `in another organisation's name: ${describe(attempt)} (${attempt.foreign.map(showKey).join(', ')})`,
      ),
      ...blamed.map((txId) => `honest, but a finding: ${txId}: ${String(audited.get(txId))}`),
    ],
  };
}

function describe({ title, txId, differing }: Attempt): string {
  return `${title}: transaction ${txId} changes ${String(differing.length)} answers, such as ${differing[0] ?? ''}`;
}

function showKey(key: string): string {
  return key.replaceAll('\u0000', ' ').trim();
}
