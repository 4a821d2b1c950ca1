import { keys } from '../../kernel/keys';
import { shown, type Recorded } from '../../kernel/record';
import { need, type Reader } from '../../kernel/reader';
import { hoursAfter } from '../../kernel/time';
import type { Actor } from '../../kernel/lifecycle';
import type { Caller } from '../../kernel/transaction';
import { seeAuthorisation } from '../authorisation/seen';
import { seeListing } from '../listing/seen';
import { stopped, type Access } from './permission';
import type { DeliveryRecord, DeliveryState, DeliveryView, SlotRecord } from './records';

/** A delivery as transactions see it. */
export interface SeenDelivery extends Access {
  readonly delivery: Recorded<DeliveryRecord>;
  /** Who has its slot now: it, or the one that replaced it. */
  readonly slot: Recorded<SlotRecord> | undefined;
}

/** Reads a delivery with what decides whether its bytes may flow. @throws DELIVERY_NOT_FOUND */
export async function seeDelivery(reader: Reader, id: string): Promise<SeenDelivery> {
  const delivery = await need(reader, keys.delivery(id), 'DELIVERY_NOT_FOUND');
  return seeUnder(reader, await seeAccess(reader, delivery.authorisation), delivery);
}

/** A delivery under an authorisation that was read already. */
export async function seeUnder(reader: Reader, access: Access, delivery: Recorded<DeliveryRecord>): Promise<SeenDelivery> {
  return { ...access, delivery, slot: await reader.find(keys.slot(delivery.authorisation, delivery.slot)) };
}

/** Reads an authorisation, the listing version that it is upon and the clearing of its trade. @throws AUTHORISATION_NOT_FOUND */
export async function seeAccess(reader: Reader, id: string): Promise<Access> {
  const access = await seeAuthorisation(reader, id);
  const { listing, version, trade } = access.authorisation;
  const clearing = trade === undefined ? undefined : await reader.find(keys.clearing(trade));
  return { access, offered: await seeListing(reader, listing, version), clearing };
}

/**
 * The state of a delivery at an instant. A feed times out when no window has come for so long. What was replaced had timed out, and
 * stays so, though the period be made longer.
 */
export function deliveryState({ delivery, slot, access }: SeenDelivery, at: string): DeliveryState {
  if (delivery.state !== 'OPENED' && delivery.state !== 'SENT') return delivery.state;
  if (slot?.delivery !== delivery.id) return 'TIMED_OUT';
  return hoursAfter(delivery.feed?.sentAt ?? delivery.openedAt, access.exchange.parameters.deliveryPeriodHours) <= at
    ? 'TIMED_OUT'
    : delivery.state;
}

/** What a caller is to a delivery, besides its roles. */
export function relateToDelivery({ delivery }: { readonly delivery: DeliveryRecord }, caller: Caller): readonly Actor[] {
  const actors: Actor[] = [];
  if (delivery.buyer === caller.participantId) actors.push('object-buyer');
  if (delivery.provider === caller.participantId) actors.push('object-provider');
  return actors;
}

/** A delivery as it shows, with whether its bytes may flow at this instant. */
export function viewDelivery(seen: SeenDelivery, at: string): DeliveryView {
  const { id, authorisation, trade, listing, version, provider, buyer, slot, mode, openedAt } = seen.delivery;
  const { expected, job, feed, replaces, received } = seen.delivery;
  return {
    id,
    authorisation,
    trade,
    listing,
    version,
    provider,
    buyer,
    slot,
    mode,
    openedAt,
    ...(expected && { expected }),
    ...(job && { job }),
    ...(feed && { feed }),
    ...(replaces !== undefined && { replaces }),
    ...(received && { received }),
    state: deliveryState(seen, at),
    flow: flowOf(seen, at),
    ...shown(seen.delivery),
  };
}

function flowOf(seen: SeenDelivery, at: string): DeliveryView['flow'] {
  const state = deliveryState(seen, at);
  if (state !== 'OPENED' && state !== 'SENT') return { isOpen: false, because: 'DELIVERY_CLOSED', state };
  if (seen.delivery.mode === 'compute') return { isOpen: false, because: 'COMPUTE_ONLY' };
  const stop = stopped(seen, at);
  if (!stop) return { isOpen: true };
  const { state: because } = stop.details;
  return { isOpen: false, because: stop.code, ...(typeof because === 'string' && { state: because }) };
}
