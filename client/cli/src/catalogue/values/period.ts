import { showValue } from './show-value';
import { isObject } from '../fields';
import { RecordError } from '../record-error';
import type { SourceObject } from '../source-object';
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
  if (!isObject(value)) throw new RecordError('VALUE_INVALID', `is not a period: ${showValue(value)}`);
  if ('@value' in value) return readPeriod(value['@value']);
  return readSides(value);
}

function readSides(value: SourceObject): Period {
  const [from, until] = [beginNames, endNames].map((names) => requireDate(names.map((name) => value[name]).find(hasValue)));
  if (!from && !until) throw new RecordError('VALUE_INVALID', 'has neither a begin nor an end');
  return makePeriod(from, until, `${from?.text ?? '..'}/${until?.text ?? '..'}`);
}

function hasValue(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '';
}

function requireDate(value: unknown): IsoDate | undefined {
  const only: unknown = Array.isArray(value) ? value[0] : value;
  if (!hasValue(only)) return undefined;
  const text = readDateText(only);
  const date = text === undefined ? undefined : parseDate(text);
  if (!date || date.text.length > 64) throw new RecordError('VALUE_INVALID', `is not a date of the calendar: ${showValue(text ?? only)}`);
  return date;
}

/** Returns the text of a date, also inside an instant of OWL-Time or a typed value. */
function readDateText(value: unknown): string | undefined {
  if (!isObject(value)) return typeof value === 'string' ? value.trim() : undefined;
  return readDateText(instantNames.map((name) => value[name]).find(hasValue));
}
