import { drawBars } from './figures';
import type { NetworkFigures } from './bench-network';

/** Prints the ratios with their spread, and the rates by the number of callers as bars. */
export function printNetwork({ spread, chart, machine, rounds, bareChaincode, ...ratios }: NetworkFigures): string {
  const lines = Object.entries(ratios).map(([key, value]) => {
    const [least, greatest] = Object.entries(spread).find(([name]) => name === key)?.[1] ?? [];
    return `${key.padEnd(21)} ${String(value)}${least === undefined ? '' : ` (${String(least)} to ${String(greatest)})`}`;
  });
  const bars = chart.flatMap(({ callers, devnet, fabric }) => [
    { name: `${String(callers)} devnet`, rate: devnet },
    ...(fabric === null ? [] : [{ name: `${String(callers)} fabric`, rate: fabric }]),
  ]);
  const about = `${String(rounds)} rounds, ${String(machine.cores)} cores, load ${String(machine.loadBefore)} to ${String(machine.loadAfter)}`;
  return [...lines, '', `Submits a second of ${bareChaincode}, by callers:`, drawBars(bars), '', about].join('\n');
}
