/** A date of the calendar as ISO 8601 writes it: a year, month or day, or a time with or without an offset. */
export interface IsoDate {
  /** The date in the extended form, such as `2024-05-01` or `2024-05-01T08:00:00+08:00`. */
  readonly text: string;
  /** The first and the last millisecond that the text names, without an offset in UTC. */
  readonly firstMs: number;
  readonly lastMs: number;
}

const calendar = /^(\d{4})(?:-(\d\d)(?:-(\d\d))?)?$/;
const basic = /^(\d{4})(\d\d)(\d\d)$/;
const ordinal = /^(\d{4})-(\d{3})$/;
const week = /^(\d{4})-?W(\d\d)(?:-?([1-7]))?$/;
const clock = /^(\d\d)(?::?(\d\d)(?::?(\d\d)(?:[.,](\d{1,9}))?)?)?$/;
const zone = /(Z|[+-]\d\d(?::?\d\d)?)$/;
const dayMs = 86_400_000;

/** Parses a date of ISO 8601 or XML Schema. Returns undefined for another text, and for a date that is not in the calendar. */
export function parseDate(text: string): IsoDate | undefined {
  const [, datePart = '', timePart] = /^([\dW-]+?(?:Z|[+-]\d\d:\d\d)?)(?:[T ](.+))?$/.exec(text) ?? [];
  return timePart === undefined ? parseDay(datePart) : parseMoment(datePart, timePart);
}

function parseDay(text: string): IsoDate | undefined {
  const plain = parsePlainDay(text);
  if (plain) return plain;
  // XML Schema gives days an offset too.
  const [, day = '', offset = ''] = /^(\d{4}-\d\d-\d\d)(Z|[+-]\d\d:\d\d)$/.exec(text) ?? [];
  const shift = parseOffset(offset);
  const found = parsePlainDay(day);
  if (!found || shift === undefined) return undefined;
  return { text, firstMs: found.firstMs - shift, lastMs: found.lastMs - shift };
}

function parsePlainDay(text: string): IsoDate | undefined {
  const [, year, month, day] = calendar.exec(text) ?? basic.exec(text) ?? [];
  if (year !== undefined) return makeDay(year, month, day);
  const [, ordinalYear, dayOfYear] = ordinal.exec(text) ?? [];
  if (ordinalYear !== undefined) return makeOrdinal(Number(ordinalYear), Number(dayOfYear));
  const [, weekYear, number, dayOfWeek] = week.exec(text) ?? [];
  return weekYear === undefined ? undefined : makeWeek(Number(weekYear), Number(number), dayOfWeek);
}

function makeDay(year: string, month?: string, day?: string): IsoDate | undefined {
  const firstMs = Date.UTC(Number(year), Number(month ?? '01') - 1, Number(day ?? '01'));
  const text = [year, month, day].filter((part) => part !== undefined).join('-');
  if (year === '0000' || Number(year) < 100 || new Date(firstMs).toISOString().slice(0, text.length) !== text) return undefined;
  const nextMs = day ? firstMs + dayMs : month ? Date.UTC(Number(year), Number(month), 1) : Date.UTC(Number(year) + 1, 0, 1);
  return { text, firstMs, lastMs: nextMs - 1 };
}

function makeOrdinal(year: number, day: number): IsoDate | undefined {
  const firstMs = Date.UTC(year, 0, day);
  if (day < 1 || new Date(firstMs).getUTCFullYear() !== year) return undefined;
  return { text: formatDay(firstMs), firstMs, lastMs: firstMs + dayMs - 1 };
}

/** Week 1 is the week of January 4 (ISO 8601). */
function makeWeek(year: number, number: number, day?: string): IsoDate | undefined {
  const fourth = Date.UTC(year, 0, 4);
  const monday = fourth - ((new Date(fourth).getUTCDay() + 6) % 7) * dayMs + (number - 1) * 7 * dayMs;
  const isInYear = new Date(monday + 3 * dayMs).getUTCFullYear() === year;
  if (number < 1 || !isInYear) return undefined;
  const firstMs = monday + (Number(day ?? '1') - 1) * dayMs;
  return { text: formatDay(firstMs), firstMs, lastMs: firstMs + (day === undefined ? 7 : 1) * dayMs - 1 };
}

function parseMoment(date: string, time: string): IsoDate | undefined {
  const day = parsePlainDay(date);
  const offset = zone.exec(time)?.[1] ?? '';
  const clockTime = parseClock(offset === '' ? time : time.slice(0, -offset.length));
  const shift = parseOffset(offset);
  if (day?.text.length !== 10 || !clockTime || shift === undefined) return undefined;
  const firstMs = day.firstMs + clockTime.ms - shift;
  return { text: `${day.text}T${clockTime.text}${formatOffset(offset)}`, firstMs, lastMs: firstMs };
}

/** Parses the time of a day to the second, with a fraction if there is one. */
function parseClock(time: string): { readonly text: string; readonly ms: number } | undefined {
  const parts = clock.exec(time);
  if (!parts) return undefined;
  const [, hours = '', minutes = '00', seconds = '00', fraction] = parts;
  if (Number(hours) > 23 || Number(minutes) > 59 || Number(seconds) > 59) return undefined;
  const shown = fraction === undefined ? '' : `.${fraction}`;
  const ms = (Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds)) * 1_000 + Math.floor(Number(`0${shown}`) * 1_000);
  return { text: `${hours}:${minutes}:${seconds}${shown}`, ms };
}

/** Returns an offset in milliseconds; 0 without one, undefined for more than 14 hours. */
function parseOffset(offset: string): number | undefined {
  if (offset === '' || offset === 'Z') return 0;
  const [, sign, hours, minutes = '0'] = /^([+-])(\d\d):?(\d\d)?$/.exec(offset) ?? [];
  if (Number(hours) > 14 || Number(minutes) > 59) return undefined;
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}

function formatOffset(offset: string): string {
  return offset.length === 3 ? `${offset}:00` : offset.length === 5 ? `${offset.slice(0, 3)}:${offset.slice(3)}` : offset;
}

function formatDay(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
