import { Router, type RequestHandler } from 'express';
import { allTransactions, routeOf, type AnyEvaluate, type AnySubmit, type AnyTransaction } from '@databund/model';
import { readIdempotencyKey } from '../idempotency/idempotency-key';
import type { IdempotentSubmits } from '../idempotency/idempotent-submits';
import type { HeldIdentity } from '../identity/wallet';
import type { Ledger } from '../ledger/ledger';
import { heightHeader, readAskedView } from '../read-model/asked-view';
import { Reads, type FollowedModel } from '../read-model/reads';
import { keepTexts } from '../texts/keep-texts';
import { completeText } from '../texts/read-text';
import type { Authenticate } from './authentication';
import { readCommand } from './command';
import type { Cursors } from './cursors';
import { readJsonBody } from './json-body';
import { rejectOtherMethods } from './methods';
import { createPattern } from './paths';
import { noteRequest } from './request-notes';
import { isOpenToVisitors, isVisitor } from './visitors';

/** Additions of a gateway to the transactions of the ledger. */
export interface TransactionHooks {
  /** Runs before a submit is sent; what it throws is answered, and nothing is written. */
  readonly beforeSubmit: (transaction: AnySubmit, command: object, as: HeldIdentity) => Promise<void>;
  /** Runs after a submit was committed; nothing that it does changes the answer. */
  readonly afterSubmit: (transaction: AnySubmit, command: object, as: HeldIdentity) => Promise<void>;
  /** Returns the answer with what the gateway itself knows of the objects in it. */
  readonly completeAnswer: (transaction: AnyTransaction, answer: unknown, as: HeldIdentity) => Promise<unknown>;
  /** Returns the answer in the same form for a visitor without a token. */
  readonly completeForVisitor: (transaction: AnyTransaction, answer: unknown) => unknown;
}

/** Everything that the routes of transactions need. */
export interface RouteContext {
  readonly ledger: Ledger;
  readonly authenticate: Authenticate;
  readonly cursors: Cursors;
  readonly hooks: TransactionHooks;
  /** Does submits with an idempotency key once. */
  readonly idempotent?: IdempotentSubmits | undefined;
  /** Answers reads at a height; without it the peer answers all. */
  readonly followed?: FollowedModel | undefined;
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

function createHandler(transaction: AnyTransaction, context: RouteContext): RequestHandler {
  return transaction.kind === 'submit' ? createSubmitHandler(transaction, context) : createReadHandler(transaction, context);
}

function createReadHandler(transaction: AnyEvaluate, { ledger, authenticate, cursors, hooks, followed }: RouteContext): RequestHandler {
  const reads = new Reads(ledger, followed);
  return async (request, response) => {
    if (followed && isVisitor(request) && isOpenToVisitors(transaction)) {
      const { command } = readCommand(transaction, request);
      const { answer, height } = await reads.evaluateAsVisitor(transaction, command, readAskedView(request));
      response.setHeader('Cache-Control', 'no-store');
      response.setHeader(heightHeader, String(height));
      response.json(hooks.completeForVisitor(transaction, answer));
      return;
    }
    const as = await authenticate(request);
    const { command } = readCommand(transaction, request);
    const call = { transaction, command: cursors.open(transaction, command), as };
    const found = await reads.evaluate(call, readAskedView(request));
    const answer = await completeText(ledger, { transaction, command, answer: found.answer }, as);
    if (found.height !== undefined) response.setHeader(heightHeader, String(found.height));
    response.setHeader('Cache-Control', 'no-store');
    response.json(cursors.seal(transaction, command, await hooks.completeAnswer(transaction, answer, as)));
  };
}

function createSubmitHandler(transaction: AnySubmit, { ledger, authenticate, hooks, idempotent }: RouteContext): RequestHandler {
  return async (request, response) => {
    const as = await authenticate(request);
    const key = idempotent && readIdempotencyKey(request.headers);
    await readJsonBody(request, response);
    const scoped = key === undefined ? undefined : { caller: as.participantId, path: request.path, key };
    const received = readCommand(transaction, request, scoped);
    const { command, ...more } = received;
    const submit = async (beforeSend?: (transactionId: string) => Promise<void>) => {
      await hooks.beforeSubmit(transaction, command, as);
      const sealed = await keepTexts(ledger, transaction, command, as);
      const committed = await ledger.submit({ transaction, command: sealed, as, ...more, ...(beforeSend && { beforeSend }) });
      noteRequest(request, { transactionId: committed.transactionId });
      await hooks.afterSubmit(transaction, command, as);
      return committed;
    };
    response.status(201).type('application/json');
    if (idempotent && scoped) response.send(await idempotent.run({ scoped, asked: received, as, submit }));
    else response.json(await submit());
  };
}
