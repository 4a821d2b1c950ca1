import { ExchangeError, allTransactions, transactions, type AnyTransaction, type TransactionName } from '@databund/model';
import type { MemoryWorld, Person } from './memory-world';
import { TestError } from './test-error';

/** A transaction whose name a test computes, with what it is given. */
export interface DynamicCall {
  readonly name: string;
  readonly command: object;
  readonly as: Person;
  readonly transient?: object;
}

/** Finds the declared transaction of a noun's action. @throws TestError NO_SUCH_TRANSACTION */
export function findTransaction(noun: string, action: string): AnyTransaction {
  const transaction = allTransactions.find((each) => each.noun === noun && each.verb === action);
  if (!transaction) throw new TestError('NO_SUCH_TRANSACTION', `The model declares no transaction ${noun} ${action}.`);
  return transaction;
}

/** Narrows a text to the name of a declared transaction. @throws TestError NO_SUCH_TRANSACTION */
export function requireName(name: string): TransactionName {
  if (!isName(name)) throw new TestError('NO_SUCH_TRANSACTION', `The model declares no transaction "${name}".`);
  return name;
}

/** Performs a transaction whose name and command a test computes. @throws ExchangeError */
export function perform(world: MemoryWorld, { name, command, as, transient }: DynamicCall): Promise<unknown> {
  return world.perform(requireName(name), command, as, transient);
}

/** Performs a transaction, and returns `done` or the code of its refusal. */
export async function tryPerform(world: MemoryWorld, call: DynamicCall): Promise<string> {
  try {
    await perform(world, call);
    return 'done';
  } catch (error) {
    if (error instanceof ExchangeError) return error.code;
    throw error;
  }
}

/** Lists the members of a transaction's input. */
export function listMembers({ properties }: AnyTransaction['input']): readonly string[] {
  return isObject(properties) ? Object.keys(properties) : [];
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function isName(name: string): name is TransactionName {
  return Object.hasOwn(transactions, name);
}
