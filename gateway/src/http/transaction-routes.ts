import { Router, type RequestHandler } from 'express';
import { ExchangeError, allTransactions, routeOf, type AnyTransaction } from '@databund/model';
import type { Ledger } from '../ledger/ledger';
import type { Authenticate } from './authentication';
import { receive } from './command';
import type { Cursors } from './cursors';
import { readJsonBody } from './json-body';
import { sendProblem } from './problems';

/** What the routes stand on. */
export interface RouteContext {
  readonly ledger: Ledger;
  readonly authenticate: Authenticate;
  readonly cursors: Cursors;
}

/** The transactions that HTTP serves: all but the founding, which needs an administrator’s certificate. */
export const servedTransactions: readonly AnyTransaction[] = allTransactions.filter(
  (transaction) => transaction.kind === 'evaluate' || transaction.admits !== 'founder',
);

/** A route a transaction, each made from its declaration; other methods on their paths are refused. */
export function transactionRoutes(context: RouteContext): Router {
  const router = Router({ caseSensitive: true, strict: true });
  const methods = new Map<string, string[]>();
  for (const transaction of servedTransactions) {
    const { method, path } = routeOf(transaction);
    const pattern = patternOf(path);
    const serve = handlerOf(transaction, context);
    if (method === 'GET') router.get(pattern, serve);
    else router.post(pattern, serve);
    methods.set(pattern, [...(methods.get(pattern) ?? []), method]);
  }
  for (const [pattern, allowed] of methods) router.all(pattern, otherMethod(allowed));
  return router;
}

function handlerOf(transaction: AnyTransaction, { ledger, authenticate, cursors }: RouteContext): RequestHandler {
  return async (request, response) => {
    const as = await authenticate(request);
    if (transaction.kind === 'submit') await readJsonBody(request, response);
    const { command, ...more } = receive(transaction, request);
    if (transaction.kind === 'submit') {
      response.status(201).json(await ledger.submit({ transaction, command, as, ...more }));
      return;
    }
    const answer = await ledger.evaluate({ transaction, command: cursors.open(transaction, command), as });
    response.setHeader('Cache-Control', 'no-store');
    response.json(cursors.seal(transaction, command, answer));
  };
}

/** A path of ours as Express writes it: `{id}` is `:id`. */
export function patternOf(path: string): string {
  return path.replaceAll(/\{(\w+)\}/g, ':$1');
}

/** Refuses a method that a path does not take. What can be read, its head can be. */
export function otherMethod(methods: readonly string[]): RequestHandler {
  const allowed = methods.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method]));
  return (_request, response) => {
    response.setHeader('Allow', allowed.join(', '));
    sendProblem(response, new ExchangeError('METHOD_NOT_ALLOWED', { allowed }));
  };
}
