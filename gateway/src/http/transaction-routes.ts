import { Router, type RequestHandler } from 'express';
import { allTransactions, routeOf, type AnySubmit, type AnyTransaction } from '@databund/model';
import type { HeldIdentity } from '../identity/wallet';
import type { Ledger } from '../ledger/ledger';
import { keepTexts } from '../texts/keep-texts';
import { completeText } from '../texts/read-text';
import type { Authenticate } from './authentication';
import { readCommand } from './command';
import type { Cursors } from './cursors';
import { readJsonBody } from './json-body';
import { rejectOtherMethods } from './methods';
import { createPattern } from './paths';

/** Additions of a gateway to the transactions of the ledger. */
export interface TransactionHooks {
  /** Runs before a submit is sent; what it throws is answered, and nothing is written. */
  readonly beforeSubmit: (transaction: AnySubmit, command: object, as: HeldIdentity) => Promise<void>;
  /** Runs after a submit was committed; nothing that it does changes the answer. */
  readonly afterSubmit: (transaction: AnySubmit, command: object, as: HeldIdentity) => Promise<void>;
  /** Returns the answer with what the gateway itself knows of the objects in it. */
  readonly completeAnswer: (transaction: AnyTransaction, answer: unknown, as: HeldIdentity) => Promise<unknown>;
}

/** Everything that the routes of transactions need. */
export interface RouteContext {
  readonly ledger: Ledger;
  readonly authenticate: Authenticate;
  readonly cursors: Cursors;
  readonly hooks: TransactionHooks;
}

/** The transactions that HTTP serves: all but the founding, which needs an administrator's certificate. */
export const servedTransactions: readonly AnyTransaction[] = allTransactions.filter(
  (transaction) => transaction.kind === 'evaluate' || transaction.admits !== 'founder',
);

/** Returns a router with one route per transaction, made from its declaration; other methods on these paths are rejected. */
export function createTransactionRoutes(context: RouteContext): Router {
  const router = Router({ caseSensitive: true, strict: true });
  const methods = new Map<string, string[]>();
  for (const transaction of servedTransactions) {
    const { method, path } = routeOf(transaction);
    const pattern = createPattern(path);
    const serve = createHandler(transaction, context);
    if (method === 'GET') router.get(pattern, serve);
    else router.post(pattern, serve);
    methods.set(pattern, [...(methods.get(pattern) ?? []), method]);
  }
  for (const [pattern, allowed] of methods) router.all(pattern, rejectOtherMethods(allowed));
  return router;
}

function createHandler(transaction: AnyTransaction, { ledger, authenticate, cursors, hooks }: RouteContext): RequestHandler {
  return async (request, response) => {
    const as = await authenticate(request);
    if (transaction.kind === 'submit') await readJsonBody(request, response);
    const { command, ...more } = readCommand(transaction, request);
    if (transaction.kind === 'submit') {
      await hooks.beforeSubmit(transaction, command, as);
      const sealed = await keepTexts(ledger, transaction, command, as);
      const committed = await ledger.submit({ transaction, command: sealed, as, ...more });
      await hooks.afterSubmit(transaction, command, as);
      response.status(201).json(committed);
      return;
    }
    const found = await ledger.evaluate({ transaction, command: cursors.open(transaction, command), as });
    const answer = await completeText(ledger, { transaction, command, answer: found }, as);
    response.setHeader('Cache-Control', 'no-store');
    response.json(cursors.seal(transaction, command, await hooks.completeAnswer(transaction, answer, as)));
  };
}
