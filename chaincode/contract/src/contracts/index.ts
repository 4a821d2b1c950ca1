import { ExchangeError, allTransactions, type AnyTransaction } from '@databund/model';
import { Contract, type Context } from 'fabric-contract-api';
import { PolicyContract } from './policy-contract';
import { runTransaction } from './run-transaction';

/**
 * One contract per noun, whose methods are the declared transactions, found by name; they take and return canonical JSON.
 * One more answers observers about key policies.
 */
export const contracts: readonly (new () => Contract)[] = [
  ...[...new Set(allTransactions.map(({ noun }) => noun))].map(makeContract),
  PolicyContract,
];

function makeContract(noun: AnyTransaction['noun']): new () => Contract {
  class NounContract extends Contract {
    constructor() {
      super(noun);
    }

    override unknownTransaction(context: Context): Promise<void> {
      return Promise.reject(new ExchangeError('TRANSACTION_UNKNOWN', { called: context.stub.getFunctionAndParameters().fcn }));
    }
  }
  for (const transaction of allTransactions) {
    if (transaction.noun === noun) Object.defineProperty(NounContract.prototype, transaction.name, { value: makeMethod(transaction) });
  }
  return NounContract;
}

/** Makes the method of a transaction. The library counts a method's parameters, so both are named. */
function makeMethod(transaction: AnyTransaction) {
  return (context: Context, command: string): Promise<string> => runTransaction(transaction, context, command);
}
