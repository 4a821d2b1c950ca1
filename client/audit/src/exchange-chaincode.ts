import type { StateAccess, Write } from '@databund/ledger-verifier';

/** The name under which the exchange's chaincode is deployed if no other is given. */
export const exchangeChaincode = 'databund';

/** Lists what a transaction writes into a chaincode's public state. */
export function listPublicWrites(accesses: readonly StateAccess[], chaincode: string): readonly Write[] {
  const open = accesses.filter(({ namespace, collection }) => namespace === chaincode && collection === '');
  return open.flatMap(({ writes }) => writes);
}
