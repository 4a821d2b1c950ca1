import { Type } from '@sinclair/typebox';
import { Id } from '../../kernel/forms';
import { isHiddenFrom } from '../../kernel/noun';
import { readPage } from '../../kernel/page';
import { get, history, list } from '../../kernel/queries';
import { declareTextRead } from '../../kernel/read-text';
import { listResourceKeys, resourceIndexes, resourceKeys } from './keys';
import { ResourceView } from './records';
import { readResource, resource, viewResource } from './resource';

export const GetResource = get(resource, { name: 'GetResource', summary: 'Reads one public data resource.' });

export const GetResourceHistory = history(resource, {
  name: 'GetResourceHistory',
  summary: 'Reads every change of a resource, first to last.',
});

export const GetResourceText = declareTextRead(resource, {
  name: 'GetResourceText',
  summary: 'Reads the words of a reason or an objection about a resource, from the organisation that wrote it.',
  records: ({ resource: { id } }, by) => (by === undefined ? [] : [resourceKeys.resourceObjection(id, by)]),
});

export const ListResources = list({
  name: 'ListResources',
  noun: 'resource',
  summary: 'Lists the resources that you may see, of one holder or of all.',
  filters: { holder: Type.Optional(Id('ptc')) },
  item: ResourceView,
  read: (ledger, { holder, ...page }, caller) =>
    readPage(ledger, holder === undefined ? listResourceKeys() : resourceIndexes.resourcesOf(holder), page, async (id) => {
      const facts = await readResource(ledger, { id });
      return isHiddenFrom(resource, facts, caller) ? undefined : facts;
    }),
  view: viewResource,
});
