import type { StateAccess, Transaction, Write } from '@databund/ledger-verifier';

/** The name under which the exchange's chaincode is deployed if no other is given. */
export const exchangeChaincode = 'databund';

/** Lists what a transaction writes into a chaincode's public state. */
export function listPublicWrites(accesses: readonly StateAccess[], chaincode: string): readonly Write[] {
  const open = accesses.filter(({ namespace, collection }) => namespace === chaincode && collection === '');
  return open.flatMap(({ writes }) => writes);
}

/** Returns what a transaction does in a chaincode's public state; `undefined` if it does not touch it. Only the first part counts. */
export function findPublicAccess({ action }: Transaction, chaincode: string): StateAccess | undefined {
  return action?.accesses.find(({ namespace, collection }) => namespace === chaincode && collection === '');
}
