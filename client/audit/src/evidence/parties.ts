import type { SelectedTransaction, Signer } from '@databund/ledger-verifier';
import { listParties } from './concern';
import type { Manifest } from './manifest';

/** Lists the organisations that the records name as parties; for other objects, that of the first one who wrote about it. */
export function listPartiesOf(selected: readonly SelectedTransaction[], { chaincode }: Pick<Manifest, 'chaincode'>): readonly string[] {
  const own = selected.map((each) => ({
    each,
    writes: each.accesses.filter(({ namespace, collection }) => namespace === chaincode && collection === ''),
  }));
  const named = own.flatMap(({ writes }) => writes.flatMap((access) => access.writes.flatMap(({ value }) => listParties(value))));
  const writer: Signer | undefined = own.find(({ writes }) => writes.length > 0)?.each.creator;
  return [...new Set(named.length > 0 ? named : writer ? [writer.mspId] : [])].sort();
}
