import { EventReset, EventsForm, StreamedEvent } from '@databund/client';
import { eventsPath } from '../events/event-routes';
import type { Components } from './components';
import type { Parameters } from './parameters';
import type { Problems } from './problems';

interface Parts {
  readonly components: Components;
  readonly parameters: Parameters;
  readonly problems: Problems;
}

/** Returns the path by which events are streamed. */
export function describeEventPaths({ components, parameters, problems }: Parts): object {
  const operation = 'StreamEvents';
  components.define('EventNames', EventsForm.properties.event);
  const query = Object.entries(EventsForm.properties).map(([name, schema]) =>
    parameters.refer(operation, { name, in: 'query', schema: components.refer(schema) }),
  );
  const data = [components.define('StreamedEvent', StreamedEvent), components.define('EventReset', EventReset)];
  return {
    [eventsPath]: {
      get: {
        operationId: operation,
        tags: ['event'],
        summary:
          'Events about objects that the caller may see, as they happen or after an id. The data of each message are one of the forms.',
        parameters: [
          ...query,
          {
            name: 'Last-Event-ID',
            in: 'header',
            description: 'The last id that the caller has; stands in place of `after`.',
            schema: { type: 'string' },
          },
        ],
        responses: {
          '200': {
            description: 'Server-sent events, with a comment at least every 15 s.',
            content: { 'text/event-stream': { schema: { oneOf: data } } },
          },
          ...problems.refer(['INPUT_INVALID', 'TOO_MANY_REQUESTS', 'READ_MODEL_BEHIND']),
        },
      },
    },
  };
}
