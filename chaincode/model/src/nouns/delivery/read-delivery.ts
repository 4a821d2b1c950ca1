import { isCaller, type Caller } from '../../kernel/declare';
import { ExchangeError } from '../../kernel/exchange-error';
import type { Actor } from '../../kernel/lifecycle';
import { findUnless, need, type Reader } from '../../kernel/reader';
import type { Recorded } from '../../kernel/record';
import { readAuthorisation } from '../authorisation/read-authorisation';
import { readListing } from '../listing/read-listing';
import { readTrade } from '../trade/read-trade';
import type { Access } from './check-flow';
import { deliveryKeys } from './keys';
import type { DeliveryRecord, DeliveryState } from './records';
import { computeStanding, type Standing } from './state';

/** A delivery as transactions read it. */
export interface DeliveryFacts extends Access {
  readonly delivery: Recorded<DeliveryRecord>;
}

/** Reads a delivery with what decides whether its bytes may be sent. @throws DELIVERY_NOT_FOUND, AUTHORISATION_NOT_FOUND, LISTING_NOT_FOUND */
export async function readDelivery(reader: Reader, id: string): Promise<DeliveryFacts> {
  const delivery = await need(reader, deliveryKeys.delivery(id), 'DELIVERY_NOT_FOUND');
  const access = await readAccess(reader, delivery.authorisation);
  if (!isOfAuthorisation(delivery, access)) throw new ExchangeError('DELIVERY_NOT_FOUND');
  return { ...access, delivery };
}

/** Returns whether a delivery is of what its authorisation permits: its buyer alone says which listing, mode and slot it has. */
function isOfAuthorisation(delivery: DeliveryRecord, { access: { authorisation } }: Access): boolean {
  const { listing, version, provider, buyer, terms, trade } = authorisation;
  const isOfParties = delivery.provider === provider && delivery.buyer === buyer && delivery.trade === trade;
  const isOfListing = delivery.listing === listing && delivery.version === version && delivery.mode === terms.mode;
  return isOfParties && isOfListing && Number.isInteger(delivery.slot) && delivery.slot >= 1 && delivery.slot <= terms.count;
}

/** Reads an authorisation, its listing version and its trade. @throws AUTHORISATION_NOT_FOUND, LISTING_NOT_FOUND */
export async function readAccess(reader: Reader, id: string): Promise<Access> {
  const access = await readAuthorisation(reader, id);
  const { listing, version, trade } = access.authorisation;
  const bought = trade === undefined ? undefined : await findUnless(readTrade(reader, trade), 'TRADE_NOT_FOUND');
  return { access, offered: await readListing(reader, listing, version), bought };
}

/** Returns the state of a delivery at an instant, and when it ends by itself. */
export function readStanding({ delivery, access }: DeliveryFacts, at: string): Standing {
  return computeStanding({ delivery, terms: access.authorisation.terms, exchange: access.exchange }, at);
}

/** Returns the state of a delivery at an instant. */
export function stateOfDelivery(facts: DeliveryFacts, at: string): DeliveryState {
  return readStanding(facts, at).state;
}

/** Returns whether somebody paid for a delivery: then its provider records SERVING before the first byte. */
export function isPaid({ bought }: Access): boolean {
  return bought?.trade.kind === 'sale';
}

/** Returns what a caller is to a delivery, apart from its roles. */
export function relateToDelivery({ delivery }: { readonly delivery: DeliveryRecord }, caller: Caller): readonly Actor[] {
  const actors: Actor[] = [];
  if (isCaller(caller, delivery.buyer)) actors.push('object-buyer');
  if (isCaller(caller, delivery.provider)) actors.push('object-provider');
  return actors;
}
