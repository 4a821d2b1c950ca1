import type { Details } from '../../kernel/error-table';
import type { Exchange } from '../exchange/records';
import { hashJson, type Hash } from '../../kernel/hash';
import { heldIn, isPublic, type ListingContent } from '../listing/content';
import { scenarioNotMandated, type SeenMandated } from '../listing/mandated';
import type { Mode } from '../listing/modes';
import { denies, type Denial, type Use } from '../policy/policy';
import type { AuthorisationRecord, Terms } from './records';

/** The modes in which data of a kind are delivered. What is for computing only is never downloaded. */
const modesOf: Readonly<Record<Mode, readonly Mode[]>> = {
  download: ['download', 'api', 'compute'],
  api: ['download', 'api', 'compute'],
  feed: ['feed'],
  compute: ['compute'],
};

interface Offered extends Pick<SeenMandated, 'mandate'> {
  readonly listing: { readonly content: ListingContent };
  readonly exchange: Pick<Exchange, 'parameters'>;
}

/**
 * What no negotiation can give: an empty or past window, a mode that is not of the listing’s kind, sharing by law of data that are not
 * public, a count over the limit, a scenario that is not mandated.
 */
export function termsImpossible(terms: Terms, { listing: { content }, exchange, mandate }: Offered, at: string): Details | undefined {
  const { countLimit } = exchange.parameters;
  if (terms.until <= terms.from || terms.until <= at) return { because: { reason: 'the window is empty or past' } };
  const { kind = 'download' } = content;
  const modes = modesOf[kind];
  if (!modes.includes(terms.mode)) return { because: { reason: 'the listing is not delivered in this mode', kind, modes } };
  if (terms.legalBasis !== undefined && !isPublic(content)) return { because: { reason: 'only public data are shared on a legal basis' } };
  if (terms.count > countLimit) return { because: { reason: 'the count is over the limit', limit: countLimit } };
  return scenarioNotMandated({ mandate }, terms.scenario);
}

/**
 * Says why a listing’s offer does not permit terms, for a recipient at an instant. The exchange itself sees one duty fulfilled: nothing
 * that is priced flows before its trade is FUNDED.
 */
export function offerDenies(content: ListingContent, terms: Terms, recipient: string, at: string): Denial | undefined {
  const { offer = { permission: [] }, charge } = content;
  return denies(offer, useOf(terms, recipient, at), charge?.basis === 'priced' ? ['compensate'] : []);
}

function useOf({ purpose, territory, count, mode }: Terms, recipient: string, at: string): Use {
  return { purpose, ...(territory !== undefined && { spatial: territory }), dateTime: at, count, deliveryChannel: mode, recipient };
}

/**
 * What every stance names: all that a head says of what was agreed. It is computed whenever it is asked, so that a head which its
 * parties rewrite among themselves is no longer the one that was approved.
 */
export function termsHashOf({ id, listing, version, provider, buyer, contentHash, terms, round }: AuthorisationRecord): Hash {
  return hashJson({ id, listing, version, provider, buyer, contentHash, terms, round });
}

/** What stances upon a head name that does not say its content’s hash: the terms, the listing’s content, the round. */
export function earlierTermsHashOf({ terms, round }: AuthorisationRecord, content: Hash | undefined): Hash {
  return hashJson({ terms, content, round });
}

/** Says whether there is something to deliver: bytes that are held, or readings that are to come. */
export function isDeliverable(content: ListingContent, { mode }: Pick<Terms, 'mode'>): boolean {
  return mode === 'feed' || heldIn(content).length > 0;
}
