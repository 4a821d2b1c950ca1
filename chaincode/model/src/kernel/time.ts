const hourMs = 3_600_000;

/** The instant so many hours after another. */
export function hoursAfter(instant: string, hours: number): string {
  return instantOf(Date.parse(instant) + hours * hourMs);
}

/** The text of an instant: milliseconds since 1970 as the exchange writes them. */
export function instantOf(timeMs: number): string {
  return new Date(timeMs).toISOString();
}

/** The later of several instants: as texts they sort as times do. */
export function latest(first: string, ...others: readonly string[]): string {
  return others.reduce((a, b) => (a < b ? b : a), first);
}
