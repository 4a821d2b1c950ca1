import type { Terms } from '../authorisation/records';
import type { Details } from '../../kernel/error-table';
import { isPublic, publicCharge, type ListingContent } from '../listing/content';
import type { Ceiling } from '../mandate/records';
import type { TradeKind } from './records';

/** What a trade is about: what is listed, and the terms that every approver judged. */
export interface Subject {
  readonly content: ListingContent;
  readonly terms: Terms;
}

/** Says which kinds of trade are permitted, where one is not. Public data are shared only on the legal basis in the terms: its buyer alone cannot name one. */
export function kindRefused(kind: TradeKind, { content, terms }: Subject): Details | undefined {
  const { charge } = content;
  const isFree = charge?.basis === 'free' || (charge?.freePurposes ?? []).includes(terms.purpose);
  const isShared = isPublic(content) && terms.legalBasis !== undefined;
  const permitted: TradeKind[] = [isFree ? 'free' : 'sale', ...(isShared ? (['share'] as const) : [])];
  return permitted.includes(kind) ? undefined : { permitted };
}

/** What a trade of a kind charges in public, from the frozen offer. */
export function chargeOf(kind: TradeKind, content: ListingContent): Ceiling | undefined {
  return kind === 'sale' ? publicCharge(content) : undefined;
}
