import type { ListingContent, MandateRecord, Terms, TradeRecord } from '@databund/model';

type Charge = TradeRecord['charge'];

/** Returns whether data are public: declared so, or part of a resource. Like all of `reference`, it uses no decision of the model. */
export function isPublicData({ isPublicData: isDeclared, resource }: ListingContent): boolean {
  return isDeclared === true || resource !== undefined;
}

/** Returns the charge that a frozen offer names for public data. */
export function findPublicCharge(content: ListingContent): Charge {
  return isPublicData(content) && content.charge?.basis === 'priced' ? content.charge.publicCharge : undefined;
}

/** Returns the amount that a frozen offer publishes for data that are not public. A range is no amount. */
export function findListAmount(content: ListingContent): Charge {
  const price = isPublicData(content) || content.charge?.basis !== 'priced' ? undefined : content.charge.listPrice;
  return price && 'amountMinor' in price ? price : undefined;
}

/** Returns whether a trade may be of a kind: for nothing if offer or purpose are free, shared on a legal basis that everybody approved. */
export function isKindPermitted(kind: TradeRecord['kind'], content: ListingContent, terms: Terms): boolean {
  const isFree = content.charge?.basis === 'free' || content.charge?.freePurposes?.includes(terms.purpose) === true;
  if (kind === 'share') return isPublicData(content) && terms.legalBasis !== undefined;
  return kind === (isFree ? 'free' : 'sale');
}

/** Returns whether the charge for public data is above the ceiling of the mandate. Without a ceiling nothing may be charged. */
export function isOverCeiling(content: ListingContent, mandate: MandateRecord | undefined): boolean {
  const charge = findPublicCharge(content);
  if (!charge) return false;
  const { ceiling } = mandate ?? {};
  return ceiling?.currency !== charge.currency || charge.amountMinor > ceiling.amountMinor;
}
