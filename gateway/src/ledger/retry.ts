import { setTimeout as sleep } from 'node:timers/promises';
import type { ErrorCode, ExchangeError } from '@databund/model';
import { refusalOfFailure } from './fabric-failures';

const maxAttempts = 12;
const firstDelayMs = 8;
const longestDelayMs = 250;

/** Conflicts that a new proposal can win: what others did in between is read anew. */
const passing: ReadonlySet<ErrorCode> = new Set(['READ_CONFLICT', 'SLOT_BUSY', 'ENDORSERS_DISAGREE']);

/** Tries again, a bounded number of times and after a jittered, growing while, what a passing conflict stopped. @throws ExchangeError */
export async function withRetry<T>(attempt: () => Promise<T>): Promise<T> {
  let policyFailures = 0;
  for (let tried = 1; ; tried += 1) {
    try {
      return await attempt();
    } catch (error) {
      const refusal = refusalOfFailure(error);
      if (isPolicyFailure(refusal)) policyFailures += 1;
      // A policy that another transaction set within the block (flag 10) is known to the next proposal: that is tried once.
      const mayPass = passing.has(refusal.code) || (isPolicyFailure(refusal) && policyFailures === 1);
      if (!mayPass || tried >= maxAttempts) throw refusal;
      await jitter(tried);
    }
  }
}

/** Waits a random while, at most twice as long after each attempt as after the one before. */
export async function jitter(tried: number): Promise<void> {
  await sleep(Math.random() * Math.min(longestDelayMs, firstDelayMs * 2 ** tried));
}

function isPolicyFailure({ code, details }: ExchangeError): boolean {
  return code === 'TRANSACTION_INVALID' && details['flag'] === 'ENDORSEMENT_POLICY_FAILURE';
}
