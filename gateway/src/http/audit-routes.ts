import { Router, type RequestHandler } from 'express';
import { ExchangeError, transactions, type AnswerOf, type Role } from '@databund/model';
import type { HeldIdentity } from '../identity/wallet';
import type { Ledger } from '../ledger/ledger';
import type { Authenticate } from './authentication';
import { otherMethod } from './transaction-routes';

const readers = ['auditor', 'operator', 'authority'] as const satisfies readonly Role[];

/** The blocks as they are stored, for those who verify them. */
export function auditRoutes(ledger: Ledger, authenticate: Authenticate): Router {
  const router = Router({ caseSensitive: true, strict: true });
  router.get(
    '/v1/audit/height',
    asReader(ledger, authenticate, async (as, _number, response) => {
      response.json({ height: await ledger.height(as) });
    }),
  );
  router.get(
    '/v1/audit/blocks/:number',
    asReader(ledger, authenticate, async (as, number, response) => {
      if (!/^\d{1,15}$/.test(number) || Number(number) >= (await ledger.height(as))) throw new ExchangeError('ROUTE_NOT_FOUND');
      const block = await ledger.block(as, Number(number));
      response.setHeader('Cache-Control', 'private, immutable, max-age=31536000');
      response.type('application/octet-stream').send(Buffer.from(block));
    }),
  );
  router.all(['/v1/audit/height', '/v1/audit/blocks/:number'], otherMethod(['GET']));
  return router;
}

type Serve = (as: HeldIdentity, number: string, response: Parameters<RequestHandler>[1]) => Promise<void>;

/** The blocks are no object that could look absent: everybody knows that there are some. @throws NOT_PERMITTED */
function asReader(ledger: Ledger, authenticate: Authenticate, serve: Serve): RequestHandler<{ number?: string }> {
  return async (request, response) => {
    const as = await authenticate(request);
    const command = { id: as.participantId };
    const { roles } = (await ledger.evaluate({ transaction: transactions.GetParticipant, command, as })) as AnswerOf<'GetParticipant'>;
    if (!readers.some((role) => roles.includes(role))) throw new ExchangeError('NOT_PERMITTED', { by: readers });
    await serve(as, request.params.number ?? '', response);
  };
}
