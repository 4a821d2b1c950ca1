import type { Details } from './error-table';
import { addHours } from './time';

/** Returns when a notice given at an instant ends, if it is still running. */
export function checkNoticeOver(givenAt: string, periodHours: number, at: string): Details | undefined {
  const until = addHours(givenAt, periodHours);
  return at < until ? { until } : undefined;
}
