import { LRUCache } from 'lru-cache';
import { ExchangeError } from '@databund/model';

/** Bounds for one caller: a participant, or an address. */
export interface LimitSettings {
  readonly requestsPerMinute: number;
  /** Requests that have not ended yet. */
  readonly concurrent: number;
  /** Bytes that it sends and receives. The request that goes over it is still served. */
  readonly bytesPerMinute: number;
}

interface Use {
  windowStartMs: number;
  requests: number;
  bytes: number;
  open: number;
}

const windowMs = 60_000;
const mostCallers = 100_000;

/** Counts what callers use in a minute, and refuses what goes beyond. */
export class CallerLimits {
  private readonly uses = new LRUCache<string, Use>({ max: mostCallers });

  constructor(
    private readonly settings: LimitSettings,
    private readonly now: () => number = Date.now,
  ) {}

  /** Counts a request of a caller; `leave` must follow. @throws TOO_MANY_REQUESTS naming the limit, and then `leave` must not follow */
  enter(caller: string): void {
    const use = this.getUse(caller);
    const exceeded = this.findExceeded(use);
    if (exceeded !== undefined) {
      const waitMs = exceeded === 'concurrent' ? 1_000 : use.windowStartMs + windowMs - this.now();
      throw new ExchangeError('TOO_MANY_REQUESTS', { limit: exceeded, retryAfterSeconds: Math.max(1, Math.ceil(waitMs / 1_000)) });
    }
    use.requests += 1;
    use.open += 1;
  }

  /** Counts the end of a request, and its bytes. */
  leave(caller: string, bytes: number): void {
    const use = this.getUse(caller);
    use.open = Math.max(0, use.open - 1);
    use.bytes += bytes;
  }

  private findExceeded(use: Use): string | undefined {
    const { requestsPerMinute, concurrent, bytesPerMinute } = this.settings;
    if (use.requests >= requestsPerMinute) return 'requests';
    if (use.open >= concurrent) return 'concurrent';
    return use.bytes >= bytesPerMinute ? 'bytes' : undefined;
  }

  private getUse(caller: string): Use {
    const now = this.now();
    const known = this.uses.get(caller);
    const use = known ?? { windowStartMs: now, requests: 0, bytes: 0, open: 0 };
    if (!known) this.uses.set(caller, use);
    if (now - use.windowStartMs >= windowMs) Object.assign(use, { windowStartMs: now, requests: 0, bytes: 0 });
    return use;
  }
}
