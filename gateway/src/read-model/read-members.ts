import type { Static, TObject } from '@sinclair/typebox';
import { readForm } from '../http/read-form';
import { viewMembers } from './asked-view';

/** Reads the members of a query of rows by their form, without those that name a height. @throws INPUT_INVALID as `readForm` */
export function readMembers<T extends TObject>(form: T, given: Readonly<Record<string, unknown>>): Static<T> {
  return readForm(form, Object.fromEntries(Object.entries(given).filter(([name]) => !viewMembers.includes(name))));
}
