import type { RequestHandler } from 'express';
import type { BlockFollower } from '../read-model/follow-blocks';
import type { Drain } from './drain';

interface ReadyParts {
  readonly followed?: { readonly follower: Pick<BlockFollower, 'progress'> } | undefined;
  readonly webhooks?: { readonly setAside: readonly string[] } | undefined;
  readonly drain?: Drain | undefined;
}

/**
 * Answers how far the gateway has read the blocks: 200 once it has those that its peer had, else 503, and 503 too before it stops. Lost
 * webhooks do not change that.
 */
export function createReadyRoute({ followed, webhooks, drain }: ReadyParts): RequestHandler {
  return (_request, response) => {
    const progress = followed?.follower.progress ?? { status: 'absent', height: 0, ledgerHeight: 0 };
    const status = drain?.isDraining ? 'draining' : progress.status;
    const damagedWebhooks = webhooks?.setAside ?? [];
    response.setHeader('Cache-Control', 'no-store');
    response.status(status === 'ready' ? 200 : 503).json({ ...progress, status, ...(damagedWebhooks.length > 0 && { damagedWebhooks }) });
  };
}

/** Answers that the process runs; whether it can serve is what /readyz says. */
export const answerLive: RequestHandler = (_request, response) => {
  response.setHeader('Cache-Control', 'no-store');
  response.json({ status: 'ok' });
};
