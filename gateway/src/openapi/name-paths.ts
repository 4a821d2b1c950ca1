import { PlacesAnswer, ReferencesAnswer } from '@databund/client';
import { transactions } from '@databund/model';
import { whoamiPath } from '../http/whoami-route';
import { PlaceQuery, placesPath } from '../places/place-routes';
import { ReferenceQuery, referencesPath } from '../read-model/references/reference-routes';
import { createJsonContent, type Components } from './components';
import type { Parameters } from './parameters';
import type { Problems } from './problems';

interface Parts {
  readonly components: Components;
  readonly parameters: Parameters;
  readonly problems: Problems;
}

/** Returns the paths by which callers learn who they are, and what names of objects and places mean. */
export function describeNamePaths({ components, parameters, problems }: Parts): object {
  return {
    [whoamiPath]: {
      get: {
        operationId: 'WhoAmI',
        tags: ['participant'],
        summary: 'Reads the participant of the token, as it is registered.',
        responses: {
          '200': { description: 'The participant.', content: createJsonContent(components.refer(transactions.GetParticipant.output)) },
          ...problems.refer(['PARTICIPANT_NOT_FOUND']),
        },
      },
    },
    [referencesPath]: {
      get: {
        operationId: 'FindReferences',
        tags: ['participant'],
        summary: 'Finds the objects that a text can mean: the beginning of an id, a number, or a title.',
        parameters: [
          { name: 'q', in: 'query' as const, required: true as const, schema: components.refer(ReferenceQuery.properties.q) },
          { name: 'kind', in: 'query' as const, schema: components.refer(ReferenceQuery.properties.kind) },
        ].map((parameter) => parameters.refer('FindReferences', parameter)),
        responses: {
          '200': { description: 'The objects.', content: createJsonContent(components.define('ReferencesAnswer', ReferencesAnswer)) },
          ...problems.refer(['INPUT_INVALID', 'READ_MODEL_BEHIND']),
        },
      },
    },
    [placesPath]: {
      get: {
        operationId: 'ListPlaces',
        tags: ['listing'],
        summary: "Lists the places that the gateway's operator loaded, by which searches and imports know codes, names and areas.",
        security: [{ bearer: [] }, {}],
        parameters: [{ name: 'q', in: 'query' as const, schema: components.refer(PlaceQuery.properties.q) }].map((parameter) =>
          parameters.refer('ListPlaces', parameter),
        ),
        responses: {
          '200': { description: 'The places.', content: createJsonContent(components.define('PlacesAnswer', PlacesAnswer)) },
          ...problems.refer(['INPUT_INVALID']),
        },
      },
    },
  };
}
