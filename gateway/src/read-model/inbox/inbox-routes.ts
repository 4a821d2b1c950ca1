import { Router } from 'express';
import { ExchangeError } from '@databund/model';
import type { Authenticate } from '../../http/authentication';
import { rejectOtherMethods } from '../../http/methods';
import type { Ledger } from '../../ledger/ledger';
import { heightHeader, readAskedView } from '../asked-view';
import { readLanguages } from '../objects/object-list-routes';
import { Reads, type FollowedModel } from '../reads';
import { awaitedActs } from './awaited-acts';
import { readInbox } from './read-inbox';

/** The address of what waits for a caller. */
export const inboxPath = '/v1/inbox';

interface InboxContext {
  readonly ledger: Ledger;
  readonly authenticate: Authenticate;
  readonly followed?: FollowedModel | undefined;
}

/** Creates the route of what waits for the caller. */
export function createInboxRoutes({ ledger, authenticate, followed }: InboxContext): Router {
  const router = Router({ caseSensitive: true, strict: true });
  const reads = new Reads(ledger, followed);
  router.get(inboxPath, async (request, response) => {
    const as = await authenticate(request);
    const noun = readNoun(request.query);
    const asked = readAskedView(request);
    const model = await reads.openModel({ ...asked, mayAskPeer: false });
    const answer = await readInbox({ caller: await model.identify(as), languages: readLanguages(request), noun }, model);
    response.setHeader('Cache-Control', 'no-store');
    response.setHeader(heightHeader, String(answer.height));
    response.json(answer);
  });
  router.all(inboxPath, rejectOtherMethods(['GET']));
  return router;
}

/** @throws INPUT_INVALID naming the members and the nouns */
function readNoun({ noun, consistent: _consistent, ...rest }: Readonly<Record<string, unknown>>): string | undefined {
  const [unknown] = Object.keys(rest);
  if (unknown !== undefined) throw makeError(`/${unknown}`, 'is not known; expected noun or consistent');
  if (noun === undefined) return undefined;
  if (typeof noun === 'string' && Object.hasOwn(awaitedActs, noun)) return noun;
  throw makeError('/noun', `is not one of ${Object.keys(awaitedActs).join(', ')}`);
}

function makeError(path: string, reason: string): ExchangeError {
  return new ExchangeError('INPUT_INVALID', { errors: [{ path, reason }] });
}
