import { transactions, type AnswerOf } from '@databund/model';
import type { Connection } from './connection';
import { sendFor } from './send-for';

/** A participant as it is registered. */
export type Participant = AnswerOf<'GetParticipant'>;

/** Asks the gateway for the participant of the token. @throws DatabundError TOKEN_INVALID, PARTICIPANT_NOT_FOUND */
export function readSelf(connection: Connection): Promise<Participant> {
  return sendFor(connection, transactions.GetParticipant.output, { method: 'GET', path: '/v1/whoami' });
}
