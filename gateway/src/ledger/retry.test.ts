import { ExchangeError, type ErrorCode } from '@databund/model';
import { withRetry } from './retry';

const policyFailure = new ExchangeError('TRANSACTION_INVALID', { flag: 'ENDORSEMENT_POLICY_FAILURE' });

/** Creates an attempt that fails with these errors in turn, and then succeeds. */
function failWith(...failures: readonly ExchangeError[]) {
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

describe('withRetry', () => {
  it.each<ErrorCode>(['READ_CONFLICT', 'SLOT_BUSY', 'ENDORSERS_DISAGREE'])('retries after %s', async (code) => {
    const { attempt, made } = failWith(new ExchangeError(code), new ExchangeError(code));
    expect(await withRetry(attempt)).toBe('done');
    expect(made()).toBe(3);
  });

  it('stops after 12 attempts', async () => {
    const { attempt, made } = failWith(...Array.from({ length: 20 }, () => new ExchangeError('READ_CONFLICT')));
    await expect(withRetry(attempt)).rejects.toMatchObject({ code: 'READ_CONFLICT' });
    expect(made()).toBe(12);
  });

  it('retries once after an endorsement policy failure, also after other conflicts', async () => {
    const once = failWith(new ExchangeError('READ_CONFLICT'), policyFailure);
    expect(await withRetry(once.attempt)).toBe('done');
    const twice = failWith(policyFailure, new ExchangeError('READ_CONFLICT'), policyFailure);
    await expect(withRetry(twice.attempt)).rejects.toMatchObject({ code: 'TRANSACTION_INVALID' });
    expect(twice.made()).toBe(3);
  });
});

it.each<ErrorCode>(['REVISION_CONFLICT', 'NOT_PERMITTED', 'OUTCOME_UNKNOWN', 'NETWORK_UNAVAILABLE', 'ENDORSEMENT_FAILED'])(
  'stops after one attempt that ends with %s',
  async (code) => {
    const { attempt, made } = failWith(new ExchangeError(code));
    await expect(withRetry(attempt)).rejects.toMatchObject({ code });
    expect(made()).toBe(1);
  },
);

it('throws INTERNAL for an unknown error', async () => {
  await expect(withRetry(() => Promise.reject(new Error('of some library')))).rejects.toMatchObject({ code: 'INTERNAL' });
});
