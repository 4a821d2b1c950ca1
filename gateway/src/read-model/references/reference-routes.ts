import { Router } from 'express';
import { Type } from '@sinclair/typebox';
import { idKinds, OneOf } from '@databund/model';
import type { Authenticate } from '../../http/authentication';
import { rejectOtherMethods } from '../../http/methods';
import { readLanguages } from '../../http/read-languages';
import type { Ledger } from '../../ledger/ledger';
import { readCurrentView } from '../asked-view';
import { readMembers } from '../read-members';
import { Reads, type FollowedModel } from '../reads';
import { findReferences } from './find-references';

/** The address at which a text is resolved to objects. */
export const referencesPath = '/v1/references';

/** The query of references: the text, and the only kind of objects that is meant. */
export const ReferenceQuery = Type.Object(
  {
    q: Type.String({
      minLength: 1,
      maxLength: 500,
      description: 'At least four characters of an id, a listing or trade number, or a title.',
    }),
    kind: Type.Optional(OneOf(...idKinds)),
  },
  { additionalProperties: false },
);

interface ReferenceContext {
  readonly ledger: Ledger;
  readonly authenticate: Authenticate;
  readonly followed?: FollowedModel | undefined;
}

/** Creates the route that answers which objects a text can mean. */
export function createReferenceRoutes({ ledger, authenticate, followed }: ReferenceContext): Router {
  const router = Router({ caseSensitive: true, strict: true });
  const reads = new Reads(ledger, followed);
  router.get(referencesPath, async (request, response) => {
    const as = await authenticate(request);
    const { q: text, kind } = readMembers(ReferenceQuery, request.query);
    const model = await reads.openModel(readCurrentView(request));
    const items = await findReferences({ text, kind, caller: await model.identify(as), languages: readLanguages(request) }, model);
    response.setHeader('Cache-Control', 'no-store');
    response.json({ items });
  });
  router.all(referencesPath, rejectOtherMethods(['GET']));
  return router;
}
