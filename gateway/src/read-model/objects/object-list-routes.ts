import { KindGuard, Type } from '@sinclair/typebox';
import { Router, type Request, type RequestHandler, type Response } from 'express';
import { byNoun, routeOf, type AnyEvaluate } from '@databund/model';
import { ListFilters } from '@databund/client';
import type { Authenticate } from '../../http/authentication';
import type { Cursors } from '../../http/cursors';
import { createPattern } from '../../http/paths';
import { readDate } from '../../http/read-date';
import { readLanguages } from '../../http/read-languages';
import type { TransactionHooks } from '../../http/transaction-routes';
import { createInputError, isValid } from '../../http/validation';
import type { HeldIdentity } from '../../identity/wallet';
import type { Ledger } from '../../ledger/ledger';
import { heightHeader, readAskedView } from '../asked-view';
import { readMembers } from '../read-members';
import type { HeightMoment, ReadModel } from '../read-model';
import { Reads, type AskedView, type FollowedModel } from '../reads';
import { countTurned } from './find-objects';
import { isOfRows, listObjects, type ObjectList } from './list-objects';
import { listedNouns, type ListedNoun } from './nouns';

interface ListContext {
  readonly ledger: Ledger;
  readonly authenticate: Authenticate;
  readonly cursors: Cursors;
  readonly hooks: Pick<TransactionHooks, 'completeAnswer'>;
  readonly followed?: FollowedModel | undefined;
}

const defaultLimit = 50;
const filterNames: readonly string[] = Object.keys(ListFilters.properties);

/**
 * Creates the routes of lists that come from rows: those with a filter that only rows have, and the others while the rows have what the
 * caller's peer has. What is left goes on to the routes of transactions, which ask the peer.
 */
export function createObjectListRoutes(context: ListContext): Router {
  const router = Router({ caseSensitive: true, strict: true });
  const reads = new Reads(context.ledger, context.followed);
  const serve =
    (noun: ListedNoun): RequestHandler =>
    async (request, response, next) => {
      const opened = await openList(noun, request, { ...context, reads });
      if (opened) await answerList(opened, { request, response }, context);
      else next();
    };
  for (const noun of listedNouns) router.get(createPattern(routeOf(byNoun[noun].list).path), serve(noun));
  return router;
}

interface OpenedList {
  readonly list: Omit<ObjectList, 'caller' | 'moment' | 'languages'>;
  readonly model: ReadModel;
  readonly moment: HeightMoment | undefined;
  readonly as: HeldIdentity;
}

/** Reads what is asked for, and opens the rows; `undefined` if the peer answers. */
async function openList(
  noun: ListedNoun,
  request: Request,
  { authenticate, cursors, followed, reads }: ListContext & { readonly reads: Reads },
): Promise<OpenedList | undefined> {
  const needsRows = hasRowFilter(byNoun[noun].list, request.query);
  if (!needsRows && !followed) return undefined;
  const as = await authenticate(request);
  const list = { noun, ...readListQuery(byNoun[noun].list, request.query) };
  const asked = readAskedView(request);
  const model = needsRows || isOfRows(list, cursors) ? await reads.openModel(asked) : await openForPlain(reads, { list, asked, as });
  return model && { list, model, as, moment: asked.at === undefined ? undefined : await reads.openMoment(model, asked.at) };
}

async function answerList(
  { list, model, moment, as }: OpenedList,
  { request, response }: { readonly request: Request; readonly response: Response },
  { cursors, hooks }: Pick<ListContext, 'cursors' | 'hooks'>,
): Promise<void> {
  const tag = moment || list.cursor !== undefined ? undefined : `W/"${String(model.height)}.${String(await countTurned(model.store))}"`;
  response.setHeader('Cache-Control', 'private, no-cache');
  response.setHeader('Vary', 'Authorization, Accept-Language');
  if (tag !== undefined) response.setHeader('ETag', tag);
  const caller = await model.identify(as);
  if (tag !== undefined && request.headers['if-none-match'] === tag) {
    response.status(304).end();
    return;
  }
  const answer = await listObjects({ ...list, caller, moment, languages: readLanguages(request) }, { model, cursors });
  response.setHeader(heightHeader, String(answer.height));
  response.json(await hooks.completeAnswer(byNoun[list.noun].list, answer, as));
}

/** Returns whether a list has a filter that the ledger does not have, or not with this value. */
function hasRowFilter({ input }: AnyEvaluate, query: Request['query']): boolean {
  const own = KindGuard.IsObject(input) ? input.properties : {};
  return filterNames.some((name) => query[name] !== undefined && !(own[name] && isValid(own[name], query[name])));
}

interface Plain {
  readonly list: ListQuery;
  readonly asked: AskedView;
  readonly as: HeldIdentity;
}

/** Opens the rows for a list that the ledger has too; `undefined` if the peer must answer it: when rows lag, or after its own first page. */
async function openForPlain(reads: Reads, { list: { cursor, filters }, asked, as }: Plain): Promise<ReadModel | undefined> {
  if (cursor !== undefined) return undefined;
  if (asked.at !== undefined || (asked.consistent !== undefined && asked.mayAskPeer !== true)) return reads.openModel(asked);
  return filters.state ? reads.tryModel(asked) : reads.findCurrent(asked, as);
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
  const filters = {
    ...(state && { state }),
    ...(since !== undefined && { since: readDate(since, 'since') }),
    ...(q !== undefined && { q }),
  };
  return { filters, members: rest, limit, cursor };
}

type Rest = { readonly limit?: number; readonly cursor?: string } & Readonly<Record<string, string>>;

/** @throws INPUT_INVALID naming the states that the objects can have */
function checkStates(output: AnyEvaluate['output'], states: readonly string[] = []): void {
  const known = listStates(output);
  const index = states.findIndex((state) => !known.includes(state));
  if (index >= 0) throw createInputError(`/state/${String(index)}`, `is ${String(states[index])}; expected one of ${known.join(', ')}`);
}

const Words = Type.Object({ enum: Type.Array(Type.String()) });

/** Returns the states in the form of a page of objects. */
function listStates(output: AnyEvaluate['output']): readonly string[] {
  const items = KindGuard.IsObject(output) ? output.properties['items'] : undefined;
  const item = KindGuard.IsArray(items) ? items.items : undefined;
  const state = KindGuard.IsObject(item) ? item.properties['state'] : undefined;
  return isValid(Words, state) ? state.enum : [];
}
