import { Router } from 'express';
import { transactions } from '@databund/model';
import type { Ledger } from '../ledger/ledger';
import { refusePast } from '../read-model/asked-view';
import type { Authenticate } from './authentication';
import { rejectOtherMethods } from './methods';

/** The address at which callers learn who they are. */
export const whoamiPath = '/v1/whoami';

/** Creates the route that answers the participant of the caller's token, as it is registered. */
export function createWhoamiRoute(ledger: Ledger, authenticate: Authenticate): Router {
  const router = Router({ caseSensitive: true, strict: true });
  router.get(whoamiPath, async (request, response) => {
    refusePast(request);
    const as = await authenticate(request);
    response.setHeader('Cache-Control', 'no-store');
    response.json(await ledger.evaluate({ transaction: transactions.GetParticipant, command: { id: as.participantId }, as }));
  });
  router.all(whoamiPath, rejectOtherMethods(['GET']));
  return router;
}
