import { isSameHash } from '../../kernel/hash';
import type { Reader } from '../../kernel/reader';
import type { Recorded } from '../../kernel/record';
import { findChange, listSaid } from '../../kernel/trail';
import { namePartiesUnder } from '../authorisation/voice';
import { findLaterStep } from '../dispute/find-later-step';
import { disputeKeys } from '../dispute/keys';
import type { Outcome } from '../dispute/records';
import { findFinalOutcome } from '../dispute/state';
import { readExchange } from '../exchange/read-exchange';
import { tradeKeys } from './keys';
import { isAccepted, isNeverServed, readNamedDelivery } from './named-delivery';
import { hashCharge, type ClearingRecord, type PriceRecord, type TradeRecord } from './records';

/** The clearing of a trade, as the operator says it, with the trade that can be its cause. */
interface Cleared {
  readonly trade: Recorded<TradeRecord>;
  readonly clearing: Recorded<ClearingRecord>;
}

/**
 * Returns a clearing as far as it has a cause. FUNDED needs an amount that a side gave or the public charge, SETTLED the buyer's
 * acknowledgement, an accepted delivery or a ruling, and REFUNDED after something was served the provider's concession, a replacement that
 * never was, or a ruling.
 */
export async function creditClearing(reader: Reader, cleared: Cleared): Promise<Recorded<ClearingRecord>> {
  const { trade, clearing } = cleared;
  const { amountHash, tradeNumber, delivery: _delivery, ...none } = { ...clearing, state: 'NONE' as const };
  if (clearing.state === 'NONE') return clearing;
  if (trade.kind === 'sale' && !(await isAmountDue(reader, cleared))) return none;
  if (clearing.state === 'FUNDED') return clearing;
  if (await isCaused(reader, cleared, clearing.state)) return clearing;
  return trade.kind === 'sale' ? { ...none, ...(amountHash && { amountHash }), state: 'FUNDED' } : none;
}

/** Returns whether an acknowledgement or a ruling is the cause. One that was said and that the copies lack is the cause of nothing else. */
async function isCaused(reader: Reader, cleared: Cleared, state: 'SETTLED' | 'REFUNDED'): Promise<boolean> {
  const { trade, clearing } = cleared;
  const rulings = await findRulings(reader, cleared);
  if (rulings.some(({ isBehind }) => isBehind)) return false;
  if (rulings.some(({ outcome }) => outcome === outcomeOf[state])) return true;
  const lacks = await findLacking(reader, trade);
  if (state === 'REFUNDED' && findChange(trade, 'concede')) return true;
  if (findChange(trade, 'acknowledge')) return state === 'SETTLED';
  if (lacks === 'acknowledge') return false;
  const named = await readNamedDelivery(reader, trade, clearing.delivery);
  if (state === 'SETTLED') return isAccepted(named, clearing.change.at);
  return findChange(trade, 'serve') ? isNeverServed(named, clearing.change.at) : lacks === undefined;
}

/** Returns whether something was served or acknowledged under a trade, even if its copy lacks it. */
export async function isServedUnder(reader: Reader, trade: Recorded<TradeRecord>): Promise<boolean> {
  return (
    findChange(trade, 'serve') !== undefined ||
    findChange(trade, 'acknowledge') !== undefined ||
    (await findLacking(reader, trade)) !== undefined
  );
}

/** Returns the binding step about the trade that was said and that its copy does not show: then two others wrote an older copy. */
export async function findLacking(reader: Reader, trade: Recorded<TradeRecord>): Promise<'acknowledge' | 'serve' | undefined> {
  const isLacking = async (action: string, mspId: string) =>
    !findChange(trade, action) && (await reader.hasAnchor(mspId, tradeKeys.trade(trade.id), { action, round: 1 }));
  // The buyer's organisation made the order, which is the first change.
  if (await isLacking('acknowledge', listSaid(trade)[0]?.change.mspId ?? '')) return 'acknowledge';
  const { 'object-provider': provider = '' } = await namePartiesUnder(trade.authorisation, reader);
  return (await isLacking('serve', provider)) ? 'serve' : undefined;
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

const outcomeOf: Readonly<Record<'SETTLED' | 'REFUNDED', Outcome>> = { SETTLED: 'settle', REFUNDED: 'refund' };

/** A dispute about a trade: the outcome of its newest ruling if that is final, and whether its copy lacks a later step. */
interface Ruled {
  readonly outcome?: Outcome | undefined;
  readonly isBehind: boolean;
}

/** Finds what was ruled in every dispute that the trade names or named, and is final when the money moves. */
async function findRulings(reader: Reader, { trade, clearing }: Cleared): Promise<readonly Ruled[]> {
  const named = new Set([trade.dispute, ...listSaid(trade).map(({ old }) => old?.['dispute'])]);
  const ruled: Ruled[] = [];
  for (const id of named) if (typeof id === 'string') ruled.push(await findRuling(reader, trade, { id, at: clearing.change.at }));
  return ruled;
}

async function findRuling(
  reader: Reader,
  trade: Recorded<TradeRecord>,
  { id, at }: { readonly id: string; readonly at: string },
): Promise<Ruled> {
  const dispute = await reader.find(disputeKeys.dispute(id));
  const isBehind = (await findLaterStep(reader, id, dispute, trade)) !== undefined;
  if (dispute?.trade !== trade.id) return { isBehind };
  const exchange = await readExchange(reader);
  return { isBehind, outcome: findFinalOutcome(dispute, { exchange, isServed: await isServedUnder(reader, trade), at }) };
}
