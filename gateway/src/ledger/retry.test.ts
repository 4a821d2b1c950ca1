import { ExchangeError, type ErrorCode } from '@databund/model';
import { withRetry } from './retry';

const policyFailure = new ExchangeError('TRANSACTION_INVALID', { flag: 'ENDORSEMENT_POLICY_FAILURE' });

/** An attempt that fails in these ways, one after the other, and then succeeds. */
function failing(...failures: readonly ExchangeError[]) {
  let made = 0;
  return {
    attempt: () => {
      const failure = failures[made];
      made += 1;
      return failure ? Promise.reject(failure) : Promise.resolve('done');
    },
    made: () => made,
  };
}

describe('what a passing conflict stopped', () => {
  it.each<ErrorCode>(['READ_CONFLICT', 'SLOT_BUSY', 'ENDORSERS_DISAGREE'])('is tried again after %s', async (code) => {
    const { attempt, made } = failing(new ExchangeError(code), new ExchangeError(code));
    expect(await withRetry(attempt)).toBe('done');
    expect(made()).toBe(3);
  });

  it('is tried twelve times, and no more', async () => {
    const { attempt, made } = failing(...Array.from({ length: 20 }, () => new ExchangeError('READ_CONFLICT')));
    await expect(withRetry(attempt)).rejects.toMatchObject({ code: 'READ_CONFLICT' });
    expect(made()).toBe(12);
  });

  it('is tried again once where a policy changed in between, also after other conflicts', async () => {
    const once = failing(new ExchangeError('READ_CONFLICT'), policyFailure);
    expect(await withRetry(once.attempt)).toBe('done');
    const twice = failing(policyFailure, new ExchangeError('READ_CONFLICT'), policyFailure);
    await expect(withRetry(twice.attempt)).rejects.toMatchObject({ code: 'TRANSACTION_INVALID' });
    expect(twice.made()).toBe(3);
  });
});

it.each<ErrorCode>(['REVISION_CONFLICT', 'NOT_PERMITTED', 'OUTCOME_UNKNOWN', 'NETWORK_UNAVAILABLE', 'ENDORSEMENT_FAILED'])(
  'what %s stopped is not tried again',
  async (code) => {
    const { attempt, made } = failing(new ExchangeError(code));
    await expect(withRetry(attempt)).rejects.toMatchObject({ code });
    expect(made()).toBe(1);
  },
);

it('what failed without a reason of ours is internal', async () => {
  await expect(withRetry(() => Promise.reject(new Error('of some library')))).rejects.toMatchObject({ code: 'INTERNAL' });
});
