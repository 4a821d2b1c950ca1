import { ExchangeError, allTransactions, type AnyTransaction, type Hash } from '@databund/model';
import { Contract, type Context } from 'fabric-contract-api';
import { PolicyContract } from './policy-contract';
import { runTransaction } from './run-transaction';

export { foundingVariable, readAgreedFounding } from './agreed-hash';

/** A class of contracts, which Fabric's shim instantiates. */
export type ContractClass = new () => Contract;

/**
 * Makes one contract per noun, and one that answers observers about key policies, for an organisation that agreed to a founding document.
 * The methods are the declared transactions, found by name; they take and return canonical JSON.
 */
export function makeContracts(agreedFounding: Hash): readonly ContractClass[] {
  return [...[...new Set(allTransactions.map(({ noun }) => noun))].map((noun) => makeContract(noun, agreedFounding)), PolicyContract];
}

function makeContract(noun: AnyTransaction['noun'], agreedFounding: Hash): ContractClass {
  class NounContract extends Contract {
    constructor() {
      super(noun);
    }

    override unknownTransaction(context: Context): Promise<void> {
      return Promise.reject(new ExchangeError('TRANSACTION_UNKNOWN', { called: context.stub.getFunctionAndParameters().fcn }));
    }
  }
  for (const transaction of allTransactions) {
    if (transaction.noun === noun)
      Object.defineProperty(NounContract.prototype, transaction.name, { value: makeMethod(transaction, agreedFounding) });
  }
  return NounContract;
}

/** Makes the method of a transaction. The library counts a method's parameters, so both are named. */
function makeMethod(transaction: AnyTransaction, agreedFounding: Hash) {
  return (context: Context, command: string): Promise<string> => runTransaction(transaction, context, { input: command, agreedFounding });
}
