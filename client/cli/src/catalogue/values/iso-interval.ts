import { RecordError } from '../record-error';
import { parseDate, type IsoDate } from './iso-date';

/** A period of time; a side that is open is absent. */
export interface Period {
  readonly from?: string;
  readonly until?: string;
}

const durationForm =
  /^P(?!$)(?:(\d+(?:[.,]\d+)?)Y)?(?:(\d+(?:[.,]\d+)?)M)?(?:(\d+(?:[.,]\d+)?)W)?(?:(\d+(?:[.,]\d+)?)D)?(?:T(?=\d)(?:(\d+(?:[.,]\d+)?)H)?(?:(\d+(?:[.,]\d+)?)M)?(?:(\d+(?:[.,]\d+)?)S)?)?$/;

interface Duration {
  readonly months: number;
  readonly ms: number;
}

/**
 * Reads a period as ISO 8601 writes it: two dates, a date and a duration, an open end (empty or `..`), a repetition, or one date.
 * @throws RecordError VALUE_INVALID
 */
export function readInterval(text: string): Period {
  const parts = text.split('/').map((part) => part.trim());
  if (parts.length > 1 && /^R\d*$/.test(parts[0] ?? '')) return readRepetition(parts.slice(1), text);
  return readParts(parts, text);
}

/** A repetition goes on after the first period: how often is in the source. */
function readRepetition(parts: readonly string[], whole: string): Period {
  if (parts.length === 1 && parseDuration(parts[0] ?? '')) throw new RecordError('VALUE_INVALID', `repeats without a date: ${show(whole)}`);
  const { from, until } = readParts(parts, whole);
  return from === undefined ? { ...(until !== undefined && { until }) } : { from };
}

function readParts([start = '', end, ...more]: readonly string[], whole: string): Period {
  if (more.length > 0) throw makeIntervalError(whole);
  return end === undefined ? readOne(start, whole) : readTwo(start, end, whole);
}

function readOne(text: string, whole: string): Period {
  const date = parseDate(text);
  if (!date) throw makeIntervalError(whole);
  return { from: date.text, until: date.text };
}

function readTwo(start: string, end: string, whole: string): Period {
  if (isOpen(start) && isOpen(end)) throw makeIntervalError(whole);
  const [before, after] = [parseDuration(start), parseDuration(end)];
  if (before && !isOpen(end))
    return makePeriod(shift(requireDate(end, whole), before, { sign: -1, whole }), requireDate(end, whole), whole);
  const from = isOpen(start) ? undefined : requireDate(start, whole);
  if (after && from) return makePeriod(from, shift(from, after, { sign: 1, whole }), whole);
  return makePeriod(from, isOpen(end) ? undefined : completeEnd(start, end, whole), whole);
}

function isOpen(side: string): boolean {
  return side === '' || side === '..';
}

/** Makes a period of two dates. @throws RecordError VALUE_INVALID if it ends before it begins */
export function makePeriod(from: IsoDate | undefined, until: IsoDate | undefined, shown: string): Period {
  if (from && until && until.lastMs < from.firstMs) throw new RecordError('VALUE_INVALID', `ends before it begins: ${show(shown)}`);
  return { ...(from && { from: from.text }), ...(until && { until: until.text }) };
}

function requireDate(text: string, whole: string): IsoDate {
  const date = parseDate(text);
  if (!date) throw makeIntervalError(whole);
  return date;
}

/** Reads the end of an interval, which may leave out what it has in common with the start: `2007-12-14/16`. */
function completeEnd(start: string, end: string, whole: string): IsoDate {
  const completed = end.length < start.length ? parseDate(start.slice(0, start.length - end.length) + end) : undefined;
  const isPartial = /^\d\d(?:-\d\d)?$|^\d\d:\d\d/.test(end);
  return (isPartial ? completed : undefined) ?? requireDate(end, whole);
}

function parseDuration(text: string): Duration | undefined {
  const parts = durationForm.exec(text);
  if (!parts) return undefined;
  const [years, months, weeks, days, hours, minutes, seconds] = parts
    .slice(1)
    .map((part: string | undefined) => Number((part ?? '0').replace(',', '.')));
  const ms = (((weeks ?? 0) * 7 + (days ?? 0)) * 86_400 + (hours ?? 0) * 3_600 + (minutes ?? 0) * 60 + (seconds ?? 0)) * 1_000;
  return { months: (years ?? 0) * 12 + (months ?? 0), ms };
}

/** The direction in which a date is moved, and the text that errors show. */
interface Shift {
  readonly sign: 1 | -1;
  readonly whole: string;
}

/**
 * Adds a duration to a date. A day stays a day if the duration has no hours.
 * @throws RecordError VALUE_INVALID if the sum is not a date of the calendar, as with a part of a month or a million years
 */
function shift(date: IsoDate, { months, ms }: Duration, { sign, whole }: Shift): IsoDate {
  const begin = new Date(date.firstMs);
  const day = begin.getUTCDate();
  begin.setUTCDate(1);
  begin.setUTCMonth(begin.getUTCMonth() + sign * months);
  const lastDay = new Date(Date.UTC(begin.getUTCFullYear(), begin.getUTCMonth() + 1, 0)).getUTCDate();
  begin.setUTCDate(Math.min(day, lastDay));
  const sum = new Date(begin.getTime() + sign * ms);
  if (!Number.isInteger(months) || Number.isNaN(sum.getTime())) throw makeIntervalError(whole);
  const moved = sum.toISOString().replace('.000Z', 'Z');
  const isDay = !date.text.includes('T') && ms % 86_400_000 === 0;
  // A time of a place stays one: only a time with an offset names a moment in UTC.
  const isLocal = !/T.*(?:Z|[+-]\d\d:\d\d)$/.test(date.text);
  return requireDate(isDay ? moved.replace(/T.*/, '') : isLocal ? moved.slice(0, -1) : moved, whole);
}

function makeIntervalError(text: string): RecordError {
  return new RecordError('VALUE_INVALID', `is not a period of ISO 8601, such as 2020-01-01/2021-12-31: ${show(text)}`);
}

function show(text: string): string {
  return text.slice(0, 200);
}
