const hourMs = 3_600_000;
/** The skew that the networks of the exchange permit between a proposal and the clock of an endorser. */
const clockSkewMs = 60_000;

/** Limits, in milliseconds, how far ahead of a call's own time something may be that was recorded before. */
export const aheadMs = {
  /** Bounds the times that a call takes over: of two honest calls the first can be one skew ahead, and the second one behind. */
  taken: 2 * clockSkewMs,
  /** Bounds the times that count at all: an honest record is at most one skew and `taken` ahead, and its reader one skew behind. */
  read: 4 * clockSkewMs,
} as const;

/** Returns the instant that is some milliseconds after another. */
export function addMs(instant: string, durationMs: number): string {
  return toInstant(Date.parse(instant) + durationMs);
}

/** Returns the instant that is some hours after another. */
export function addHours(instant: string, hours: number): string {
  return addMs(instant, hours * hourMs);
}

/** Returns the UTC day of an instant: YYYY-MM-DD. */
export function getDay(instant: string): string {
  return instant.slice(0, 10);
}

/** The last instant that was formatted: an audit asks several times for that of the same transaction. */
let last = { timeMs: NaN, instant: '' };

/** Formats milliseconds since 1970 as an instant. */
export function toInstant(timeMs: number): string {
  if (timeMs !== last.timeMs) last = { timeMs, instant: new Date(timeMs).toISOString() };
  return last.instant;
}

/** Returns the time of a change: the call's own, or the latest of what it read and may take over. */
export function getChangeTime(time: string, read: readonly string[]): string {
  const later = read.filter((at) => at > time);
  if (later.length === 0) return time;
  const limit = addMs(time, aheadMs.taken);
  return getLatest(time, ...later.filter((at) => at <= limit));
}

/** Returns the latest of several instants. */
export function getLatest(first: string, ...others: readonly string[]): string {
  return others.reduce((a, b) => (a < b ? b : a), first);
}
