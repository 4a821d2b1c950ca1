import { isSameHash } from '../../kernel/hash';
import type { Reader } from '../../kernel/reader';
import type { Recorded } from '../../kernel/record';
import { findChange, listSaid } from '../../kernel/trail';
import { authorisationKeys } from '../authorisation/keys';
import { namePartiesUnder } from '../authorisation/voice';
import { findLaterStep } from '../dispute/find-later-step';
import { disputeKeys } from '../dispute/keys';
import type { Outcome } from '../dispute/records';
import { findFinalOutcome } from '../dispute/state';
import { endWait, type Periods } from '../exchange/period';
import { readExchange } from '../exchange/read-exchange';
import { listingKeys } from '../listing/keys';
import { isChargePublished } from './check-kind';
import { findLacking, isServedUnder, type Lacking } from './find-hidden';
import { tradeKeys } from './keys';
import { isAccepted, isNeverServed, readNamedDelivery } from './named-delivery';
import { tradeWaits } from './waits';
import { hashCharge, type ClearingRecord, type PriceRecord, type TradeRecord } from './records';

/** The clearing of a trade, as the operator says it, with the trade that can be its cause. */
interface Cleared {
  readonly trade: Recorded<TradeRecord>;
  readonly clearing: Recorded<ClearingRecord>;
}

/**
 * Returns whether what the operator says of the money has a cause. FUNDED needs an amount that a side gave or the provider published, SETTLED the
 * buyer's acknowledgement, an accepted delivery or a ruling, and REFUNDED after something was served the provider's concession, a
 * replacement that never was, or a ruling.
 */
export async function isCleared(reader: Reader, id: string, clearing: Recorded<ClearingRecord>): Promise<boolean> {
  const { state } = clearing;
  if (state === 'NONE') return true;
  const trade = await reader.find(tradeKeys.trade(id));
  if (!trade || (trade.kind === 'sale' && !(await isFundable(reader, { trade, clearing })))) return false;
  return state === 'FUNDED' || isCaused(reader, { trade, clearing }, state);
}

/**
 * Returns whether a final ruling is the cause, or without one an acknowledgement or something else that ends a trade. During a dispute only a
 * ruling is a cause.
 */
async function isCaused(reader: Reader, cleared: Cleared, state: 'SETTLED' | 'REFUNDED'): Promise<boolean> {
  const rulings = await findRulings(reader, cleared);
  if (rulings.some(({ isBehind }) => isBehind)) return false;
  const decisive = rulings.flatMap(({ outcome }) => (outcome === undefined || outcome === 'resume' ? [] : [outcome]));
  if (decisive.length > 0) return decisive.every((outcome) => outcome === outcomeOf[state]);
  const lacks = await findLacking(reader, cleared.trade);
  return cleared.trade.state !== 'DISPUTED' && lacks !== 'dispute' && isCausedUnruled(reader, { ...cleared, lacks }, state);
}

/** Returns whether a party's own step is the cause. One that was said and that the copies lack counts against every other cause. */
async function isCausedUnruled(
  reader: Reader,
  { trade, clearing, lacks }: Cleared & { readonly lacks: Lacking | undefined },
  state: 'SETTLED' | 'REFUNDED',
): Promise<boolean> {
  if (state === 'REFUNDED' && findChange(trade, 'concede')) return true;
  if (lacks === 'acknowledge' || findChange(trade, 'acknowledge')) return state === 'SETTLED';
  const named = await readNamedDelivery(reader, trade, { id: clearing.delivery, until: clearing.change.at });
  if (state === 'SETTLED') return isAccepted(named, clearing.change.at);
  return findChange(trade, 'serve') ? isNeverServed(named, clearing.change.at) : lacks === undefined;
}

/** Returns whether a sale could be funded, and with this amount: its order was neither cancelled nor lapsed, or was activated since. */
async function isFundable(reader: Reader, cleared: Cleared): Promise<boolean> {
  const { trade, clearing } = cleared;
  if (!(await isAmountDue(reader, cleared))) return false;
  if (findChange(trade, 'activate')) return true;
  const fundedAt = (findChange(clearing, 'fund') ?? clearing.change).at;
  const cancelledAt = findChange(trade, 'cancel')?.at;
  const isCancelled = cancelledAt !== undefined && cancelledAt <= fundedAt;
  return !isCancelled && fundedAt < findLatestEnd(trade, await readExchange(reader));
}

/** Returns when an order lapses at the latest, if both sides gave their price at the end of its period. */
function findLatestEnd(trade: Recorded<TradeRecord>, exchange: Periods): string {
  const orderedAt = (findChange(trade, 'order') ?? trade.change).at;
  return endWait(exchange, tradeWaits.PRICED, endWait(exchange, tradeWaits.ORDERED, orderedAt));
}

/**
 * Returns whether the buyer activated the amount, or before that whether a party gave it or the provider published it. One side is enough,
 * because the other could have changed its price after the funding; and the prices count even if both have written a charge into the head since.
 */
async function isAmountDue(reader: Reader, { trade, clearing: { amountHash } }: Cleared): Promise<boolean> {
  if (findChange(trade, 'activate')) return isSameHash(amountHash, trade.amountHash);
  if (isSameHash(amountHash, hashCharge(trade))) return hasPublishedCharge(reader, trade);
  for (const side of ['provider', 'buyer'] as const) {
    const price = await reader.find(tradeKeys.price(trade.id, side));
    if (price && listHashes(price).some((hash) => isSame(hash, amountHash))) return true;
  }
  return false;
}

/** Returns whether the offer publishes what the head of a trade charges. The buyer alone writes that. */
async function hasPublishedCharge(reader: Reader, trade: TradeRecord): Promise<boolean> {
  const use = await reader.find(authorisationKeys.authorisation(trade.authorisation));
  const offered = use && (await reader.find(listingKeys.listingVersion(use.listing, use.version)));
  return offered !== undefined && isChargePublished(trade, offered.content);
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
  const isBehind = (await findLaterStep(reader, id, dispute, await namePartiesUnder(trade.authorisation, reader))) !== undefined;
  if (dispute?.trade !== trade.id) return { isBehind };
  const exchange = await readExchange(reader);
  return { isBehind, outcome: findFinalOutcome(dispute, { exchange, isServed: await isServedUnder(reader, trade), at }) };
}
