import { ExchangeError } from '@databund/model';
import { CallerLimits } from './caller-limits';

let nowMs = 0;
const createLimits = () => new CallerLimits({ requestsPerMinute: 3, concurrent: 2, bytesPerMinute: 100 }, () => nowMs);

/** Returns the details of the refusal of another request. */
function getRefusal(limits: CallerLimits): unknown {
  try {
    limits.enter('a');
  } catch (error) {
    if (error instanceof ExchangeError && error.code === 'TOO_MANY_REQUESTS') return error.details;
  }
  return undefined;
}

describe('CallerLimits', () => {
  it('refuses requests beyond the number of a minute, and says when the next is taken', () => {
    const limits = createLimits();
    for (let count = 0; count < 3; count += 1) {
      limits.enter('a');
      limits.leave('a', 1);
    }
    nowMs += 20_000;
    expect(getRefusal(limits)).toEqual({ limit: 'requests', retryAfterSeconds: 40 });
    expect(() => limits.enter('b')).not.toThrow();
    nowMs += 40_000;
    expect(() => limits.enter('a')).not.toThrow();
  });

  it('refuses more requests at a time, until one has ended', () => {
    const limits = createLimits();
    limits.enter('a');
    limits.enter('a');
    expect(getRefusal(limits)).toEqual({ limit: 'concurrent', retryAfterSeconds: 1 });
    limits.leave('a', 0);
    expect(() => limits.enter('a')).not.toThrow();
  });

  it('refuses what follows the request that used up the bytes of a minute', () => {
    const limits = createLimits();
    limits.enter('a');
    limits.leave('a', 101);
    expect(getRefusal(limits)).toEqual({ limit: 'bytes', retryAfterSeconds: 60 });
  });
});
