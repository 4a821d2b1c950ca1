import type { Details, ErrorCode } from '../../kernel/error-table';
import type { Checks } from '../../kernel/declare';
import { countSlotsBehind, stateOfAuthorisation, type AuthorisationFacts } from '../authorisation/read-authorisation';
import { findOfferDenial } from '../authorisation/terms';
import { checkNotCore, isDelistedByOrder, isSuspended, type ListingFacts } from '../listing/read-listing';
import { checkKind, isChargePublished } from '../trade/check-kind';
import { hasGivenPrice, stateOfTrade, type TradeFacts } from '../trade/read-trade';
import type { TradeState } from '../trade/records';

/** Facts that decide whether data may be sent: the authorisation, the listing version with its stances, and the trade. */
export interface Access {
  readonly access: AuthorisationFacts;
  readonly offered: ListingFacts;
  readonly bought: TradeFacts | undefined;
}

/** A reason that may stop a delivery: the code, and a function that returns details if it does. */
type Stop = readonly [code: ErrorCode, check: (access: Access, at: string) => Details | undefined];

/** The reasons that may stop a delivery, in order of precedence. They apply at its opening and to every byte. */
const stops: readonly Stop[] = [
  ['AUTHORISATION_NOT_ACTIVE', checkActive],
  ['TRADE_NOT_READY', checkTrade],
  ['OUTSIDE_WINDOW', checkWindow],
  ['LISTING_STOPPED', ({ offered }) => checkNotStopped(offered)],
  ['CORE_DATA', ({ offered }) => checkNotCore(offered)],
  ['RESOURCE_CANCELLED', ({ offered: { resource } }) => (resource?.state === 'CANCELLED' ? { resource: resource.id } : undefined)],
  ['GRADE_RAISED', ({ access }) => checkGrade(access)],
  ['TERMS_NOT_PERMITTED', checkOffer],
];

/** Returns the first reason that stops a delivery at an instant. */
export function findStop(access: Access, at: string): { readonly code: ErrorCode; readonly details: Details } | undefined {
  for (const [code, check] of stops) {
    const details = check(access, at);
    if (details) return { code, details };
  }
  return undefined;
}

/** Returns the reasons as the checks of a transaction, in their order. `applies` says whether a reason counts for given facts. */
export function checkFlow<F extends Access>(applies: (facts: F, code: ErrorCode) => boolean = () => true): Checks<F, unknown> {
  const checks: Record<string, (context: { readonly facts: F; readonly at: string }) => Details | undefined> = {};
  for (const [code, check] of stops) checks[code] = ({ facts, at }) => (applies(facts, code) ? check(facts, at) : undefined);
  return checks;
}

function checkActive({ access, bought }: Access, at: string): Details | undefined {
  const state = stateOfAuthorisation(access, at);
  if (bought?.clearing.state === 'REFUNDED') return { state, trade: bought.clearing.state };
  return state === 'ACTIVE' ? undefined : { state };
}

/** The states of a trade under which data may be sent. */
const readyStates: readonly TradeState[] = ['AUTHORISED', 'DELIVERED', 'DISPUTED', 'SETTLED'];

/** The buyer alone says that a use is active, and of which kind its trade is. */
function checkTrade({ access: { authorisation }, offered, bought }: Access, at: string): Details | undefined {
  if (bought?.trade.authorisation !== authorisation.id) return { needs: readyStates };
  const state = stateOfTrade(bought, at);
  if (bought.trade.claimed) return { state, claimed: true };
  if (!readyStates.includes(state)) return { state, needs: readyStates };
  const { content } = offered.listing;
  // By serving, the provider agrees to what was funded.
  const isAgreed = hasGivenPrice(bought, 'provider') && isChargePublished(bought.trade, content);
  if (bought.trade.served === undefined && !isAgreed) return { state, needs: ['PRICED'] };
  return checkKind(bought.trade.kind, { content, terms: authorisation.terms });
}

function checkWindow({ access }: Access, at: string): Details | undefined {
  const { from, until } = access.authorisation.terms;
  return from <= at && at < until ? undefined : { from, until };
}

function checkNotStopped(offered: ListingFacts): Details | undefined {
  if (isDelistedByOrder(offered)) return { state: 'DELISTED' };
  return isSuspended(offered) ? { state: 'SUSPENDED' } : undefined;
}

function checkGrade(access: AuthorisationFacts): Details | undefined {
  const waitsFor = countSlotsBehind(access);
  return waitsFor.length > 0 ? { waitsFor } : undefined;
}

/** Negotiated terms are not compared with the offer: the provider offered exactly these. */
function checkOffer({ access, offered }: Access, at: string): Details | undefined {
  const { terms, buyer, round } = access.authorisation;
  if (round > 0) return undefined;
  const because = findOfferDenial(offered.listing.content, terms, buyer, at);
  return because && { because };
}
