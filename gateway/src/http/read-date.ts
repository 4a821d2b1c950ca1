import { isInstant } from '@databund/model';
import { createInputError } from './validation';

/** The beginning and the end of a day. */
export const dayTimes = { start: 'T00:00:00.000Z', end: 'T23:59:59.999Z' } as const;

interface DateOptions {
  /** The time that a day without one means. */
  readonly time?: (typeof dayTimes)[keyof typeof dayTimes];
  /** Names what else the member could be, for the reason. */
  readonly others?: string;
}

/** Reads a date of a query as an instant: a day, or an instant with or without milliseconds. @throws INPUT_INVALID naming the member */
export function readDate(text: string, name: string, { time = dayTimes.start, others }: DateOptions = {}): string {
  const day = /^\d{4}-\d\d-\d\d$/.test(text) ? `${text}${time}` : text;
  const instant = day.replace(/:(\d\d)Z$/, ':$1.000Z');
  if (isInstant(instant)) return instant;
  const known = [...(others === undefined ? [] : [others]), 'a day such as 2026-01-01'].join(', ');
  const reason = `is neither ${known} nor an instant such as 2026-01-01T00:00:00Z: ${JSON.stringify(text)}`;
  throw createInputError(`/${name}`, reason);
}
