import { listErrors, transactions, type AnswerOf } from '@databund/model';
import type { Connection } from './connection';
import { DatabundError } from './databund-error';

/** A participant as it is registered. */
export type Participant = AnswerOf<'GetParticipant'>;

/** Asks the gateway for the participant of the token. @throws DatabundError TOKEN_INVALID, PARTICIPANT_NOT_FOUND */
export async function readSelf(connection: Connection): Promise<Participant> {
  const answer = await connection.readJson({ method: 'GET', path: '/v1/whoami' });
  if (isParticipant(answer)) return answer;
  throw new DatabundError('INTERNAL', { reason: 'the gateway returned no participant' });
}

function isParticipant(answer: unknown): answer is Participant {
  return listErrors(transactions.GetParticipant.output, answer).length === 0;
}
