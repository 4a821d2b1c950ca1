import type { RequestHandler } from 'express';
import type { BlockFollower } from '../read-model/follow-blocks';

/** Answers how far the gateway has read the blocks: 200 once it has those that its peer had, else 503. */
export function createReadyRoute(follower: Pick<BlockFollower, 'progress'> | undefined): RequestHandler {
  return (_request, response) => {
    const progress = follower?.progress ?? { status: 'absent', height: 0, ledgerHeight: 0 };
    response.setHeader('Cache-Control', 'no-store');
    response.status(progress.status === 'ready' ? 200 : 503).json(progress);
  };
}
