import { Router, type RequestHandler } from 'express';
import { Type } from '@sinclair/typebox';
import { ExchangeError, transactions, type Role } from '@databund/model';
import type { HeldIdentity } from '../identity/wallet';
import type { Ledger } from '../ledger/ledger';
import { readAnswer } from '../ledger/read-answer';
import type { Authenticate } from './authentication';
import { rejectOtherMethods } from './methods';

const readers: readonly Role[] = ['auditor', 'operator', 'authority'];
const Registration = Type.Object({ roles: transactions.GetParticipant.output.properties.roles });

/** Routes that answer the blocks as they are stored, for auditors, operators and authorities. */
export function auditRoutes(ledger: Ledger, authenticate: Authenticate): Router {
  const router = Router({ caseSensitive: true, strict: true });
  router.get(
    '/v1/audit/height',
    asReader(ledger, authenticate, async (as, _number, response) => {
      response.json({ height: await ledger.readHeight(as) });
    }),
  );
  router.get(
    '/v1/audit/blocks/:number',
    asReader(ledger, authenticate, async (as, number, response) => {
      if (!/^\d{1,15}$/.test(number) || Number(number) >= (await ledger.readHeight(as))) throw new ExchangeError('ROUTE_NOT_FOUND');
      const block = await ledger.block(as, Number(number));
      response.setHeader('Cache-Control', 'private, immutable, max-age=31536000');
      response.type('application/octet-stream').send(Buffer.from(block));
    }),
  );
  router.all(['/v1/audit/height', '/v1/audit/blocks/:number'], rejectOtherMethods(['GET']));
  return router;
}

type Serve = (as: HeldIdentity, number: string, response: Parameters<RequestHandler>[1]) => Promise<void>;

/** Serves a request if the caller has one of the roles. @throws NOT_PERMITTED: everybody may know that blocks exist */
function asReader(ledger: Ledger, authenticate: Authenticate, serve: Serve): RequestHandler<{ number?: string }> {
  return async (request, response) => {
    const as = await authenticate(request);
    const call = { transaction: transactions.GetParticipant, command: { id: as.participantId }, as };
    const { roles } = await readAnswer(ledger, call, Registration);
    if (!readers.some((role) => roles.includes(role))) throw new ExchangeError('NOT_PERMITTED', { by: readers });
    await serve(as, request.params.number ?? '', response);
  };
}
