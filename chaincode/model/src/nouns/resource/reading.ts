import { Type } from '@sinclair/typebox';
import { Closed, Id, PageOf, pageInput, type Page } from '../../kernel/forms';
import { History, readHistory } from '../../kernel/history';
import { all, indexes, keys } from '../../kernel/keys';
import { readPage } from '../../kernel/page';
import type { Recorded } from '../../kernel/record';
import { actorsOf, declareEvaluate } from '../../kernel/transaction';
import { ResourceView, type ResourceRecord } from './records';
import { isResourceHidden, relateToResource, seeResource, viewResource } from './seen';

const ById = Closed({ id: Id('res') });

/** One resource. */
export const GetResource = declareEvaluate<Recorded<ResourceRecord>>()({
  name: 'GetResource',
  noun: 'resource',
  verb: 'get',
  summary: 'One public data resource.',
  address: ['id'],
  input: ById,
  output: ResourceView,
  see: (ledger, { id }) => seeResource(ledger, id),
  relate: relateToResource,
  checks: { RESOURCE_NOT_FOUND: ({ seen, is }) => (isResourceHidden(seen, is) ? {} : undefined) },
  answer: ({ seen }) => viewResource(seen),
});

/** Every change of a resource, first to last. */
export const GetResourceHistory = declareEvaluate<Recorded<ResourceRecord> & { readonly changes: History }>()({
  name: 'GetResourceHistory',
  noun: 'resource',
  verb: 'history',
  summary: 'Every change of a resource, first to last.',
  address: ['id'],
  input: ById,
  output: History,
  see: async (ledger, { id }, { caller }) => {
    const resource = await seeResource(ledger, id);
    const isHidden = isResourceHidden(resource, actorsOf(caller, relateToResource(resource, caller)));
    return { ...resource, changes: isHidden ? [] : await readHistory(ledger, [keys.resource(id)]) };
  },
  relate: relateToResource,
  checks: { RESOURCE_NOT_FOUND: ({ seen, is }) => (isResourceHidden(seen, is) ? {} : undefined) },
  answer: ({ seen }) => [...seen.changes],
});

/** The resources that the caller may see: of one holder, or all. */
export const ListResources = declareEvaluate<Page<Recorded<ResourceRecord>>>()({
  name: 'ListResources',
  noun: 'resource',
  verb: 'list',
  summary: 'The resources that you may see: of one holder, or all.',
  address: [],
  input: Closed({ holder: Type.Optional(Id('ptc')), ...pageInput }),
  output: PageOf(ResourceView),
  see: (ledger, { holder, ...page }, { caller }) =>
    readPage(ledger, holder === undefined ? all('resource') : indexes.resourcesOf(holder), page, async (id) => {
      const resource = await seeResource(ledger, id);
      return isResourceHidden(resource, actorsOf(caller, relateToResource(resource, caller))) ? undefined : resource;
    }),
  relate: () => [],
  checks: {},
  answer: ({ seen }) => ({ ...seen, items: seen.items.map(viewResource) }),
});
