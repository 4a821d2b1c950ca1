import { toCanonicalJson } from '../../kernel/canonical-json';
import type { Details } from '../../kernel/error-table';
import type { Terms } from '../authorisation/records';
import { isPublic, getListAmount, getPublicCharge, type ListingContent } from '../listing/content';
import type { Ceiling } from '../mandate/records';
import type { TradeKind } from './records';

/** Subject of a trade: the listed content, and the terms that every organisation approved. */
export interface Subject {
  readonly content: ListingContent;
  readonly terms: Terms;
}

/** Returns whether a use costs nothing: the offer is free, or it is for the purpose of the use. */
export function isFree({
  content: { charge },
  terms,
}: {
  readonly content: ListingContent;
  readonly terms: Pick<Terms, 'purpose'>;
}): boolean {
  return charge?.basis === 'free' || (charge?.freePurposes ?? []).includes(terms.purpose);
}

/** Returns the permitted kinds of trade if a kind is not among them. Public data are shared only on the legal basis in the approved terms. */
export function checkKind(kind: TradeKind, { content, terms }: Subject): Details | undefined {
  const isShared = isPublic(content) && terms.legalBasis !== undefined;
  const permitted: TradeKind[] = [isFree({ content, terms }) ? 'free' : 'sale', ...(isShared ? (['share'] as const) : [])];
  return permitted.includes(kind) ? undefined : { permitted };
}

/** The members of a trade that decide which published price it has. */
export interface Charged {
  readonly kind: TradeKind;
  readonly atListPrice?: true | undefined;
}

/** Returns the published price of a trade, from the frozen offer: the public charge, or the list price if the buyer orders at it. */
export function chargeOf({ kind, atListPrice }: Charged, content: ListingContent): Ceiling | undefined {
  if (kind !== 'sale') return undefined;
  return atListPrice ? getListAmount(content) : getPublicCharge(content);
}

/** Returns whether a trade has the price that its provider published, or none if it published none: the buyer alone writes the head. */
export function isChargePublished({ charge, ...trade }: Charged & { readonly charge?: Ceiling }, content: ListingContent): boolean {
  return toCanonicalJson(charge ?? null) === toCanonicalJson(chargeOf(trade, content) ?? null);
}

/** Returns what the offer publishes, if a trade is to be ordered at a list price that it does not have. */
export function checkListPrice(order: Charged, content: ListingContent): Details | undefined {
  if (!order.atListPrice || chargeOf(order, content)) return undefined;
  return { kind: order.kind, listPrice: content.charge?.listPrice ?? null };
}
