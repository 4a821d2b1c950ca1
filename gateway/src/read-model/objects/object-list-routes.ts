import { KindGuard, Type } from '@sinclair/typebox';
import { Router, type Request, type RequestHandler } from 'express';
import { byNoun, ExchangeError, routeOf, type AnyEvaluate } from '@databund/model';
import { ListFilters } from '@databund/client';
import type { Authenticate } from '../../http/authentication';
import type { Cursors } from '../../http/cursors';
import { createPattern } from '../../http/paths';
import { readLanguages } from '../../http/read-languages';
import { isValid } from '../../http/validation';
import type { Ledger } from '../../ledger/ledger';
import { heightHeader, readAskedView } from '../asked-view';
import { readMembers } from '../read-members';
import { Reads, type FollowedModel } from '../reads';
import { countTurned } from './find-objects';
import { listObjects, type ObjectList } from './list-objects';
import { objectNouns, type ObjectNoun } from './nouns';

interface ListContext {
  readonly ledger: Ledger;
  readonly authenticate: Authenticate;
  readonly cursors: Cursors;
  readonly followed?: FollowedModel | undefined;
}

const defaultLimit = 50;
const filterNames: readonly string[] = Object.keys(ListFilters.properties);

/** Creates the routes of lists that are filtered by state, time or words. A list without such a filter is left to the routes of transactions. */
export function createObjectListRoutes({ ledger, authenticate, cursors, followed }: ListContext): Router {
  const router = Router({ caseSensitive: true, strict: true });
  const reads = new Reads(ledger, followed);
  const serve =
    (noun: ObjectNoun): RequestHandler =>
    async (request, response, next) => {
      if (!filterNames.some((name) => request.query[name] !== undefined)) {
        next();
        return;
      }
      const as = await authenticate(request);
      const query = readListQuery(byNoun[noun].list, request.query);
      const asked = readAskedView(request);
      const model = await reads.openModel(asked);
      const moment = asked.at === undefined ? undefined : await reads.openMoment(model, asked.at);
      const tag =
        moment || query.cursor !== undefined ? undefined : `W/"${String(model.height)}.${String(await countTurned(model.store))}"`;
      response.setHeader('Cache-Control', 'private, no-cache');
      response.setHeader('Vary', 'Authorization, Accept-Language');
      if (tag !== undefined) response.setHeader('ETag', tag);
      const caller = await model.identify(as);
      if (tag !== undefined && request.headers['if-none-match'] === tag) {
        response.status(304).end();
        return;
      }
      const answer = await listObjects({ ...query, noun, caller, moment, languages: readLanguages(request) }, { model, cursors });
      response.setHeader(heightHeader, String(answer.height));
      response.json(answer);
    };
  for (const noun of objectNouns) router.get(createPattern(routeOf(byNoun[noun].list).path), serve(noun));
  return router;
}

type ListQuery = Pick<ObjectList, 'filters' | 'members' | 'limit' | 'cursor'>;

/** Reads the query of a filtered list. @throws INPUT_INVALID naming the filters, for one that does not exist, and the states */
function readListQuery({ input, output }: AnyEvaluate, given: Request['query']): ListQuery {
  const own = KindGuard.IsObject(input) ? input.properties : {};
  const form = Type.Object({ ...own, ...ListFilters.properties }, { additionalProperties: false });
  const states = typeof given['state'] === 'string' ? given['state'].split(',') : given['state'];
  const query = readMembers(form, { ...given, ...(states !== undefined && { state: states }) });
  const { state, since, q, limit = defaultLimit, cursor, ...rest } = query as ListFilters & Rest; // `as`: the form was checked.
  checkStates(output, state);
  const filters = { ...(state && { state }), ...(since !== undefined && { since }), ...(q !== undefined && { q }) };
  return { filters, members: rest, limit, cursor };
}

type Rest = { readonly limit?: number; readonly cursor?: string } & Readonly<Record<string, string>>;

/** @throws INPUT_INVALID naming the states that the objects can have */
function checkStates(output: AnyEvaluate['output'], states: readonly string[] = []): void {
  const known = listStates(output);
  const index = states.findIndex((state) => !known.includes(state));
  if (index >= 0) throw makeError(`/state/${String(index)}`, `is ${String(states[index])}; expected one of ${known.join(', ')}`);
}

const Words = Type.Object({ enum: Type.Array(Type.String()) });

/** Returns the states in the form of a page of objects. */
function listStates(output: AnyEvaluate['output']): readonly string[] {
  const items = KindGuard.IsObject(output) ? output.properties['items'] : undefined;
  const item = KindGuard.IsArray(items) ? items.items : undefined;
  const state = KindGuard.IsObject(item) ? item.properties['state'] : undefined;
  return isValid(Words, state) ? state.enum : [];
}

function makeError(path: string, reason: string): ExchangeError {
  return new ExchangeError('INPUT_INVALID', { errors: [{ path, reason }] });
}
