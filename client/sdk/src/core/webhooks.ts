import type { TSchema } from '@sinclair/typebox';
import { listErrors } from '@databund/model';
import type { Connection, GatewayRequest } from './connection';
import { DatabundError } from './databund-error';
import { sendFor } from './send-for';
import { ReplayForm, Webhook, WebhookForm, WebhookKeys, WebhookList } from './webhook-form';

const path = '/v1/webhooks';

/**
 * The webhooks of a participant: addresses to which its gateway sends events. Each method throws DatabundError READ_MODEL_BEHIND, and
 * ROUTE_NOT_FOUND for a webhook that does not exist, or is another participant's.
 */
export class WebhookCalls {
  constructor(private readonly connection: Connection) {}

  /** Adds an address, to which what follows `after` is sent, or what follows the newest block. @throws DatabundError TOO_MANY_REQUESTS */
  create(webhook: WebhookForm): Promise<Webhook> {
    return sendFor(this.connection, Webhook, makePost(path, WebhookForm, webhook));
  }

  /** Returns all webhooks of the caller, at most ten. */
  async list(): Promise<readonly Webhook[]> {
    return (await sendFor(this.connection, WebhookList, { method: 'GET', path })).items;
  }

  /** Returns one with how far it has come, and the events that were given up. */
  get(id: string): Promise<Webhook> {
    return sendFor(this.connection, Webhook, { method: 'GET', path: nameOne(id) });
  }

  async remove(id: string): Promise<void> {
    await this.connection.readBytes({ method: 'DELETE', path: nameOne(id) });
  }

  /** Sends again what follows an event or a block, also by a webhook that was disabled. Its dead letters are dropped. */
  replay(id: string, after: string): Promise<Webhook> {
    return sendFor(this.connection, Webhook, makePost(`${nameOne(id)}/replay`, ReplayForm, { after }));
  }

  /** Returns the public keys of the gateway's signatures, for `verifyWebhook`. */
  readKeys(): Promise<WebhookKeys> {
    return sendFor(this.connection, WebhookKeys, { method: 'GET', path: '/.well-known/databund-webhook-keys.json' });
  }
}

function nameOne(id: string): string {
  return `${path}/${encodeURIComponent(id)}`;
}

/** Makes a request whose body has a form. @throws DatabundError INPUT_INVALID */
function makePost(address: string, form: TSchema, input: object): GatewayRequest {
  const errors = listErrors(form, input);
  if (errors.length > 0) throw new DatabundError('INPUT_INVALID', { errors });
  const body = JSON.stringify(input);
  return { method: 'POST', path: address, headers: { 'content-type': 'application/json' }, body: () => body };
}
