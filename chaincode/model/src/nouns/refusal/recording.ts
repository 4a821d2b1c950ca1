import { Type } from '@sinclair/typebox';
import { errorsIn } from '../../kernel/check';
import type { Details, ErrorCode } from '../../kernel/error-table';
import { Closed, Line } from '../../kernel/forms';
import { hashJson } from '../../kernel/hash';
import { keys } from '../../kernel/keys';
import { ExchangeError } from '../../kernel/exchange-error';
import type { Reader } from '../../kernel/reader';
import type { Recorded } from '../../kernel/record';
import {
  actorsOf,
  declareSubmit,
  findViolation,
  type AnySubmit,
  type AnyTransaction,
  type CallContext,
  type Context,
} from '../../kernel/transaction';
import { RefusalView, type RefusalRecord } from './records';
import { viewRefusal } from './reading';

interface Command {
  readonly transaction: string;
  readonly command: unknown;
}

/** What the transaction reads: what the other one would, or the refusal that it met there. */
export interface SeenForRefusal {
  readonly target: AnySubmit | undefined;
  readonly theirs: unknown;
  readonly refused: ErrorCode | undefined;
  readonly recorded: Recorded<RefusalRecord> | undefined;
}

/**
 * Declares the transaction that puts a refusal on record. It takes the decision of another one again, with its caller, its input and what
 * it reads, and writes only where that refuses; so what is recorded was true when it was committed.
 * @param submits the transactions whose refusals can be recorded, by name
 */
export function declareRecordRefusal(submits: Readonly<Record<string, AnyTransaction>>) {
  return declareSubmit<SeenForRefusal>()({
    name: 'RecordRefusal',
    noun: 'refusal',
    verb: 'record',
    summary: 'Puts on record that the exchange refuses you a transaction: the decision is taken again, and written only where it refuses.',
    address: [],
    input: Closed({ transaction: Line(100), command: Type.Unknown({ description: 'The input of that transaction.' }) }),
    output: RefusalView,
    see: (reader, command, context) => seeRefused(recordable(submits, command.transaction), { reader, command, context }),
    relate: () => [],
    checks: {
      TRANSACTION_UNKNOWN: ({ seen, command }) => (seen.target ? undefined : { called: command.transaction }),
      INPUT_INVALID: ({ seen, command }) => formErrors(seen, command),
      NOT_REFUSED: (context) => (codeOf(context) === undefined ? {} : undefined),
    },
    effect: (context) => {
      const { command, caller, txId } = context;
      const value: RefusalRecord = {
        transaction: command.transaction,
        commandHash: hashJson(command.command),
        code: codeOf(context) ?? 'INTERNAL', // The checks have seen one.
        caller: caller.participantId,
        mspId: caller.mspId,
        txId,
        state: 'RECORDED',
      };
      return {
        puts: [{ key: keys.refusal(caller.participantId, txId), action: 'record', value }],
        events: [{ type: 'RefusalRecorded', id: txId }],
      };
    },
    answer: ({ seen }) => viewRefusal(seen.recorded as Recorded<RefusalRecord>),
    emits: ['RefusalRecorded'],
  });
}

/** What participants submit without a transient value: its bytes would have to be given again. */
function recordable(submits: Readonly<Record<string, AnyTransaction>>, name: string): AnySubmit | undefined {
  const target = Object.hasOwn(submits, name) ? submits[name] : undefined;
  return target?.kind === 'submit' && target.admits === undefined && !target.transient ? target : undefined;
}

async function seeRefused(
  target: AnySubmit | undefined,
  { reader, command: { command }, context }: { readonly reader: Reader; readonly command: Command; readonly context: CallContext },
): Promise<SeenForRefusal> {
  const recorded = await reader.find(keys.refusal(context.caller.participantId, context.txId));
  const isReadable = target !== undefined && recorded === undefined && errorsIn(target.input, command).length === 0;
  const theirs = isReadable ? await seeTheirs(target, { reader, command, context }) : {};
  return { target, theirs: undefined, refused: undefined, recorded, ...theirs };
}

async function seeTheirs(
  target: AnySubmit,
  { reader, command, context }: { readonly reader: Reader; readonly command: unknown; readonly context: CallContext },
): Promise<Partial<SeenForRefusal>> {
  try {
    return { theirs: await target.see(reader, command as never, context) };
  } catch (error) {
    if (error instanceof ExchangeError) return { refused: error.code };
    throw error;
  }
}

function formErrors({ target }: SeenForRefusal, { command }: Command): Details | undefined {
  const errors = target ? errorsIn(target.input, command).map(({ path, reason }) => ({ path: `/command${path}`, reason })) : [];
  return errors.length > 0 ? { errors } : undefined;
}

function codeOf(context: Context<SeenForRefusal, Command>): ErrorCode | undefined {
  const { seen, command, caller } = context;
  const { target, theirs, refused } = seen;
  if (refused !== undefined || target === undefined) return refused;
  const is = actorsOf(caller, target.relate(theirs as never, caller));
  return findViolation(target, { ...context, seen: theirs, command: command.command, is })?.code;
}
