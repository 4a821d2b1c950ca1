import { keys } from '@databund/model';
import { checkEach, makeOutcome, type CommittedTransaction, type Outcomes } from './invariant';
import type { LedgerState } from './ledger-state';

/**
 * Checks that records of one organisation are changed only with an endorsement by its own peer. Reads the endorsements instead of the
 * key's policy, because who made the key could have given it another policy.
 */
export function checkOwnerWrites(transaction: CommittedTransaction, type: 'price' | 'clearing' | 'grade', state: LedgerState): Outcomes {
  const changed = transaction.writes.filter((write) => write.type === type && write.before);
  return checkEach(changed, async ({ key, parts }) => {
    const owner = await findOwner(type, parts, state);
    const isOwn = owner !== undefined && transaction.listEndorsers().has(owner);
    return makeOutcome(key, !isOwn && `${type} changed without an endorsement by a peer of ${owner ?? 'its unknown owner'}`);
  });
}

async function findOwner(type: string, [id = '', side]: readonly string[], state: LedgerState): Promise<string | undefined> {
  const exchange = await state.find(keys.exchange());
  if (type === 'clearing') return exchange?.operatorMspId;
  if (type === 'grade') return exchange?.authorityMspId;
  const trade = await state.find(keys.trade(id));
  return side === 'provider' ? trade?.providerMspId : trade?.buyerMspId;
}
