/** Settings for reading a date: the instant that counts as now, and whether a day means its end. */
export interface DateReading {
  readonly nowMs: number;
  readonly isEnd?: boolean;
}

const minuteMs = 60_000;
const unitMs: Readonly<Record<string, number>> = {
  minute: minuteMs,
  hour: 60 * minuteMs,
  day: 1_440 * minuteMs,
  week: 7 * 1_440 * minuteMs,
};
const months: Readonly<Record<string, number>> = { month: 1, year: 12 };
const days: Readonly<Record<string, number>> = { yesterday: -1, today: 0, tomorrow: 1 };

/** Examples of dates, for help and errors. */
export const dateExamples = '2027-01-31, "2027-01-31 18:00", "in 30 days"';

/**
 * Reads a date as people write it, and returns the instant; `undefined` for another text. Days and times are those of UTC, as on the ledger,
 * unless a time has a zone such as +08:00.
 */
export function readDate(text: string, reading: DateReading): string | undefined {
  const words = text.trim().toLowerCase().replaceAll(/\s+/g, ' ');
  return readNamed(words, reading) ?? readSpan(words, reading.nowMs) ?? readWritten(words, reading);
}

function readNamed(words: string, { nowMs, isEnd = false }: DateReading): string | undefined {
  if (words === 'now') return toInstant(nowMs);
  const offset = days[words];
  if (offset === undefined) return undefined;
  return readDay(toInstant(nowMs + offset * 1_440 * minuteMs)?.slice(0, 10) ?? '', isEnd);
}

/** Reads `in 30 days` and `2 weeks ago`. */
function readSpan(words: string, nowMs: number): string | undefined {
  const [, into, count = '', unit = '', ago] = /^(in )?(\d{1,4}) (minute|hour|day|week|month|year)s?( ago)?$/.exec(words) ?? [];
  if ((into === undefined) === (ago === undefined)) return undefined;
  const number = Number(count) * (ago === undefined ? 1 : -1);
  const ms = unitMs[unit];
  return ms === undefined ? addMonths(nowMs, number * (months[unit] ?? 0)) : toInstant(nowMs + number * ms);
}

/** Adds months; a day that a month does not have is its last one. */
function addMonths(ms: number, count: number): string | undefined {
  const date = new Date(ms);
  const day = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() + count);
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  date.setUTCDate(Math.min(day, last));
  return toInstant(date.getTime());
}

function readWritten(words: string, { isEnd = false }: DateReading): string | undefined {
  const pattern = /^(\d{4}-\d\d-\d\d)(?:[t ](\d\d:\d\d)(:\d\d)?(\.\d{1,3})? ?(z|utc|[+-]\d\d:\d\d)?)?$/;
  const [, day = '', time, seconds = ':00', fraction = '', zone = 'z'] = pattern.exec(words) ?? [];
  if (time === undefined) return readDay(day, isEnd);
  if (readDay(day, false) === undefined) return undefined;
  return toInstant(Date.parse(`${day}T${time}${seconds}${fraction}${zone === 'utc' ? 'Z' : zone.toUpperCase()}`));
}

/** Returns the beginning of a day, or its end; `undefined` for a day that no calendar has. */
function readDay(day: string, isEnd: boolean): string | undefined {
  const instant = `${day}T${isEnd ? '23:59:59.999' : '00:00:00.000'}Z`;
  return toInstant(Date.parse(instant)) === instant ? instant : undefined;
}

/** Returns the instant of a time; `undefined` outside the years that an instant can have. */
function toInstant(ms: number): string | undefined {
  return ms >= 0 && ms < 253_402_300_800_000 ? new Date(ms).toISOString() : undefined;
}
