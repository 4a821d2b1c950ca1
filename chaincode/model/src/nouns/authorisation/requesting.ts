import { Type } from '@sinclair/typebox';
import type { Details } from '../../kernel/error-table';
import { Closed, Id, Version } from '../../kernel/forms';
import { hashJson } from '../../kernel/hash';
import { indexes, keys } from '../../kernel/keys';
import { lacks } from '../../kernel/lifecycle';
import { declareSubmit, type Put, type Context } from '../../kernel/transaction';
import type { StanceRecord } from '../../kernel/stance';
import { resourceMissing, seeMandated, type SeenMandated } from '../listing/mandated';
import { isHidden, listingState, relateToListing, type SeenListing } from '../listing/seen';
import { need } from '../../kernel/reader';
import type { Exchange } from '../exchange/records';
import type { Recorded } from '../../kernel/record';
import { AuthorisationView, Terms, authorisationLife, type AuthorisationRecord } from './records';
import { seeAuthorisation, viewAuthorisation, type SeenAuthorisation } from './seen';
import { waitsUntil } from './state';
import { isDeliverable, offerDenies, termsImpossible } from './terms';

/** What the transaction reads. */
export interface SeenForRequest extends SeenMandated {
  readonly exchange: Recorded<Exchange>;
  readonly made: SeenAuthorisation | undefined;
  /** The authorisation that this one renews. */
  readonly renewed: Recorded<AuthorisationRecord> | undefined;
}

const RequestInput = Closed({ id: Id('aut'), listing: Id('lst'), version: Version, terms: Terms, renews: Type.Optional(Id('aut')) });

/** Asks for the use of one listing version. Makes the authorisation with a PENDING stance of each organisation that must approve, or would have to if the grade were raised. */
export const RequestAuthorisation = declareSubmit<SeenForRequest>()({
  name: 'RequestAuthorisation',
  noun: 'authorisation',
  verb: 'request',
  summary: 'Asks for the use of one listing version, on terms.',
  address: [],
  input: RequestInput,
  output: AuthorisationView,
  see: async (reader, { id, listing, version, renews }) => ({
    ...(await seeMandated(reader, listing, version)),
    exchange: await need(reader, keys.exchange(), 'EXCHANGE_NOT_FOUNDED'),
    made: (await reader.find(keys.authorisation(id))) && (await seeAuthorisation(reader, id)),
    renewed: renews === undefined ? undefined : await reader.find(keys.authorisation(renews)),
  }),
  relate: relateToListing,
  checks: {
    LISTING_NOT_FOUND: ({ seen, is }) => (isHidden(seen, is) ? {} : undefined),
    NOT_PERMITTED: ({ is }) => lacks(authorisationLife, 'request', is),
    ALREADY_EXISTS: ({ seen, caller }) =>
      seen.made &&
      (seen.made.authorisation.buyer === caller.participantId ? { contentHash: hashJson(requestOf(seen.made.authorisation)) } : {}),
    SELF_DEALING: ({ seen, caller }) => (seen.listing.provider === caller.participantId ? {} : undefined),
    AUTHORISATION_NOT_FOUND: (context) => nothingToRenew(context),
    LISTING_NOT_OPEN: ({ seen }) => notOpen(seen),
    CORE_DATA: ({ seen }) => (seen.grade?.grade === 'core' ? {} : undefined),
    RESOURCE_NOT_REGISTERED: ({ seen }) => resourceMissing(seen),
    NOTHING_TO_DELIVER: ({ seen, command }) => (isDeliverable(seen.listing.content, command.terms) ? undefined : {}),
    TERMS_NOT_PERMITTED: (context) => termsRefused(context),
  },
  effect: ({ seen, command, caller, at }) => {
    const head = requested(seen, command, caller, at);
    return {
      puts: [headPut(head, seen), ...head.slots.map((slot) => pending(head.id, slot))],
      indexes: [
        indexes.authorisationsOfBuyer(head.buyer, head.id),
        indexes.authorisationsOfProvider(head.provider, head.id),
        indexes.authorisationsOfListing(head.listing, head.id),
      ],
      events: [{ type: 'AuthorisationRequested', id: head.id, listing: head.listing, version: head.version }],
    };
  },
  answer: ({ seen, at }) => viewAuthorisation(seen.made as SeenAuthorisation, at),
  emits: ['AuthorisationRequested'],
});

type Requesting = Context<SeenForRequest, { id: string; terms: Terms; renews?: string }>;

/** What a buyer that requests again must have requested before. */
function requestOf({ id, listing, version, terms, renews }: AuthorisationRecord): object {
  return { id, listing, version, terms, renews };
}

function notOpen(seen: SeenListing): Details | undefined {
  const state = listingState(seen);
  return state === 'LISTED' ? undefined : { state };
}

/** Another’s authorisation looks as absent as one that is not there. */
function nothingToRenew({ seen: { renewed, listing }, command: { renews }, caller }: Requesting): Details | undefined {
  const isTheirs = renewed?.buyer === caller.participantId && renewed.listing === listing.id;
  return renews === undefined || isTheirs ? undefined : { renews };
}

function termsRefused({ seen, command: { terms }, caller, at }: Requesting): Details | undefined {
  const impossible = termsImpossible(terms, seen, at);
  if (impossible) return impossible;
  const because = offerDenies(seen.listing.content, terms, caller.participantId, at > terms.from ? at : terms.from);
  return because && { because };
}

function requested(
  { listing, exchange }: SeenForRequest,
  { id, terms, renews }: Requesting['command'],
  caller: Requesting['caller'],
  at: string,
): AuthorisationRecord {
  return {
    id,
    listing: listing.id,
    version: listing.version,
    provider: listing.provider,
    buyer: caller.participantId,
    buyerMspId: caller.mspId,
    terms,
    ...(listing.contentHash && { contentHash: listing.contentHash }),
    slots: [
      { slot: 'provider', mspId: listing.mspId },
      { slot: 'operator', mspId: exchange.operatorMspId },
      { slot: 'authority', mspId: exchange.authorityMspId },
    ],
    requestedAt: at,
    answerBy: waitsUntil(exchange, at),
    round: 0,
    ...(renews !== undefined && { renews }),
    state: 'REQUESTED',
  };
}

function headPut(head: AuthorisationRecord, { listing, exchange }: SeenForRequest): Put<AuthorisationRecord> {
  return {
    key: keys.authorisation(head.id),
    action: 'request',
    value: head,
    policy: { atLeast: 2, of: [listing.mspId, head.buyerMspId, exchange.operatorMspId] },
  };
}

function pending(id: string, { slot, mspId }: AuthorisationRecord['slots'][number]): Put<StanceRecord> {
  return {
    key: keys.stance('authorisation', id, slot),
    action: 'request',
    value: { mspId, state: 'PENDING' },
    policy: { atLeast: 1, of: [mspId] },
  };
}
