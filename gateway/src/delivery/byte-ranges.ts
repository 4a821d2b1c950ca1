/** Bytes `[start, end)` of a file. */
export type Interval = readonly [start: number, end: number];

/** Gaps beyond this number are not recorded: a caller that asks for single bytes must not fill the disk. */
const maxIntervals = 1_000;

/** Adds an interval to sorted, disjoint ones; intervals that touch become one. Too many separate ones leave the list as it was. */
export function addInterval(intervals: readonly Interval[], added: Interval): readonly Interval[] {
  const merged: [number, number][] = [];
  for (const [start, end] of [...intervals, added].sort(([a], [b]) => a - b)) {
    const last = merged.at(-1);
    if (last && start <= last[1]) last[1] = Math.max(last[1], end);
    else merged.push([start, end]);
  }
  return merged.length <= maxIntervals ? merged : intervals;
}

/** Tells whether intervals cover a whole file. A file without bytes is covered after one request. */
export function isCovered(intervals: readonly Interval[], byteSize: number): boolean {
  return intervals.some(([start, end]) => start === 0 && end >= byteSize);
}
