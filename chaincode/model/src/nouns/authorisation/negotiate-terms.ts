import type { Caller, Put } from '../../kernel/declare';
import type { Details } from '../../kernel/error-table';
import type { Reader } from '../../kernel/reader';
import { makeStanceKey, type StanceRecord } from '../../kernel/stance';
import { checkState, declareTransition } from '../../kernel/transition';
import { readMandated, type MandatedFacts } from '../listing/check-mandate';
import { authorisation } from './authorisation';
import { findOwnStance, readAuthorisation, type AuthorisationFacts } from './read-authorisation';
import { Terms, type AuthorisationRecord } from './records';
import { answerDeadline } from './state';
import { checkTermsPossible } from './terms';

/** An authorisation with its listing version and mandate. */
export interface NegotiationFacts extends AuthorisationFacts, Pick<MandatedFacts, 'listing' | 'mandate'> {}

export const OfferAuthorisation = declareTransition(authorisation, {
  name: 'OfferAuthorisation',
  action: 'offer',
  summary: 'Offers other terms in answer to a request, as the provider.',
  event: 'AuthorisationOffered',
  input: { terms: Terms },
  readErrors: ['LISTING_NOT_FOUND', 'EXCHANGE_NOT_FOUNDED'],
  read: (reader, { id }) => readNegotiation(reader, id),
  checks: {
    ACTION_NOT_ALLOWED: (context) => checkState(authorisation, 'offer', context) ?? checkNotAccepted(context.facts),
    TERMS_NOT_PERMITTED: ({ facts, command, at }) => checkTermsPossible(command.terms, facts, at),
  },
  head: ({ facts, command: { terms }, at }) => startRound(facts, terms, at),
  also: ({ facts, caller }) => ({ puts: takeBack(facts, caller) }),
});

/** Takes back what the provider approved before, or else two organisations could put those terms back and activate on them. */
function takeBack(facts: AuthorisationFacts, caller: Caller): readonly Put<StanceRecord>[] {
  const own = findOwnStance(facts, caller);
  if (!own || own.stance.state === 'PENDING') return [];
  const key = makeStanceKey('authorisation', facts.authorisation.id, own.slot);
  return [{ key, action: 'offer', value: { mspId: own.stance.mspId, state: 'PENDING' } }];
}

export const CounterAuthorisation = declareTransition(authorisation, {
  name: 'CounterAuthorisation',
  action: 'counter',
  summary: 'Answers an offer with other terms, as the buyer.',
  event: 'AuthorisationCountered',
  input: { terms: Terms },
  readErrors: ['LISTING_NOT_FOUND', 'EXCHANGE_NOT_FOUNDED'],
  read: (reader, { id }) => readNegotiation(reader, id),
  checks: {
    ACTION_NOT_ALLOWED: (context) => checkState(authorisation, 'counter', context) ?? checkNotAccepted(context.facts),
    TERMS_NOT_PERMITTED: ({ facts, command, at }) => checkTermsPossible(command.terms, facts, at),
  },
  head: ({ facts, command: { terms }, at }) => startRound(facts, terms, at),
});

export const AcceptAuthorisation = declareTransition(authorisation, {
  name: 'AcceptAuthorisation',
  action: 'accept',
  summary: 'Accepts the offered terms, as the buyer. Then they can be approved.',
  event: 'AuthorisationAccepted',
  readErrors: ['EXCHANGE_NOT_FOUNDED'],
  head: ({ facts, at }) => ({ ...facts.authorisation, answerBy: answerDeadline(facts.exchange, at) }),
});

/** Fails if the buyer has accepted: the provider is bound by its offer, whether or not it has been approved. */
function checkNotAccepted({ authorisation: { state } }: AuthorisationFacts): Details | undefined {
  return state === 'ACCEPTED' ? { state } : undefined;
}

async function readNegotiation(reader: Reader, id: string): Promise<NegotiationFacts> {
  const facts = await readAuthorisation(reader, id);
  const { listing, mandate } = await readMandated(reader, facts.authorisation.listing, facts.authorisation.version);
  return { ...facts, listing, mandate };
}

/** Starts a round with new terms. Their hash differs, so earlier approvals no longer count. */
function startRound({ authorisation: head, listing, exchange }: NegotiationFacts, terms: Terms, at: string): AuthorisationRecord {
  const { contentHash } = listing;
  return { ...head, ...(contentHash && { contentHash }), terms, answerBy: answerDeadline(exchange, at), round: head.round + 1 };
}
