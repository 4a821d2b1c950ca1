import type { Static, TSchema } from '@sinclair/typebox';
import { listErrors } from '@databund/model';
import type { Connection, GatewayRequest } from './connection';
import { DatabundError } from './databund-error';

/** Sends a request whose answer has a form. @throws DatabundError INTERNAL if it has another one */
export async function sendFor<T extends TSchema>(connection: Connection, form: T, request: GatewayRequest): Promise<Static<T>> {
  const answer = await connection.readJson(request);
  if (isOf(form, answer)) return answer;
  throw new DatabundError('INTERNAL', { reason: 'the gateway returned an answer of another form', path: request.path });
}

function isOf<T extends TSchema>(form: T, value: unknown): value is Static<T> {
  return listErrors(form, value).length === 0;
}
