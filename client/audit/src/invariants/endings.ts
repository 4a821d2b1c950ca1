import {
  keys,
  listSaid,
  type ClearingRecord,
  type DeliveryRecord,
  type Exchange,
  type Parameters,
  type Recorded,
  type TradeRecord,
} from '@databund/model';
import type { LedgerState } from './ledger-state';

const hourMs = 3_600_000;
/** The period of the rules if neither the terms nor the exchange name one. */
const usualInspectionHours = 168;

/** Returns why money may not end as a clearing says: paid out without an acknowledgement, or back after something was served. */
export async function findEndingError(
  state: LedgerState,
  trade: Recorded<TradeRecord>,
  { state: end, delivery, change }: Recorded<ClearingRecord>,
): Promise<string | undefined> {
  // The rulings of disputes are checked by running their enforcement again.
  if (trade.dispute !== undefined) return undefined;
  const named = delivery === undefined ? undefined : await findDelivery(state, trade, delivery);
  const lastMs = named && (await findLastMs(state, named));
  const ended = lastMs !== undefined && lastMs <= Date.parse(change.at) ? named : undefined;
  if (end === 'SETTLED') return findPayoutError(trade, ended);
  return end === 'REFUNDED' ? findReturnError(trade, ended) : undefined;
}

function findPayoutError(trade: Recorded<TradeRecord>, ended: DeliveryRecord | undefined): string | undefined {
  const isAccepted = ended?.state === 'SENT' || ended?.state === 'SERVING';
  return isAccepted || hasSaid(trade, 'acknowledge') ? undefined : 'SETTLED, but nothing was acknowledged or accepted';
}

function findReturnError(trade: Recorded<TradeRecord>, ended: DeliveryRecord | undefined): string | undefined {
  if (hasSaid(trade, 'concede')) return undefined;
  if (hasSaid(trade, 'acknowledge')) return 'REFUNDED, but the buyer acknowledged what it received';
  const isUnserved = ended?.state === 'OPENED' && ended.replaces !== undefined;
  return isUnserved || !hasSaid(trade, 'serve') ? undefined : 'REFUNDED, but something was served';
}

function hasSaid(trade: Recorded<TradeRecord>, action: string): boolean {
  return listSaid(trade).some(({ change }) => change.action === action);
}

async function findDelivery(state: LedgerState, trade: TradeRecord, id: string): Promise<Recorded<DeliveryRecord> | undefined> {
  const delivery = await state.find(keys.delivery(id));
  return delivery?.trade === trade.id ? delivery : undefined;
}

/** Returns when a delivery ends by itself: its period, and if it was served the inspection after it. */
async function findLastMs(state: LedgerState, delivery: Recorded<DeliveryRecord>): Promise<number | undefined> {
  const exchange = await state.find(keys.exchange());
  const terms = (await state.find(keys.authorisation(delivery.authorisation)))?.terms;
  if (!exchange || !terms) return undefined;
  const openedAt = delivery.feed?.sentAt ?? delivery.openedAt;
  const timeOutMs = Date.parse(openedAt) + findHours(exchange, 'deliveryPeriodHours', openedAt) * hourMs;
  if (delivery.state === 'OPENED') return timeOutMs;
  const sent = listSaid(delivery).find(({ change }) => change.action === 'send');
  const from = sent?.change.at ?? new Date(timeOutMs).toISOString();
  return Date.parse(from) + (terms.inspectionHours ?? findHours(exchange, 'inspectionPeriodHours', from)) * hourMs;
}

/** Returns the hours of a period at an instant. */
function findHours(exchange: Exchange, name: keyof Pick<Parameters, 'deliveryPeriodHours' | 'inspectionPeriodHours'>, at: string): number {
  const later = (exchange.formerParameters ?? []).filter(({ until, parameters }) => until > at && name in parameters);
  return later[0]?.parameters[name] ?? exchange.parameters[name] ?? usualInspectionHours;
}
