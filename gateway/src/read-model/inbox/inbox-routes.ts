import { Router } from 'express';
import { Type } from '@sinclair/typebox';
import { OneOf } from '@databund/model';
import type { Authenticate } from '../../http/authentication';
import { rejectOtherMethods } from '../../http/methods';
import { readLanguages } from '../../http/read-languages';
import type { Ledger } from '../../ledger/ledger';
import { heightHeader, readCurrentView } from '../asked-view';
import { readMembers } from '../read-members';
import { Reads, type FollowedModel } from '../reads';
import { awaitedActs } from './awaited-acts';
import { certificateNoun, listExpiring, type CertificateAsker, type CertificateSources } from './certificate-ends';
import { readInbox } from './read-inbox';

/** The address of what waits for a caller. */
export const inboxPath = '/v1/inbox';

/** The query of an inbox: the only noun, or the only object, that is asked for. */
export const InboxQuery = Type.Object(
  {
    noun: Type.Optional(OneOf(...Object.keys(awaitedActs), certificateNoun)),
    id: Type.Optional(Type.String({ maxLength: 64, description: 'An object: the answer says who must act on it, you or others.' })),
  },
  { additionalProperties: false },
);

interface InboxContext extends CertificateSources {
  readonly ledger: Ledger;
  readonly authenticate: Authenticate;
  readonly followed?: FollowedModel | undefined;
}

/** Creates the route of what waits for the caller. */
export function createInboxRoutes({ ledger, authenticate, followed, ...sources }: InboxContext): Router {
  const router = Router({ caseSensitive: true, strict: true });
  const reads = new Reads(ledger, followed);
  router.get(inboxPath, async (request, response) => {
    const as = await authenticate(request);
    const { noun, id } = readMembers(InboxQuery, request.query);
    const model = await reads.openModel(readCurrentView(request));
    const caller = await model.identify(as);
    const findCertificates = (asked: Omit<CertificateAsker, 'as'>) => listExpiring(sources, { as, ...asked });
    const answer = await readInbox({ caller, languages: readLanguages(request), noun, id, findCertificates }, model);
    response.setHeader('Cache-Control', 'no-store');
    response.setHeader(heightHeader, String(answer.height));
    response.json(answer);
  });
  router.all(inboxPath, rejectOtherMethods(['GET']));
  return router;
}
