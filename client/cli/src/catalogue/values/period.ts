import { showValue } from './show-value';
import { isObject } from '../fields';
import { RecordError } from '../record';
import { parseDate, type IsoDate } from './iso-date';
import { makePeriod, readInterval, type Period } from './iso-interval';

const beginNames = ['startDate', 'dcat:startDate', 'schema:startDate', 'start', 'from', 'beginning', 'time:hasBeginning'];
const endNames = ['endDate', 'dcat:endDate', 'schema:endDate', 'end', 'until', 'to', 'time:hasEnd'];
const instantNames = ['time:inXSDDateTime', 'time:inXSDDateTimeStamp', 'time:inXSDDate', '@value'];

/** Reads a date of the calendar. @throws RecordError VALUE_INVALID */
export function readDate(value: unknown): string | undefined {
  return requireDate(value)?.text;
}

/** Reads an interval of ISO 8601, an object with a begin and an end, or one of these in a list. @throws RecordError VALUE_INVALID */
export function readPeriod(value: unknown): Period | undefined {
  if (Array.isArray(value)) return value.length === 0 ? undefined : readPeriod(value[0]);
  if (typeof value === 'string') return readInterval(value);
  if (!isObject(value)) throw new RecordError('VALUE_INVALID', `is not a period: ${JSON.stringify(value)}`);
  if ('@value' in value) return readPeriod(value['@value']);
  const [from, until] = [beginNames, endNames].map((names) =>
    requireDate(names.map((name) => value[name]).find((each) => each !== undefined && each !== null && each !== '')),
  );
  if (!from && !until) throw new RecordError('VALUE_INVALID', 'has neither a begin nor an end');
  return makePeriod(from, until, `${from?.text ?? '..'}/${until?.text ?? '..'}`);
}

function requireDate(value: unknown): IsoDate | undefined {
  const only: unknown = Array.isArray(value) ? value[0] : value;
  if (only === undefined || only === null || only === '') return undefined;
  const inner = isObject(only) ? instantNames.map((name) => only[name]).find((each) => each !== undefined) : only;
  if (isObject(only) && isObject(inner)) return requireDate(inner);
  const date = typeof inner === 'string' ? parseDate(inner.trim()) : undefined;
  if (!date || date.text.length > 64)
    throw new RecordError('VALUE_INVALID', `is not a date of the calendar: ${showValue(inner)}`);
  return date;
}
