import { historyKinds, type HistoryKind } from '@databund/client';
import { ExchangeError, listErrors } from '@databund/model';
import { Type } from '@sinclair/typebox';
import { Router } from 'express';
import type { Authenticate } from '../../http/authentication';
import type { Cursors } from '../../http/cursors';
import { rejectOtherMethods } from '../../http/methods';
import { createPattern } from '../../http/paths';
import { readLanguages } from '../../http/read-languages';
import type { Ledger } from '../../ledger/ledger';
import { heightHeader, readAskedView } from '../asked-view';
import { readMembers } from '../read-members';
import { Reads, type FollowedModel } from '../reads';
import { objectReads } from './object-views';
import { readTimeline } from './timeline';
import { createInputError } from '../../http/validation';

/** The address of the timeline of an object. */
export const historyPath = '/v1/history/{kind}/{id}';

/** The page that is asked for. */
export const HistoryQuery = Type.Object(
  {
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
    cursor: Type.Optional(Type.String({ maxLength: 1_024 })),
  },
  { additionalProperties: false },
);

interface HistoryContext {
  readonly ledger: Ledger;
  readonly authenticate: Authenticate;
  readonly cursors: Cursors;
  readonly followed?: FollowedModel | undefined;
}

/** Creates the route of timelines. */
export function createHistoryRoutes({ ledger, authenticate, cursors, followed }: HistoryContext): Router {
  const router = Router({ caseSensitive: true, strict: true });
  const reads = new Reads(ledger, followed);
  const pattern = createPattern(historyPath);
  router.get<{ kind: string; id: string }>(pattern, async (request, response) => {
    const as = await authenticate(request);
    const subject = readSubject(request.params);
    const query = readMembers(HistoryQuery, request.query);
    const asked = readAskedView(request);
    const model = await reads.openModel(asked);
    const moment = asked.at === undefined ? undefined : await reads.openMoment(model, asked.at);
    const languages = readLanguages(request);
    const timeline = await readTimeline(
      { ...subject, ...query, height: moment?.store.height },
      { caller: await model.identify(as), languages },
      { model, cursors },
    );
    response.setHeader('Cache-Control', 'no-store');
    response.setHeader(heightHeader, String(timeline.height));
    response.json(timeline);
  });
  router.all(pattern, rejectOtherMethods(['GET']));
  return router;
}

/** Reads which object is meant. @throws INPUT_INVALID naming the kinds, or for an id of another form */
function readSubject({ kind, id }: { readonly kind: string; readonly id: string }): { readonly kind: HistoryKind; readonly id: string } {
  const found = historyKinds.find((each) => each === kind);
  if (!found) throw createInputError('/kind', `is not one of ${historyKinds.join(', ')}`);
  const errors = listErrors(objectReads[found].input, { id });
  if (errors.length > 0) throw new ExchangeError('INPUT_INVALID', { errors });
  return { kind: found, id };
}
