import type { Details } from '../../kernel/error-table';
import type { Terms } from '../authorisation/records';
import { isPublic, getPublicCharge, type ListingContent } from '../listing/content';
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

/** Returns the public charge of a trade, from the frozen offer. */
export function chargeOf(kind: TradeKind, content: ListingContent): Ceiling | undefined {
  return kind === 'sale' ? getPublicCharge(content) : undefined;
}
