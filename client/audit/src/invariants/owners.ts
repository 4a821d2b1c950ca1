import { keys, type PriceSide } from '@databund/model';
import { outcome, type Committed, type Outcome } from './invariant';
import type { LedgerState } from './ledger-state';

/**
 * What lies under one organisation’s own policy is written by its own peer, after the transaction that makes it: read from the
 * endorsements, since whoever made the key could have given it another policy. Of stances their own invariant tells it.
 */
export async function ownedWrites(
  transaction: Committed,
  type: 'price' | 'clearing' | 'grade',
  state: LedgerState,
): Promise<readonly Outcome[]> {
  const written = transaction.writes.filter((write) => write.type === type && write.before);
  return Promise.all(
    written.map(async ({ key, parts }) => {
      const owner = await ownerOf(type, parts, state);
      const isOwn = owner !== undefined && transaction.endorsedBy().has(owner);
      return outcome(key, !isOwn && `written without the peer of ${owner ?? 'anybody'}, whose it is`);
    }),
  );
}

async function ownerOf(type: string, [id = '', side]: readonly string[], state: LedgerState): Promise<string | undefined> {
  const exchange = await state.find(keys.exchange());
  if (type === 'clearing') return exchange?.operatorMspId;
  if (type === 'grade') return exchange?.authorityMspId;
  const trade = await state.find(keys.trade(id));
  return (side as PriceSide) === 'provider' ? trade?.providerMspId : trade?.buyerMspId;
}
