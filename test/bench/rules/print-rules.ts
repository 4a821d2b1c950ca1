import type { RulesMeasured } from './bench-rules';

const columns = ['gets', 'puts', 'indexes', 'policies', 'ranges', 'privates', 'ms', 'ratio'] as const;

/** Prints the figures as an aligned table, with the worst ratio below it. */
export function printRules({ transactions, worst, worstRatio, small, large }: RulesMeasured): string {
  const rows = Object.entries(transactions).map(([name, measured]) => [
    name,
    ...columns.map((column) => measured[column].toFixed(column === 'ms' || column === 'ratio' ? 2 : 0)),
  ]);
  const table = [['transaction', ...columns], ...rows].map(([name = '', ...cells]) => `${name.padEnd(28)}${cells.map(align).join('')}`);
  const ratio = `time at ${String(large)} listings divided by time at ${String(small)}`;
  return [...table, '', `ms at ${String(large)} listings; ratio: ${ratio}; worst: ${worst} ${String(worstRatio)}`].join('\n');
}

function align(cell: string): string {
  return cell.padStart(9);
}
