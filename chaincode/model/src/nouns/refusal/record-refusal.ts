import { Value } from '@sinclair/typebox/value';
import { toCanonicalJson } from '../../kernel/canonical-json';
import { listErrors } from '../../kernel/check';
import { declareSubmit, type AnySubmit, type AnyTransaction, type CallContext, type Context } from '../../kernel/declare';
import type { Details, ErrorCode } from '../../kernel/error-table';
import { ExchangeError } from '../../kernel/exchange-error';
import { makeContext, findViolation } from '../../kernel/execute';
import { Closed, Line } from '../../kernel/forms';
import { Hash } from '../../kernel/hash';
import { expectWritten, type Reader } from '../../kernel/reader';
import type { Recorded } from '../../kernel/record';
import { checkQuota, putQuota, readQuota, type WithQuota } from '../quota/take-quota';
import { refusalKeys, makeRefusedInputKey } from './keys';
import { RefusalView, RefusedInput, viewRefusal, type RefusalRecord } from './records';

interface Command {
  readonly transaction: string;
}

/** Facts that the transaction reads: the facts of the refused one, or the code with which reading them failed. */
export interface RefusalFacts extends WithQuota {
  readonly target: AnySubmit | undefined;
  readonly targetFacts: unknown;
  readonly readError: ErrorCode | undefined;
  readonly recorded: Recorded<RefusalRecord> | undefined;
}

/**
 * Declares the transaction that records a refusal. It decides the other transaction again, with the same caller and a transient input,
 * and writes its salted hash only if that is refused; so a recorded refusal was true when it was committed.
 * @param submits the transactions whose refusals can be recorded, by name
 */
export function declareRecordRefusal(submits: Readonly<Record<string, AnyTransaction>>) {
  return declareSubmit<RefusalFacts>()({
    name: 'RecordRefusal',
    noun: 'refusal',
    verb: 'record',
    summary: 'Records that the exchange refuses you a transaction. It is decided again, and recorded only if it is refused.',
    address: [],
    input: Closed({ transaction: Line(100), inputHash: Hash }),
    transient: RefusedInput,
    saltedHash: 'inputHash',
    output: RefusalView,
    read: async (reader, command, context) => ({
      ...(await readFacts(findRecordable(submits, command.transaction), { reader, context })),
      quota: await readQuota(reader, 'refusal', context),
    }),
    checks: {
      TRANSACTION_UNKNOWN: ({ facts, command }) => (facts.target ? undefined : { called: command.transaction }),
      INPUT_INVALID: (context) => checkForm(context),
      NOT_REFUSED: (context) => (findCode(context) === undefined ? {} : undefined),
      QUOTA_EXCEEDED: checkQuota,
    },
    effect: (context) => {
      const { command, caller, txId } = context;
      const value: RefusalRecord = {
        transaction: command.transaction,
        inputHash: command.inputHash,
        code: findCode(context) ?? 'INTERNAL', // The checks have found one.
        caller: caller.participantId,
        mspId: caller.mspId,
        txId,
        state: 'RECORDED',
      };
      return {
        puts: [{ key: refusalKeys.refusal(caller.participantId, txId), action: 'record', value }, ...putQuota(context)],
        privately: { key: makeRefusedInputKey(caller.participantId, txId), value: toCanonicalJson(context.transient) },
        events: [{ type: 'RefusalRecorded', id: txId }],
      };
    },
    answer: ({ facts }) => viewRefusal(expectWritten(facts.recorded)),
    emits: ['RefusalRecorded'],
  });
}

/** Finds a transaction whose refusals can be recorded: one for participants, without a transient value, whose bytes would be needed again. */
function findRecordable(submits: Readonly<Record<string, AnyTransaction>>, name: string): AnySubmit | undefined {
  const target = Object.hasOwn(submits, name) ? submits[name] : undefined;
  return target?.kind === 'submit' && target.admits === undefined && !target.transient ? target : undefined;
}

interface Reading {
  readonly reader: Reader;
  readonly context: CallContext;
}

async function readFacts(target: AnySubmit | undefined, { reader, context }: Reading): Promise<Omit<RefusalFacts, 'quota'>> {
  const command = readInput(context);
  const recorded = await reader.find(refusalKeys.refusal(context.caller.participantId, context.txId));
  const none = { target, targetFacts: undefined, readError: undefined, recorded };
  if (target === undefined || recorded !== undefined || listErrors(target.input, command).length > 0) return none;
  try {
    return { ...none, targetFacts: await target.read(reader, command, context) };
  } catch (error) {
    if (error instanceof ExchangeError) return { ...none, readError: error.code };
    throw error;
  }
}

/** Returns the input that was refused. Its form has been checked. */
function readInput({ transient }: CallContext): unknown {
  return Value.Check(RefusedInput, transient) ? transient.input : undefined;
}

function checkForm({ facts: { target }, ...context }: Context<RefusalFacts, Command>): Details | undefined {
  const errors = target ? listErrors(target.input, readInput(context)) : [];
  return errors.length > 0 ? { errors: errors.map(({ path, reason }) => ({ path: `/transient/input${path}`, reason })) } : undefined;
}

function findCode(context: Context<RefusalFacts, Command>): ErrorCode | undefined {
  const { facts } = context;
  const { target, targetFacts, readError } = facts;
  if (readError !== undefined || target === undefined) return readError;
  return findViolation(target, makeContext(target, { ...context, facts: targetFacts, command: readInput(context) }))?.code;
}
