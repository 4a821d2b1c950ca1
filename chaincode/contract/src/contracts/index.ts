import { Contract, type Context } from 'fabric-contract-api';
import { ExchangeError, allTransactions, type AnyTransaction } from '@databund/model';
import { runTransaction } from './run';

/** A contract a noun, each method a declared transaction: found by name, taking and giving canonical JSON. */
export const contracts: readonly (new () => Contract)[] = [...new Set(allTransactions.map(({ noun }) => noun))].map(contractOf);

function contractOf(noun: AnyTransaction['noun']): new () => Contract {
  class NounContract extends Contract {
    constructor() {
      super(noun);
    }

    override unknownTransaction(context: Context): Promise<void> {
      return Promise.reject(new ExchangeError('TRANSACTION_UNKNOWN', { called: context.stub.getFunctionAndParameters().fcn }));
    }
  }
  for (const transaction of allTransactions) {
    if (transaction.noun === noun) Object.defineProperty(NounContract.prototype, transaction.name, { value: methodOf(transaction) });
  }
  return NounContract;
}

/** The library counts a method’s parameters, so it names both. */
function methodOf(transaction: AnyTransaction) {
  return (context: Context, command: string): Promise<string> => runTransaction(transaction, context, command);
}
