import { isUtf8 } from 'node:buffer';
import {
  encodeWrites,
  ExchangeError,
  invoke,
  nameFunction,
  toCanonicalJson,
  toInstant,
  type AnyTransaction,
  type Invocation,
} from '@databund/model';
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
  const [called = '', ...others] = stub.getBufferArgs();
  // The library also finds a function of the first contract without the contract's name.
  if (called.toString() !== nameFunction(declaration)) throw new ExchangeError('TRANSACTION_UNKNOWN', { called: called.toString() });
  const identity = readIdentity(context);
  const transient = stub.getTransient().get('transient');
  const { answer, writes } = await invoke(declaration, new StubLedger(stub, identity.mspId), {
    identity,
    txId: stub.getTxID(),
    time: toInstant(stub.getDateTimestamp().getTime()),
    agreedFounding: given.agreedFounding,
    input: others.every((bytes) => isUtf8(bytes)) ? given.input : undefined,
    transient: transient && Buffer.from(transient).toString('utf8'),
  });
  if (writes) await writeOutcome(stub, encodeWrites(writes, identity.mspId));
  return toCanonicalJson(answer);
}
