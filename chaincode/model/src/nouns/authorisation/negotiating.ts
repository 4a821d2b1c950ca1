import type { Details } from '../../kernel/error-table';
import { Closed, Id, Revision } from '../../kernel/forms';
import { keys } from '../../kernel/keys';
import type { Reader } from '../../kernel/reader';
import { declareSubmit, type Put } from '../../kernel/transaction';
import { seeMandated, type SeenMandated } from '../listing/mandated';
import { AuthorisationView, Terms, type AuthorisationRecord } from './records';
import { relateToAuthorisation, seeAuthorisation, viewAuthorisation, type SeenAuthorisation } from './seen';
import { waitsUntil } from './state';
import { checksOf } from './steps';
import { termsImpossible } from './terms';

/** What the transaction reads. */
export interface SeenForTerms extends SeenAuthorisation, Pick<SeenMandated, 'listing' | 'mandate'> {}

interface Step {
  readonly name: string;
  readonly action: 'offer' | 'counter';
  readonly to: 'OFFERED' | 'REQUESTED';
  readonly event: string;
  readonly summary: string;
}

/** New terms: a round more, and another hash, so that what was approved before counts no more. */
function proposal({ name, action, to, event, summary }: Step) {
  return declareSubmit<SeenForTerms>()({
    name,
    noun: 'authorisation',
    verb: action,
    summary,
    address: ['id'],
    input: Closed({ id: Id('aut'), revision: Revision, terms: Terms }),
    output: AuthorisationView,
    see: seeForTerms,
    relate: relateToAuthorisation,
    checks: {
      ...checksOf<SeenForTerms>(action),
      ACTION_NOT_ALLOWED: (context): Details | undefined =>
        checksOf<SeenForTerms>(action).ACTION_NOT_ALLOWED(context) ?? agreed(context.seen),
      TERMS_NOT_PERMITTED: ({ seen, command, at }): Details | undefined => termsImpossible(command.terms, seen, at),
    },
    effect: ({ seen, command: { id, terms }, at }) => ({
      puts: [withTerms(seen, { terms, answerBy: waitsUntil(seen.exchange, at) }, { action, to })],
      events: [{ type: event, id }],
    }),
    answer: ({ seen, at }) => viewAuthorisation(seen, at),
    emits: [event],
  });
}

/** The provider offers terms of its own. */
export const OfferAuthorisation = proposal({
  name: 'OfferAuthorisation',
  action: 'offer',
  to: 'OFFERED',
  event: 'AuthorisationOffered',
  summary: 'The provider offers terms of its own, in answer to a request.',
});
/** The buyer answers an offer with other terms. */
export const CounterAuthorisation = proposal({
  name: 'CounterAuthorisation',
  action: 'counter',
  to: 'REQUESTED',
  event: 'AuthorisationCountered',
  summary: 'The buyer answers an offer with other terms.',
});

/** The buyer accepts the terms that were offered; now they can be approved. */
export const AcceptAuthorisation = declareSubmit<SeenAuthorisation>()({
  name: 'AcceptAuthorisation',
  noun: 'authorisation',
  verb: 'accept',
  summary: 'The buyer accepts the terms that were offered; now they can be approved.',
  address: ['id'],
  input: Closed({ id: Id('aut'), revision: Revision }),
  output: AuthorisationView,
  see: (reader, { id }) => seeAuthorisation(reader, id),
  relate: relateToAuthorisation,
  checks: checksOf('accept'),
  effect: ({ seen: { authorisation, exchange }, command: { id }, at }) => ({
    puts: [
      { key: keys.authorisation(id), action: 'accept', value: { ...authorisation, answerBy: waitsUntil(exchange, at), state: 'ACCEPTED' } },
    ],
    events: [{ type: 'AuthorisationAccepted', id }],
  }),
  answer: ({ seen, at }) => viewAuthorisation(seen, at),
  emits: ['AuthorisationAccepted'],
});

/** What the buyer accepted is the provider’s word already, be it approved in part or not at all. */
function agreed({ authorisation: { state } }: SeenForTerms): Details | undefined {
  return state === 'ACCEPTED' ? { state } : undefined;
}

async function seeForTerms(reader: Reader, { id }: { readonly id: string }): Promise<SeenForTerms> {
  const seen = await seeAuthorisation(reader, id);
  const { listing, mandate } = await seeMandated(reader, seen.authorisation.listing, seen.authorisation.version);
  return { ...seen, listing, mandate };
}

function withTerms(
  { authorisation, listing }: SeenForTerms,
  said: Pick<AuthorisationRecord, 'terms' | 'answerBy'>,
  { action, to }: Pick<Step, 'action' | 'to'>,
): Put<AuthorisationRecord> {
  const { id, round } = authorisation;
  const { contentHash } = listing;
  return {
    key: keys.authorisation(id),
    action,
    value: { ...authorisation, ...(contentHash && { contentHash }), ...said, round: round + 1, state: to },
  };
}
