import { KindGuard, type Static, type TObject } from '@sinclair/typebox';

import { createInputError, check } from './validation';

type Given = Readonly<Record<string, unknown>>;

/** Reads the query of a form. @throws INPUT_INVALID naming the members, for one that does not exist */
export function readForm<S extends TObject>(form: S, given: Given): Static<S> {
  const forms: Given = form.properties;
  const unknown = Object.keys(given).find((name) => !Object.hasOwn(forms, name));
  if (unknown !== undefined) throw createInputError(`/${unknown}`, `is not known; expected one of ${Object.keys(forms).join(', ')}`);
  const query: unknown = Object.fromEntries(Object.entries(given).map(([name, value]) => [name, readMember(forms[name], value)]));
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
