import type { Transaction } from '@hyperledger/fabric-gateway';
import { ExchangeError } from '@databund/model';
import type { CommitOutcome, CommitStream } from './commit-stream';
import { isAnswered, isUnreachable } from './fabric-failures';
import { waitForRetry } from './retry';

const commitTimeoutMs = 30_000;
const submitAttempts = 3;

/** Sends an endorsed transaction and waits for its commit. @throws OUTCOME_UNKNOWN if it is not seen in time */
export async function sendToOrderer(endorsed: Transaction, commits: CommitStream): Promise<CommitOutcome> {
  const transactionId = endorsed.getTransactionId();
  const { outcome, forget } = await commits.expect(transactionId, commitTimeoutMs);
  try {
    await submitEnvelope(endorsed);
  } catch (error) {
    forget();
    throw error;
  }
  const found = await outcome;
  if (!found) throw new ExchangeError('OUTCOME_UNKNOWN', { transactionId });
  return found;
}

/** Submits an envelope, again if no peer answered: Fabric commits it once. @throws OUTCOME_UNKNOWN if it may have been taken */
async function submitEnvelope(endorsed: Transaction): Promise<void> {
  let wasAnswered = true;
  for (let attempt = 1; ; attempt += 1) {
    try {
      await endorsed.submit();
      return;
    } catch (error) {
      wasAnswered &&= isAnswered(error);
      if (attempt < submitAttempts && isUnreachable(error)) await waitForRetry(attempt);
      else if (wasAnswered) throw error;
      else throw new ExchangeError('OUTCOME_UNKNOWN', { transactionId: endorsed.getTransactionId() });
    }
  }
}
