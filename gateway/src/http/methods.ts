import type { RequestHandler } from 'express';
import { ExchangeError } from '@databund/model';
import { sendProblem } from './problems';

/** Rejects methods that a path does not have, naming those that it has. A path with GET has HEAD too. */
export function rejectOtherMethods(methods: readonly string[]): RequestHandler {
  const allowed = methods.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method]));
  return (_request, response) => {
    response.setHeader('Allow', allowed.join(', '));
    sendProblem(response, new ExchangeError('METHOD_NOT_ALLOWED', { allowed }));
  };
}
