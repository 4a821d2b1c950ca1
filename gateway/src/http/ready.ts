import type { RequestHandler } from 'express';
import type { BlockFollower } from '../read-model/follow-blocks';
import type { Drain } from './drain';

/** Answers how far the gateway has read the blocks: 200 once it has those that its peer had, else 503, and 503 too before it stops. */
export function createReadyRoute(follower: Pick<BlockFollower, 'progress'> | undefined, drain?: Drain): RequestHandler {
  return (_request, response) => {
    const progress = follower?.progress ?? { status: 'absent', height: 0, ledgerHeight: 0 };
    const status = drain?.isDraining ? 'draining' : progress.status;
    response.setHeader('Cache-Control', 'no-store');
    response.status(status === 'ready' ? 200 : 503).json({ ...progress, status });
  };
}

/** Answers that the process runs; whether it can serve is what /readyz says. */
export const answerLive: RequestHandler = (_request, response) => {
  response.setHeader('Cache-Control', 'no-store');
  response.json({ status: 'ok' });
};
