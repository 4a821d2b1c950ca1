import { Type, type Static } from '@sinclair/typebox';
import { Instant } from '@databund/model';
import type { Connection } from './connection';
import { sendFor } from './send-for';
import { writeQuery } from './write-query';

const maybe = Type.Optional(Type.String());

/** A step that can be taken now. */
const Act = Type.Object({
  step: Type.String({ description: 'The name of the transaction; of a certificate, what is done outside the ledger.' }),
  by: Type.String({ description: 'Who takes it: an office, or the party of the object.' }),
  command: Type.Optional(Type.String({ description: 'The command to type, for those who take the step.' })),
});

/** An object that waits for the caller. */
export const InboxItem = Type.Object({
  noun: Type.String(),
  id: Type.String(),
  version: Type.Optional(Type.Integer({ minimum: 1 })),
  title: maybe,
  state: Type.String(),
  since: Type.Unsafe<string>({ ...Instant, description: 'The last change of the object.' }),
  until: Type.Optional(Type.Unsafe<string>({ ...Instant, description: 'The end of the period, if it has one.' })),
  overdue: Type.Boolean(),
  yours: Type.Array(Act),
  others: Type.Array(Act),
});
export type InboxItem = Static<typeof InboxItem>;

/** The objects that wait for the caller at one height, the most urgent first. */
export const InboxAnswer = Type.Object({
  height: Type.Integer({ minimum: 0 }),
  items: Type.Array(InboxItem),
  names: Type.Record(Type.String(), Type.String()),
  isComplete: Type.Boolean({ description: 'False if more waits than one answer shows.' }),
});
export type InboxAnswer = Static<typeof InboxAnswer>;

/** The only noun, or the only object, of an inbox. Of one object it says who must act, also if the caller need not. */
export interface InboxQuery {
  readonly noun?: string;
  readonly id?: string;
}

/** Asks the gateway what waits for the caller. @throws DatabundError */
export function readInbox(connection: Connection, query: InboxQuery = {}): Promise<InboxAnswer> {
  return sendFor(connection, InboxAnswer, { method: 'GET', path: `/v1/inbox${writeQuery(query)}` });
}
