import { SearchAnswer, SearchForm } from '@databund/client';
import { searchPath } from '../read-model/search/search-routes';
import { createJsonContent, type Components } from './components';
import { viewParameters, type Parameters } from './parameters';
import type { Problems } from './problems';

interface Parts {
  readonly components: Components;
  readonly parameters: Parameters;
  readonly problems: Problems;
}

/** Returns the path by which listings are found. */
export function describeSearchPaths({ components, parameters, problems }: Parts): object {
  const operation = 'Search';
  const own = Object.entries(SearchForm.properties).map(([name, schema]) => ({
    name,
    in: 'query' as const,
    schema: components.refer(schema),
  }));
  return {
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
