import { InboxAnswer, SearchAnswer, SearchForm } from '@databund/client';
import { inboxPath, InboxQuery } from '../read-model/inbox/inbox-routes';
import { searchPath } from '../read-model/search/search-routes';
import { createJsonContent, type Components } from './components';
import { currentParameters, viewParameters, type Parameters } from './parameters';
import type { Problems } from './problems';

interface Parts {
  readonly components: Components;
  readonly parameters: Parameters;
  readonly problems: Problems;
}

/** Returns the paths by which listings are found, and what waits. */
export function describeSearchPaths({ components, parameters, problems }: Parts): object {
  const operation = 'Search';
  const own = Object.entries(SearchForm.properties).map(([name, schema]) => ({
    name,
    in: 'query' as const,
    schema: components.refer(schema),
  }));
  const inboxParameters = Object.entries(InboxQuery.properties).map(([name, schema]) => ({
    name,
    in: 'query' as const,
    schema: components.refer(schema),
  }));
  return {
    [inboxPath]: {
      get: {
        operationId: 'Inbox',
        tags: ['participant'],
        summary: 'Lists what waits for the caller, the most urgent first, with the steps that can be taken now.',
        parameters: [...inboxParameters, ...currentParameters].map((parameter) => parameters.refer('Inbox', parameter)),
        responses: {
          '200': { description: 'What waits.', content: createJsonContent(components.define('InboxAnswer', InboxAnswer)) },
          ...problems.refer(['INPUT_INVALID', 'READ_MODEL_BEHIND']),
        },
      },
    },
    [searchPath]: {
      get: {
        operationId: operation,
        tags: ['listing'],
        summary: 'Finds listings by words and filters, as far as the caller may see them; without a token what everybody may see.',
        security: [{ bearer: [] }, {}],
        parameters: [...own, ...viewParameters].map((parameter) => parameters.refer(operation, parameter)),
        responses: {
          '200': { description: 'A page of hits.', content: createJsonContent(components.define('SearchAnswer', SearchAnswer)) },
          ...problems.refer(['INPUT_INVALID', 'CURSOR_INVALID', 'READ_MODEL_BEHIND']),
        },
      },
    },
  };
}
