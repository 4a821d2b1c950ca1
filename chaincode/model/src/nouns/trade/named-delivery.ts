import { listAble } from '../../kernel/judge-record';
import type { Key } from '../../kernel/key';
import { hasTaken, type Reader } from '../../kernel/reader';
import type { Recorded } from '../../kernel/record';
import { findChange, listSaid } from '../../kernel/trail';
import { authorisationKeys } from '../authorisation/keys';
import type { AuthorisationRecord } from '../authorisation/records';
import { namePartiesOf } from '../authorisation/voice';
import { deliveryKeys } from '../delivery/keys';
import type { DeliveryRecord, DeliveryState } from '../delivery/records';
import { computeStanding, type Progress } from '../delivery/state';
import { readExchange } from '../exchange/read-exchange';
import type { Exchange } from '../exchange/records';
import type { TradeRecord } from './records';
import { wasStopped } from './was-stopped';

/** A delivery of a trade, as far as money can depend on it. */
export interface NamedDelivery extends Progress {
  readonly terms: AuthorisationRecord['terms'];
  /** True if somebody pays for it, so that only a served delivery is accepted: the time of what was sent was witnessed then. */
  readonly isPaid: boolean;
  /** The delivery that it replaced. */
  readonly replaced: Recorded<DeliveryRecord> | undefined;
  /** True if its provider said that it begins to serve, even if the copy lacks it. */
  readonly isServed: boolean;
  /** True if its buyer acknowledged, objected or replaced it, and the copy lacks it. */
  readonly isBehind: boolean;
  /** True if its buyer surrendered the access, even if the copy lacks it. */
  readonly isSurrendered: boolean;
  /** True if others than the provider stopped deliveries after it was opened. */
  readonly wasStopped: boolean;
}

/**
 * Reads a delivery that a step of the money names; `undefined` if it is not of the trade. `until` is when the money moved: what was said
 * later was no cause and takes nothing back.
 */
export async function readNamedDelivery(
  reader: Reader,
  trade: TradeRecord,
  { id, until }: { readonly id: string | undefined; readonly until?: string },
): Promise<NamedDelivery | undefined> {
  const delivery = id === undefined ? undefined : await reader.find(deliveryKeys.delivery(id));
  const authorisation = await reader.find(authorisationKeys.authorisation(trade.authorisation));
  if (!delivery || !authorisation || !isOfTrade(delivery, authorisation, trade)) return undefined;
  const { slot, replaces } = delivery;
  const exchange = await readExchange(reader);
  const replaced = replaces === undefined ? undefined : await reader.find(deliveryKeys.delivery(replaces));
  return {
    delivery,
    terms: authorisation.terms,
    isPaid: trade.kind === 'sale',
    exchange,
    replaced: replaced && isOfTrade(replaced, authorisation, trade) && replaced.slot === slot ? replaced : undefined,
    wasStopped: await wasStopped(reader, authorisation, { since: delivery.openedAt, ...(until !== undefined && { until }) }),
    ...(await readSaid(reader, { delivery, authorisation, exchange, until })),
  };
}

/** A delivery, its authorisation and the exchange. */
interface Saying {
  readonly delivery: Recorded<DeliveryRecord>;
  readonly authorisation: Recorded<AuthorisationRecord>;
  readonly exchange: Exchange;
  readonly until: string | undefined;
}

/** Looks for the binding steps that decide about the money, even if a copy lacks them. */
async function readSaid(
  reader: Reader,
  { delivery, authorisation, exchange, until }: Saying,
): Promise<Pick<NamedDelivery, 'isServed' | 'isBehind' | 'isSurrendered'>> {
  const { 'object-provider': provider = '', 'object-buyer': buyer = '' } = await namePartiesOf(authorisation, reader);
  const wasTaken = (mspId: string, action: string, record: Recorded<object>, key: Key) =>
    hasTaken(reader, key, { action, round: count(record, action) + 1, mspId, witnesses: listAble(mspId, [buyer, provider], exchange) });
  const key = deliveryKeys.delivery(delivery.id);
  const surrendered = findChange(authorisation, 'surrender')?.at;
  return {
    isServed: count(delivery, 'serve') > 0 || (await wasTaken(provider, 'serve', delivery, key)),
    isBehind:
      (await wasTaken(buyer, 'acknowledge', delivery, key)) ||
      (await wasTaken(buyer, 'object', delivery, key)) ||
      (await wasTaken(buyer, 'replace', delivery, key)),
    isSurrendered:
      (surrendered !== undefined && (until === undefined || surrendered <= until)) ||
      (await wasTaken(buyer, 'surrender', authorisation, authorisationKeys.authorisation(authorisation.id))),
  };
}

/** Returns the state of a named delivery at an instant. */
export function stateOfNamed(named: NamedDelivery, at: string): DeliveryState {
  return computeStanding(named, at).state;
}

/** Returns whether a delivery is accepted because its buyer said nothing in time. */
export function isAccepted(named: NamedDelivery | undefined, at: string): boolean {
  if (!named || named.isBehind || stateOfNamed(named, at) !== 'ACCEPTED') return false;
  return !named.isPaid || count(named.delivery, 'serve') > 0;
}

/**
 * Returns whether a due replacement was never served in its period. One that others prevented is no cause: the buyer surrendered the access,
 * or opened the replacement so late that the window of the terms ended first, or an office stopped the deliveries.
 */
export function isNeverServed(named: NamedDelivery | undefined, at: string): boolean {
  if (!named || named.isServed || named.isSurrendered || named.wasStopped || !isDueReplacement(named)) return false;
  const { delivery, terms } = named;
  const { endsAt = '' } = computeStanding(named, delivery.openedAt);
  return delivery.state === 'OPENED' && isOpenedBeforeWitness(named) && endsAt <= at && endsAt <= terms.until;
}

/** Returns whether a replacement was opened when the witness saw that it replaced the delivery before. */
function isOpenedBeforeWitness({ delivery, replaced }: NamedDelivery): boolean {
  return replaced?.replacedBy === delivery.id && findChange(replaced, 'replace')?.at === delivery.openedAt;
}

/** Returns whether the delivery before had failed when this one replaced it. */
function isDueReplacement({ replaced, delivery, terms, exchange }: NamedDelivery): boolean {
  if (!replaced) return false;
  const { replacedBy: _, ...before } = replaced;
  const { state } = computeStanding({ delivery: before, terms, exchange }, delivery.openedAt);
  return state === 'MISMATCH' || state === 'TIMED_OUT' || state === 'OVERDUE';
}

function isOfTrade(
  delivery: DeliveryRecord,
  { id, provider, buyer, terms: { count: slots } }: AuthorisationRecord,
  trade: TradeRecord,
): boolean {
  const isOfParties = delivery.provider === provider && delivery.buyer === buyer;
  return isOfParties && delivery.authorisation === id && delivery.trade === trade.id && delivery.slot >= 1 && delivery.slot <= slots;
}

function count(record: Recorded<object>, action: string): number {
  return listSaid(record).filter(({ change }) => change.action === action).length;
}
