import type { RequestHandler } from 'express';
import type { BlockFollower } from '../read-model/follow-blocks';

interface ReadyParts {
  readonly followed?: { readonly follower: Pick<BlockFollower, 'progress'> } | undefined;
  readonly webhooks?: { readonly setAside: readonly string[] } | undefined;
}

/** Answers how far the gateway has read the blocks: 200 once it has those that its peer had, else 503. Lost webhooks do not change that. */
export function createReadyRoute({ followed, webhooks }: ReadyParts): RequestHandler {
  return (_request, response) => {
    const progress = followed?.follower.progress ?? { status: 'absent', height: 0, ledgerHeight: 0 };
    const damagedWebhooks = webhooks?.setAside ?? [];
    response.setHeader('Cache-Control', 'no-store');
    response.status(progress.status === 'ready' ? 200 : 503).json({ ...progress, ...(damagedWebhooks.length > 0 && { damagedWebhooks }) });
  };
}
