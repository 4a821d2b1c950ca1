import { toInstant, invoke, toCanonicalJson, type AnyTransaction, type Invocation } from '@databund/model';
import type { Context } from 'fabric-contract-api';
import { StubLedger } from '../world-state/stub-ledger';
import { writeOutcome } from '../world-state/write-outcome';
import { readIdentity } from './read-identity';

/**
 * Runs a declared transaction in a peer and returns its answer as canonical JSON.
 * @throws ExchangeError with a code of the transaction or of its caller
 */
export async function runTransaction(
  declaration: AnyTransaction,
  context: Context,
  given: Pick<Invocation, 'input' | 'agreedFounding'>,
): Promise<string> {
  const { stub } = context;
  const identity = readIdentity(context);
  const ledger = new StubLedger(stub, identity.mspId);
  const transient = stub.getTransient().get('transient');
  const { answer, writes } = await invoke(declaration, ledger, {
    identity,
    txId: stub.getTxID(),
    time: toInstant(stub.getDateTimestamp().getTime()),
    ...given,
    transient: transient && Buffer.from(transient).toString('utf8'),
  });
  if (writes) await writeOutcome(stub, writes, identity.mspId);
  return toCanonicalJson(answer);
}
