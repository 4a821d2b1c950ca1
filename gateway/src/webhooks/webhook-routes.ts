import { Router, type Request, type Response } from 'express';
import { ReplayForm, WebhookForm } from '@databund/client';
import { ExchangeError } from '@databund/model';
import { chooseStart } from '../events/choose-start';
import { formatPlace } from '../events/event-place';
import type { Authenticate } from '../http/authentication';
import { readJsonBody } from '../http/json-body';
import { rejectOtherMethods } from '../http/methods';
import { createPattern } from '../http/paths';
import { createInputError, check } from '../http/validation';
import type { HeldIdentity } from '../identity/wallet';
import type { Ledger } from '../ledger/ledger';
import { Reads, type FollowedModel } from '../read-model/reads';
import { requireAddress } from './require-address';
import type { Webhooks } from './webhooks';

/** The addresses of webhooks, and of the key that signs them. */
export const webhookPaths = {
  all: '/v1/webhooks',
  one: '/v1/webhooks/{id}',
  replay: '/v1/webhooks/{id}/replay',
  key: '/.well-known/databund-webhook-keys.json',
} as const;

/** Everything that the routes of webhooks need. */
export interface WebhookContext {
  readonly ledger: Ledger;
  readonly authenticate: Authenticate;
  readonly followed?: FollowedModel | undefined;
  /** `undefined` if the gateway reads no blocks. */
  readonly webhooks?: Webhooks | undefined;
}

/** Creates the routes by which participants manage their webhooks. */
export function createWebhookRoutes(context: WebhookContext): Router {
  const router = Router({ caseSensitive: true, strict: true });
  const { webhooks } = context;
  router.post(
    webhookPaths.all,
    serve(context, async (hooks, as, request, response) => {
      await readJsonBody(request, response);
      const form: unknown = request.body;
      check(WebhookForm, form);
      requireAddress(form.url, hooks.settings);
      response.status(201).json(await hooks.create(as, { ...form, after: await readPlace(context, form.after) }));
    }),
  );
  router.get(
    webhookPaths.all,
    serve(context, async (hooks, as, _request, response) => {
      response.json({ items: await hooks.list(as) });
    }),
  );
  router.get(
    createPattern(webhookPaths.one),
    serve(context, async (hooks, as, { params }, response) => {
      response.json(await hooks.get(as, params.id));
    }),
  );
  router.delete(
    createPattern(webhookPaths.one),
    serve(context, async (hooks, as, { params }, response) => {
      await hooks.remove(as, params.id);
      response.status(204).end();
    }),
  );
  router.post(
    createPattern(webhookPaths.replay),
    serve(context, async (hooks, as, request, response) => {
      await readJsonBody(request, response);
      const form: unknown = request.body;
      check(ReplayForm, form);
      response.json(await hooks.replay(as, request.params.id, await readPlace(context, form.after)));
    }),
  );
  router.get(webhookPaths.key, (_request, response) => {
    response.json({ keys: webhooks ? [webhooks.publishedKey] : [] });
  });
  router.all(webhookPaths.all, rejectOtherMethods(['GET', 'POST']));
  router.all(createPattern(webhookPaths.one), rejectOtherMethods(['GET', 'DELETE']));
  router.all(createPattern(webhookPaths.replay), rejectOtherMethods(['POST']));
  router.all(webhookPaths.key, rejectOtherMethods(['GET']));
  return router;
}

type Serve = (webhooks: Webhooks, as: HeldIdentity, request: Request<{ id: string }>, response: Response) => Promise<void>;

/** Serves a participant that may have streams. @throws READ_MODEL_BEHIND if the gateway reads no blocks */
function serve({ ledger, authenticate, followed, webhooks }: WebhookContext, answer: Serve) {
  const reads = new Reads(ledger, followed);
  return async (request: Request<{ id: string }>, response: Response) => {
    const as = await authenticate(request);
    await reads.openModel({});
    if (!webhooks) throw new ExchangeError('READ_MODEL_BEHIND');
    await webhooks.admit(as);
    response.setHeader('Cache-Control', 'no-store');
    await answer(webhooks, as, request, response);
  };
}

/** Returns the place after which a webhook goes on, as it is written. @throws INPUT_INVALID for an id that is not on the ledger */
async function readPlace({ followed }: WebhookContext, id: string | undefined): Promise<string> {
  if (!followed) throw new ExchangeError('READ_MODEL_BEHIND');
  const channel = followed.model.checkpoint?.channel ?? '';
  const { after, reset } = await chooseStart(followed.model, channel, id);
  if (reset) throw createInputError('/after', 'is no id of this ledger');
  return formatPlace(channel, after);
}
