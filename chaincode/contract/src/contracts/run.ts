import type { Context as FabricContext } from 'fabric-contract-api';
import {
  ExchangeError,
  actorsOf,
  instantOf,
  latest,
  findViolation,
  toCanonicalJson,
  type AnyEvaluate,
  type AnySubmit,
  type AnyTransaction,
  type Caller,
  type Context,
} from '@databund/model';
import { StateLedger } from '../world-state/state-ledger';
import { StateReader } from '../world-state/state-reader';
import { writeEffect } from '../world-state/state-writer';
import { identifyCaller } from './caller';
import { limitInput, parseInput } from './input';

/** What every transaction declares, seen without its types: each `never` takes what its own `see` gave. */
type Untyped = Context<unknown, unknown>;

/**
 * Runs a declared transaction: reads what it sees, decides, and writes or refuses. Answers canonical JSON.
 * @throws ExchangeError with a code of the transaction’s, or of its caller
 */
export async function runTransaction(transaction: AnyTransaction, context: FabricContext, input: string | undefined): Promise<string> {
  const reader = new StateReader(context.stub);
  await limitInput(reader, Buffer.byteLength(input ?? ''));
  const command = parseInput(input, transaction.input);
  const caller = await identifyCaller(context, reader, transaction.kind === 'submit' ? transaction.admits : undefined);
  const run = { context, reader, caller, command };
  return toCanonicalJson(transaction.kind === 'submit' ? await submit(transaction, run) : await evaluate(transaction, run));
}

interface Run {
  readonly context: FabricContext;
  readonly reader: StateReader;
  readonly caller: Caller;
  readonly command: unknown;
}

async function submit(transaction: AnySubmit, { context: { stub }, reader, caller, command }: Run): Promise<unknown> {
  const txId = stub.getTxID();
  const about = { caller, txId, ...transientOf(transaction, stub.getTransient()) };
  const seen = await transaction.see(reader, command as never, about);
  const at = timeOf(stub, reader);
  const context: Untyped = { ...about, seen, command, at, is: actorsOf(caller, transaction.relate(seen as never, caller)) };
  refuse(transaction, context);
  await writeEffect(stub, reader, transaction.effect(context as never), { caller, txId, at });
  const after = await transaction.see(reader.asKnown(), command as never, about);
  return transaction.answer({ ...context, seen: after } as never);
}

async function evaluate(transaction: AnyEvaluate, { context: { stub }, reader, caller, command }: Run): Promise<unknown> {
  const about = { caller, txId: stub.getTxID() };
  const seen = await transaction.see(new StateLedger(stub, reader, caller.mspId), command as never, about);
  const context: Untyped = {
    ...about,
    seen,
    command,
    at: timeOf(stub, reader),
    is: actorsOf(caller, transaction.relate(seen as never, caller)),
  };
  refuse(transaction, context);
  return transaction.answer(context as never);
}

function refuse(transaction: AnyTransaction, context: Untyped): void {
  const refused = findViolation(transaction, context);
  if (refused) throw new ExchangeError(refused.code, refused.details);
}

/** The later of the transaction’s own time, which every endorser sees alike, and the times of what it read: so an object’s time never decreases. */
function timeOf(stub: FabricContext['stub'], reader: StateReader): string {
  return latest(instantOf(stub.getDateTimestamp().getTime()), ...reader.seenRecords().map(({ change }) => change.at));
}

function transientOf({ transient }: AnySubmit, given: Map<string, Uint8Array>): { transient?: unknown } {
  if (!transient) return {};
  const bytes = given.get('transient');
  return { transient: parseInput(bytes && Buffer.from(bytes).toString('utf8'), transient) };
}
