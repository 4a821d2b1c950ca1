import { byNoun, listErrors, type AnyTransaction } from '@databund/model';
import { UsageError } from './usage-error';
import { call, type Databund } from '@databund/client';

/** Reads an object by its id alone. */
export function showObject(databund: Databund, id: string): Promise<unknown> {
  const reads = Object.values(byNoun).flatMap((verbs: object) => ('get' in verbs ? [verbs.get as AnyTransaction] : [])); // `as`: `get` is a transaction.
  const read = reads.find(({ input }) => listErrors(input, { id }).length === 0);
  if (!read) throw new UsageError('REFERENCE_UNKNOWN', `${id} is no id of an object that can be shown`);
  return call(databund.connection, read, { id });
}
