import { setTimeout as sleep } from 'node:timers/promises';
import { ExchangeError, type ErrorCode } from '@databund/model';
import { toExchangeError } from './fabric-failures';

const maxAttempts = 12;
const firstDelayMs = 8;
const maxDelayMs = 250;

/** Conflicts that a new proposal can win, because it reads what others wrote in between. */
const transientCodes: ReadonlySet<ErrorCode> = new Set(['READ_CONFLICT', 'SLOT_BUSY', 'ENDORSERS_DISAGREE']);

/** Retries what a passing conflict stopped: up to 12 attempts, with growing, random delays. Each learns why the one before failed. @throws ExchangeError */
export async function withRetry<T>(run: (failed?: ExchangeError) => Promise<T>): Promise<T> {
  let policyFailures = 0;
  let failed: ExchangeError | undefined;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await run(failed);
    } catch (caught) {
      const error = toExchangeError(caught);
      failed = error;
      if (isPolicyFailure(error)) policyFailures += 1;
      // A policy that another transaction of the block set (flag 10) is known to the next proposal, so that is tried once.
      const mayPass = transientCodes.has(error.code) || (isPolicyFailure(error) && policyFailures === 1);
      if (!mayPass || attempt >= maxAttempts) throw error;
      await waitForRetry(attempt);
    }
  }
}

/** Waits a random time before the next attempt; its limit doubles with each attempt, up to 250 ms. */
export async function waitForRetry(attempt: number): Promise<void> {
  await sleep(Math.random() * Math.min(maxDelayMs, firstDelayMs * 2 ** attempt));
}

/** Tells whether the channel found that the endorsers do not satisfy the policy of a written key. */
export function isPolicyFailure(error: unknown): error is ExchangeError {
  if (!(error instanceof ExchangeError)) return false;
  return error.code === 'TRANSACTION_INVALID' && error.details['flag'] === 'ENDORSEMENT_POLICY_FAILURE';
}
