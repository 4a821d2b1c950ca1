const hourMs = 3_600_000;

/** Returns the instant that is some hours after another. */
export function addHours(instant: string, hours: number): string {
  return toInstant(Date.parse(instant) + hours * hourMs);
}

/** Formats milliseconds since 1970 as an instant. */
export function toInstant(timeMs: number): string {
  return new Date(timeMs).toISOString();
}

/** Returns the latest of several instants. */
export function getLatest(first: string, ...others: readonly string[]): string {
  return others.reduce((a, b) => (a < b ? b : a), first);
}
