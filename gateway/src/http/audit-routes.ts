import { Router, type RequestHandler } from 'express';
import { Refusal, transactions, type AnswerOf } from '@databund/chaincode/model';
import type { HeldIdentity } from '../identity/wallet';
import type { Ledger } from '../ledger/ledger';
import type { Authenticate } from './authentication';

const readers: ReadonlySet<string> = new Set(['auditor', 'operator', 'authority']);

/** The blocks as they are stored, for those who verify them. */
export function auditRoutes(ledger: Ledger, authenticate: Authenticate): Router {
  const router = Router();
  router.get(
    '/v1/audit/height',
    asReader(ledger, authenticate, async (as, _number, response) => {
      response.json({ height: await ledger.height(as) });
    }),
  );
  router.get(
    '/v1/audit/blocks/:number',
    asReader(ledger, authenticate, async (as, number, response) => {
      if (!/^\d{1,15}$/.test(number) || Number(number) >= (await ledger.height(as))) throw new Refusal('ROUTE_NOT_FOUND');
      const block = await ledger.block(as, Number(number));
      response.setHeader('Cache-Control', 'private, immutable, max-age=31536000');
      response.type('application/octet-stream').send(Buffer.from(block));
    }),
  );
  return router;
}

type Serve = (as: HeldIdentity, number: string, response: Parameters<RequestHandler>[1]) => Promise<void>;

/** To others the blocks look absent. */
function asReader(ledger: Ledger, authenticate: Authenticate, serve: Serve): RequestHandler<{ number?: string }> {
  return async (request, response) => {
    const as = await authenticate(request);
    const command = { id: as.participantId };
    const { roles } = (await ledger.evaluate({ transaction: transactions.GetParticipant, command, as })) as AnswerOf<'GetParticipant'>;
    if (!roles.some((role) => readers.has(role))) throw new Refusal('ROUTE_NOT_FOUND');
    await serve(as, request.params.number ?? '', response);
  };
}
