import { isSameHash } from '../../kernel/hash';
import type { Reader } from '../../kernel/reader';
import type { Recorded } from '../../kernel/record';
import { listSaid } from '../../kernel/trail';
import { disputeKeys } from '../dispute/keys';
import type { Outcome } from '../dispute/records';
import { tradeKeys } from './keys';
import { hashCharge, type ClearingRecord, type PriceRecord, type TradeRecord } from './records';

/** The clearing of a trade, as the operator says it, with the trade that can be its cause. */
interface Cleared {
  readonly trade: Recorded<TradeRecord>;
  readonly clearing: Recorded<ClearingRecord>;
}

/**
 * Returns a clearing as far as it has a cause. FUNDED needs an amount that a side gave or the public charge, SETTLED the buyer's
 * acknowledgement or a ruling, and REFUNDED after an acknowledgement a ruling.
 */
export async function creditClearing(reader: Reader, cleared: Cleared): Promise<Recorded<ClearingRecord>> {
  const { trade, clearing } = cleared;
  const { amountHash, tradeNumber, ...none } = { ...clearing, state: 'NONE' as const };
  if (clearing.state === 'NONE') return clearing;
  if (trade.kind === 'sale' && !(await isAmountDue(reader, cleared))) return none;
  if (clearing.state === 'FUNDED') return clearing;
  const isCaused = isAcknowledged(trade) === (clearing.state === 'SETTLED') || (await isRuled(reader, trade, clearing.state));
  if (isCaused) return clearing;
  return trade.kind === 'sale' ? { ...none, ...(amountHash && { amountHash }), state: 'FUNDED' } : none;
}

/**
 * Returns whether a party gave the amount, or whether it is the public charge. One side is enough, because the other could have changed its
 * price after the funding; and the prices count even if both have written a charge into the head since.
 */
async function isAmountDue(reader: Reader, { trade, clearing: { amountHash } }: Cleared): Promise<boolean> {
  if (trade.charge && isSameHash(amountHash, hashCharge(trade))) return true;
  for (const side of ['provider', 'buyer'] as const) {
    const price = await reader.find(tradeKeys.price(trade.id, side));
    if (price && listHashes(price).some((hash) => isSame(hash, amountHash))) return true;
  }
  return false;
}

/** Lists every price that a side gave, as plain JSON. */
function listHashes(price: Recorded<PriceRecord>): readonly unknown[] {
  return [price.hash, ...listSaid(price).map(({ old }) => old?.['hash'])];
}

function isSame(hash: unknown, amountHash: ClearingRecord['amountHash']): boolean {
  return typeof hash === 'object' && hash !== null && amountHash !== undefined && Reflect.get(hash, 'value') === amountHash.value;
}

function isAcknowledged(trade: Recorded<TradeRecord>): boolean {
  return listSaid(trade).some(({ change }) => change.action === 'acknowledge');
}

const outcomeOf: Readonly<Record<'SETTLED' | 'REFUNDED', Outcome>> = { SETTLED: 'settle', REFUNDED: 'refund' };

/** Returns whether the newest ruling of a dispute about the trade has the outcome that the clearing carries out. */
async function isRuled(reader: Reader, trade: Recorded<TradeRecord>, state: keyof typeof outcomeOf): Promise<boolean> {
  const named = new Set([trade.dispute, ...listSaid(trade).map(({ old }) => old?.['dispute'])]);
  for (const id of named) {
    if (typeof id !== 'string') continue;
    const dispute = await reader.find(disputeKeys.dispute(id));
    const isFinal = dispute?.state === 'RULING' || dispute?.state === 'ENFORCED'; // Not while it is appealed.
    if (isFinal && dispute.trade === trade.id && dispute.rulings.at(-1)?.outcome === outcomeOf[state]) return true;
  }
  return false;
}
