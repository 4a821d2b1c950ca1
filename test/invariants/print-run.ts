import type { InvariantResult } from '@databund/audit';
import type { Run } from './run-invariants';

/** Prints the result of a run, one line per invariant. */
export function printRun(run: Run): string {
  const { audit, disagreementCount, disagreements, invariants } = run;
  const problems = audit.problems.slice(0, 3).map((problem) => `  ${JSON.stringify(problem)}`);
  return [
    ...invariants.map(printLine),
    `verify: ${audit.verified ? 'the ledger is valid' : `${String(audit.problemCount)} problems`}`,
    ...problems,
    `${String(audit.reExecuted)} calls run again, ${String(audit.checkedByHashOnly)} of them checked by hash only`,
    `reference ${disagreementCount === 0 ? 'agrees' : `disagrees ${String(disagreementCount)} times`}`,
    ...disagreements.slice(0, 5).map((text) => `  ${text}`),
    printFigures(run),
  ].join('\n');
}

function printLine({ number, rule, exercised, violationCount, violations }: InvariantResult): string {
  const verdict = violationCount === 0 ? (exercised > 0 ? 'holds' : 'NOT TESTED') : 'BROKEN';
  const [first] = violations;
  const where = first
    ? `\n   ${String(violationCount)} times, first in block ${String(first.block)}: ${cleanText(first.key)} ${cleanText(first.details)}`
    : '';
  return `${String(number).padStart(2)} ${verdict.padEnd(6)} ${String(exercised).padStart(7)} times  ${rule}${where}`;
}

function cleanText(key = ''): string {
  return key.replaceAll('\u0000', ' ').trim();
}

function printFigures({ seed, steps, done, refused, races, conflicts, blocks, transactions, stateKeys, seconds }: Run): string {
  const counts = { seed, steps, done, refused, races, conflicts, blocks, transactions, stateKeys, seconds: Math.round(seconds) };
  return Object.entries(counts)
    .map(([name, count]) => `${name} ${String(count)}`)
    .join(', ');
}
