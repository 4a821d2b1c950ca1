import { ExchangeError } from '@databund/model';
import { KindGuard, type Static, type TObject } from '@sinclair/typebox';
import { check } from '../http/validation';
import { viewMembers } from './asked-view';

type Given = Readonly<Record<string, unknown>>;

/** Reads the members of a query by their form. @throws INPUT_INVALID naming the members that there are, for one that does not exist */
export function readMembers<T extends TObject>(form: T, given: Given): Static<T> {
  const forms: Given = form.properties;
  const members = Object.entries(given).filter(([name]) => !viewMembers.includes(name));
  const unknown = members.find(([name]) => !(name in forms));
  if (unknown) throw makeError(`/${unknown[0]}`, `is not known; expected one of ${Object.keys(forms).join(', ')}`);
  const query = Object.fromEntries(members.map(([name, value]) => [name, readMember(forms[name], value)]));
  check(form, query);
  return query;
}

/** Reads a member as its form expects it: a list of one, a number, or yes and no. */
function readMember(form: unknown, value: unknown): unknown {
  if (KindGuard.IsArray(form)) return typeof value === 'string' ? [value] : value;
  if (KindGuard.IsInteger(form) && typeof value === 'string' && /^\d{1,15}$/.test(value)) return Number(value);
  if (KindGuard.IsBoolean(form) && (value === 'true' || value === 'false')) return value === 'true';
  return value;
}

function makeError(path: string, reason: string): ExchangeError {
  return new ExchangeError('INPUT_INVALID', { errors: [{ path, reason }] });
}
