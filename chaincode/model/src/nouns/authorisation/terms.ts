import type { Details } from '../../kernel/error-table';
import { hashJson, type Hash } from '../../kernel/hash';
import type { Exchange } from '../exchange/records';
import { checkScenario, type MandatedFacts } from '../listing/check-mandate';
import { listHeld, isPublic, type ListingContent } from '../listing/content';
import type { Mode } from '../listing/modes';
import { findDenial, type Denial, type Use } from '../policy/policy';
import type { AuthorisationRecord, Terms } from './records';

/** The modes in which data of each kind can be delivered. Data for computing only are never downloaded. */
const modesByKind: Readonly<Record<Mode, readonly Mode[]>> = {
  download: ['download', 'api', 'compute'],
  api: ['download', 'api', 'compute'],
  feed: ['feed'],
  compute: ['compute'],
};

interface OfferFacts extends Pick<MandatedFacts, 'mandate'> {
  readonly listing: { readonly content: ListingContent };
  readonly exchange: Pick<Exchange, 'parameters'>;
}

/** Fails on terms that no negotiation can permit: an empty or past window, a mode or legal basis that the listing does not have, too many deliveries, or a scenario without a mandate. */
export function checkTermsPossible(terms: Terms, { listing: { content }, exchange, mandate }: OfferFacts, at: string): Details | undefined {
  const { countLimit } = exchange.parameters;
  if (terms.until <= terms.from || terms.until <= at) return { because: { reason: 'window-empty-or-past' } };
  const { kind = 'download' } = content;
  const modes = modesByKind[kind];
  if (!modes.includes(terms.mode)) return { because: { reason: 'mode-not-offered', kind, modes } };
  if (terms.legalBasis !== undefined && !isPublic(content)) return { because: { reason: 'legal-basis-needs-public-data' } };
  if (terms.count > countLimit) return { because: { reason: 'count-over-limit', limit: countLimit } };
  return checkScenario({ mandate }, terms.scenario);
}

/**
 * Returns why a listing's offer denies terms to a recipient at an instant. The duty `compensate` counts as fulfilled for priced data,
 * because nothing priced is delivered before its trade is FUNDED.
 */
export function findOfferDenial(content: ListingContent, terms: Terms, recipient: string, at: string): Denial | undefined {
  const { offer = { permission: [] }, charge } = content;
  return findDenial(offer, useOf(terms, recipient, at), charge?.basis === 'priced' ? ['compensate'] : []);
}

function useOf({ purpose, territory, count, mode }: Terms, recipient: string, at: string): Use {
  return { purpose, ...(territory !== undefined && { spatial: territory }), dateTime: at, count, deliveryChannel: mode, recipient };
}

/** Computes the hash that every stance names, over everything that was agreed. If the parties rewrite the head, earlier approvals no longer match. */
export function hashTerms({ id, listing, version, provider, buyer, contentHash, terms, round }: AuthorisationRecord): Hash {
  return hashJson({ id, listing, version, provider, buyer, contentHash, terms, round });
}

/** Returns whether there is something to deliver: held bytes, or the future readings of a feed. */
export function isDeliverable(content: ListingContent, { mode }: Pick<Terms, 'mode'>): boolean {
  return mode === 'feed' || listHeld(content).length > 0;
}
