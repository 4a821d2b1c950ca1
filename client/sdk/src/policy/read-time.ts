import { isInstant } from '@databund/model';

/** A day as two instants of the ledger: its begin and that of the next day. */
export interface Day {
  readonly from: string;
  readonly until: string;
}

const pattern = /^(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d)(?::(\d\d)(?:\.(\d{1,3})0*)?)?)?(Z|[+-]\d\d:\d\d)?$/;
const dayMs = 86_400_000;

/**
 * Reads an XML Schema `dateTime` (seconds optional) as an instant, or a `date` as a day; without an offset in UTC. Returns undefined for
 * other texts, impossible dates, and fractions below a millisecond.
 */
export function readTime(text: string): string | Day | undefined {
  const [, date, time, seconds = '00', fraction = '', offset = 'Z'] = pattern.exec(text) ?? [];
  const local = `${String(date)}T${time ?? '00:00'}:${seconds}.${fraction.padEnd(3, '0')}Z`;
  const shift = shiftMs(offset);
  if (!isInstant(local) || shift === undefined) return undefined;
  const at = Date.parse(local) - shift;
  return time === undefined ? { from: toInstant(at), until: toInstant(at + dayMs) } : toInstant(at);
}

function shiftMs(offset: string): number | undefined {
  if (offset === 'Z') return 0;
  const [hours = 0, minutes = 0] = offset.slice(1).split(':').map(Number);
  if (hours > 14 || minutes > 59) return undefined;
  return (offset.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * 60_000;
}

function toInstant(ms: number): string {
  return new Date(ms).toISOString();
}
