import type { RequestHandler } from 'express';
import { ipKeyGenerator } from 'express-rate-limit';
import { readNotes } from '../http/request-notes';
import { CallerLimits, type LimitSettings } from './caller-limits';

/** Counts by address, and by participant beside it. */
export interface GatewayLimits {
  readonly address: CallerLimits;
  /** Counted when a request has shown its token. */
  readonly identity: CallerLimits;
}

/** Settings of limits that differ from the usual ones. */
export interface LimitsByCaller {
  readonly address?: Partial<LimitSettings>;
  readonly identity?: Partial<LimitSettings>;
}

/** The usual limits: far above what one user needs, and below what stops the others. */
export const usualLimits = {
  address: { requestsPerMinute: 60_000, concurrent: 2_000, bytesPerMinute: 60_000 * 1024 * 1024 },
  identity: { requestsPerMinute: 60_000, concurrent: 1_000, bytesPerMinute: 30_000 * 1024 * 1024 },
} as const satisfies Readonly<Record<keyof GatewayLimits, LimitSettings>>;

/** Creates the limits of a gateway. */
export function createLimits({ address, identity }: LimitsByCaller = {}): GatewayLimits {
  return {
    address: new CallerLimits({ ...usualLimits.address, ...address }),
    identity: new CallerLimits({ ...usualLimits.identity, ...identity }),
  };
}

/** Limits what each address uses, and counts what each participant used. @throws TOO_MANY_REQUESTS */
export function limitCallers({ address, identity }: GatewayLimits): RequestHandler {
  return (request, response, next) => {
    const { socket } = request;
    const caller = ipKeyGenerator(request.ip ?? ''); // One subscriber has many addresses of IPv6.
    const before = socket.bytesRead + socket.bytesWritten;
    address.enter(caller);
    response.once('close', () => {
      const bytes = socket.bytesRead + socket.bytesWritten - before;
      address.leave(caller, bytes);
      const notes = readNotes(request);
      if (notes.isCounted && notes.caller !== undefined) identity.leave(notes.caller, bytes);
    });
    next();
  };
}
