import type { RulesMeasured } from './bench-rules';

const columns = ['gets', 'puts', 'indexes', 'policies', 'ranges', 'privates', 'ms', 'ratio'] as const;

/** What was measured as an aligned table, the worst below it. */
export function printRules({ transactions, worst, worstRatio, small, large }: RulesMeasured): string {
  const rows = Object.entries(transactions).map(([name, measured]) => [
    name,
    ...columns.map((column) => measured[column].toFixed(column === 'ms' || column === 'ratio' ? 2 : 0)),
  ]);
  const table = [['transaction', ...columns], ...rows].map(([name = '', ...cells]) => `${name.padEnd(28)}${cells.map(aligned).join('')}`);
  const ratio = `at ${String(large)} listings ÷ at ${String(small)}`;
  return [...table, '', `ms at ${String(large)} listings; ratio: ${ratio}; worst: ${worst} ${String(worstRatio)}`].join('\n');
}

function aligned(cell: string): string {
  return cell.padStart(9);
}
