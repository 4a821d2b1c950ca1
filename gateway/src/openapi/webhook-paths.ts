import { ReplayForm, Webhook, WebhookForm, WebhookKeys, WebhookList } from '@databund/client';
import { webhookPaths } from '../webhooks/webhook-routes';
import { createJsonContent, type Components } from './components';
import type { Problems } from './problems';

interface Parts {
  readonly components: Components;
  readonly problems: Problems;
}

const tags = ['event'];
const id = { name: 'id', in: 'path', required: true, schema: { type: 'string' } };

/** Returns the paths by which participants manage their webhooks, and by which receivers find the key of the signatures. */
export function describeWebhookPaths({ components, problems }: Parts): object {
  const webhook = createJsonContent(components.define('Webhook', Webhook));
  const createBody = (name: string, form: typeof WebhookForm | typeof ReplayForm) => ({
    required: true,
    content: createJsonContent(components.define(name, form)),
  });
  const [own, behind] = [problems.refer(['ROUTE_NOT_FOUND', 'READ_MODEL_BEHIND']), problems.refer(['READ_MODEL_BEHIND'])];
  const listed = createJsonContent(components.define('WebhookList', WebhookList));
  return {
    [webhookPaths.all]: {
      post: {
        operationId: 'CreateWebhook',
        tags,
        summary:
          'Adds an address to which events are sent as CloudEvents, signed by Standard Webhooks; from the next block on, or after an id.',
        requestBody: createBody('WebhookForm', WebhookForm),
        responses: { '201': { description: 'The webhook.', content: webhook }, ...behind },
      },
      get: {
        operationId: 'ListWebhooks',
        tags,
        summary: 'Your webhooks, at most ten.',
        responses: { '200': { description: 'The webhooks.', content: listed }, ...behind },
      },
    },
    [webhookPaths.one]: {
      get: {
        operationId: 'GetWebhook',
        tags,
        summary: 'A webhook, how far it has come, and what was given up.',
        parameters: [id],
        responses: { '200': { description: 'The webhook.', content: webhook }, ...own },
      },
      delete: {
        operationId: 'DeleteWebhook',
        tags,
        summary: 'Removes a webhook.',
        parameters: [id],
        responses: { '204': { description: 'It is removed.' }, ...own },
      },
    },
    [webhookPaths.replay]: {
      post: {
        operationId: 'ReplayWebhook',
        tags,
        summary: 'Sends again what follows an id, also by a webhook that was disabled.',
        parameters: [id],
        requestBody: createBody('ReplayForm', ReplayForm),
        responses: { '200': { description: 'The webhook.', content: webhook }, ...own },
      },
    },
    [webhookPaths.key]: {
      get: {
        operationId: 'GetWebhookKeys',
        tags,
        security: [],
        summary: 'The public key of the signatures of webhooks, as JWK, and as `whpk` in the form of Standard Webhooks.',
        responses: {
          '200': {
            description: 'The keys.',
            content: createJsonContent(components.define('WebhookKeys', WebhookKeys)),
          },
        },
      },
    },
  };
}
