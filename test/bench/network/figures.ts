/** The median of some measurements, and the least and the greatest of them. */
export interface Figure {
  readonly median: number;
  readonly spread: readonly [least: number, greatest: number];
}

/** Returns the median of numbers and their spread, rounded to hundredths. */
export function summarise(values: readonly number[]): Figure {
  const sorted = [...values].sort((one, other) => one - other);
  const getAt = (index: number) => round(sorted[index] ?? NaN);
  const middle = (sorted.length - 1) / 2;
  return { median: round((getAt(Math.floor(middle)) + getAt(Math.ceil(middle))) / 2), spread: [getAt(0), getAt(sorted.length - 1)] };
}

/** Divides each measurement of one side by that of the other in the same round. */
export function divide(ours: readonly number[], theirs: readonly number[]): Figure {
  return summarise(ours.map((value, round) => value / (theirs[round] ?? NaN)));
}

/** Draws rates as bars, the longest of which has 40 characters. */
export function drawBars(rows: readonly { readonly name: string; readonly rate: number }[]): string {
  const most = Math.max(...rows.map(({ rate }) => rate));
  const width = Math.max(...rows.map(({ name }) => name.length));
  return rows
    .map(({ name, rate }) => `${name.padEnd(width)} ${'#'.repeat(Math.round((rate / most) * 40))} ${String(round(rate))}`)
    .join('\n');
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
