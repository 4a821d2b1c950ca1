import { byNoun, listErrors, type AnyTransaction } from '@databund/model';
import { call } from '@databund/client';
import { printAnswer } from './print-answer';
import type { Session } from './session';
import { UsageError } from './usage-error';

/** Shows an object by its id alone. @throws UsageError REFERENCE_UNKNOWN, DatabundError */
export async function showObject(session: Session, id: string): Promise<void> {
  const reads = Object.values(byNoun).flatMap((verbs: object) => ('get' in verbs ? [verbs.get as AnyTransaction] : [])); // `as`: `get` is a transaction.
  const read = reads.find(({ input }) => listErrors(input, { id }).length === 0);
  if (!read) throw new UsageError('REFERENCE_UNKNOWN', `${id} is no id of an object that can be shown`);
  const databund = await session.connect();
  await printAnswer(session, databund, await call(databund.connection, read, { id }));
}
