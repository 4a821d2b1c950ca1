import type { Details } from './error-table';
import type { Parameters } from '../nouns/exchange/records';
import { hoursAfter } from './time';

/** Says until when a notice runs that was given at an instant; nothing where it has run. */
export function noticeRunning(givenAt: string, { noticePeriodHours }: Parameters, at: string): Details | undefined {
  const until = hoursAfter(givenAt, noticePeriodHours);
  return at < until ? { until } : undefined;
}
