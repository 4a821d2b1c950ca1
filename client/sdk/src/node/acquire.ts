import { getListAmount, type AnswerOf } from '@databund/model';
import { newId, type ExchangeClient } from '../core/exchange-client';
import type { MadeSlip } from '../core/price-slip';
import { requestUse, type AskedUse } from './request-use';

type Listing = AnswerOf<'GetListing'>;
type Authorisation = AnswerOf<'GetAuthorisation'>;
type Trade = AnswerOf<'GetTrade'>;
type Delivery = AnswerOf<'GetDelivery'>;

/** The use of a listing that a buyer wants. */
export interface Wish extends AskedUse {
  readonly listing: string;
  /** The price slip that the provider handed over, for a sale. */
  readonly slip?: MadeSlip | undefined;
  /** Set if the price is to be agreed by a slip, although the listing publishes one. */
  readonly isPricePrivate?: boolean | undefined;
  /** Set if the buyer accepts what the provider offers instead. */
  readonly isOfferAccepted?: boolean | undefined;
}

/** The place of an acquisition: at an object that waits for somebody, or at an open delivery. */
export type Reached =
  | {
      readonly status: 'waiting';
      readonly noun: 'authorisation' | 'trade';
      readonly id: string;
      readonly state: string;
      /** The published price of a trade. */
      readonly charge?: Trade['charge'];
    }
  | { readonly status: 'open'; readonly listing: Listing; readonly delivery: Delivery };

const underWay: readonly string[] = ['ACTIVE', 'GRANTED', 'ACCEPTED', 'PART_APPROVED', 'REQUESTED', 'OFFERED', 'SUSPENDED'];
const deliverable: readonly string[] = ['OPENED', 'SERVING', 'SENT', 'OVERDUE'];

/**
 * Takes every step that the buyer can take now towards the bytes of a listing: requests, accepts, orders, prices, activates, opens. What it
 * finds done it does not do again, so it can be called until the delivery is open. @throws DatabundError as the transactions do
 */
export async function acquire(databund: ExchangeClient, wish: Wish): Promise<Reached> {
  const listing = await databund.listing.get({ id: wish.listing });
  const authorisation = (await findAuthorisation(databund, listing)) ?? (await requestUse(databund, listing, wish));
  if (authorisation.state === 'ACTIVE') return { status: 'open', listing, delivery: await openDelivery(databund, authorisation) };
  if (authorisation.state === 'OFFERED' && wish.isOfferAccepted === true) {
    const { object } = await databund.authorisation.accept({ id: authorisation.id, revision: authorisation.revision });
    return waitFor('authorisation', object);
  }
  if (authorisation.state !== 'GRANTED') return waitFor('authorisation', authorisation);
  return activate(databund, { listing, authorisation, wish });
}

/** Finds the caller's authorisation that is furthest, of those under which a delivery can be opened or is open. */
async function findAuthorisation(databund: ExchangeClient, { id }: Listing): Promise<Authorisation | undefined> {
  const { id: buyer } = await databund.readSelf();
  const found: Authorisation[] = [];
  for await (const each of databund.pages(databund.authorisation.list, { listing: id, buyer })) {
    if (each.buyer === buyer && underWay.includes(each.state) && (await isUsable(databund, each))) found.push(each);
  }
  return found.sort((one, other) => underWay.indexOf(one.state) - underWay.indexOf(other.state))[0];
}

async function isUsable(databund: ExchangeClient, { id, state, terms: { count } }: Authorisation): Promise<boolean> {
  if (state !== 'ACTIVE') return true;
  const { slotsUsed = 0 } = await databund.authorisation.get({ id });
  return slotsUsed < count || (await findDelivery(databund, id)) !== undefined;
}

interface Granted {
  readonly listing: Listing;
  readonly authorisation: Authorisation;
  readonly wish: Wish;
}

/** Orders the trade of a granted use, prices it if its price is private, and activates the use when nothing is left to wait for. */
async function activate(databund: ExchangeClient, { listing, authorisation, wish }: Granted): Promise<Reached> {
  const { id, revision } = authorisation;
  const ordered = (await findTrade(databund, id)) ?? (await order(databund, { listing, authorisation, wish }));
  const trade = await price(databund, ordered, wish.slip);
  const isReady = trade.kind === 'sale' ? trade.state === 'FUNDED' : trade.state === 'ORDERED';
  if (!isReady) return { ...waitFor('trade', trade), ...(trade.charge && { charge: trade.charge }) };
  const { object } = await databund.authorisation.activate({ id, revision, trade: trade.id });
  return { status: 'open', listing, delivery: await openDelivery(databund, object) };
}

async function findTrade(databund: ExchangeClient, authorisation: string): Promise<Trade | undefined> {
  for await (const trade of databund.pages(databund.trade.list, { authorisation }))
    if (['ORDERED', 'PRICED', 'FUNDED'].includes(trade.state)) return trade;
  return undefined;
}

/** Orders by the offer of the version that was requested: at its list price unless the price is to be agreed by a slip. */
async function order(databund: ExchangeClient, { listing, authorisation, wish }: Granted): Promise<Trade> {
  const { id, version, terms } = authorisation;
  const { content } = version === listing.version ? listing : await databund.listing.get({ id: listing.id, version });
  const { basis, freePurposes = [] } = content.charge ?? {};
  const isSale = basis === 'priced' && !freePurposes.includes(terms.purpose);
  const isPublished = isSale && !wish.slip && wish.isPricePrivate !== true && getListAmount(content) !== undefined;
  const order = { id: newId('trd'), authorisation: id, kind: isSale ? ('sale' as const) : ('free' as const) };
  return (await databund.trade.order({ ...order, ...(isPublished && { atListPrice: true as const }) })).object;
}

/** Confirms the price of a slip once. */
async function price(databund: ExchangeClient, trade: Trade, slip: MadeSlip | undefined): Promise<Trade> {
  const isDue = trade.kind === 'sale' && trade.state === 'ORDERED' && slip?.slip.tradeId === trade.id && trade.prices?.buyer === undefined;
  if (!isDue) return trade;
  return (await databund.trade.price({ id: trade.id }, { slip: slip.text })).object;
}

async function openDelivery(databund: ExchangeClient, { id }: Authorisation): Promise<Delivery> {
  const open = await findDelivery(databund, id);
  return open ?? (await databund.delivery.open({ id: newId('dlv'), authorisation: id })).object;
}

async function findDelivery(databund: ExchangeClient, authorisation: string): Promise<Delivery | undefined> {
  for await (const delivery of databund.pages(databund.delivery.list, { authorisation }))
    if (deliverable.includes(delivery.state)) return delivery;
  return undefined;
}

function waitFor(noun: 'authorisation' | 'trade', { id, state }: Pick<Trade | Authorisation, 'id' | 'state'>): Reached {
  return { status: 'waiting', noun, id, state };
}
