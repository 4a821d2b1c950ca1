import type { Details } from '../../kernel/error-table';
import type { Reader } from '../../kernel/reader';
import type { Recorded } from '../../kernel/record';
import { checkState, declareTransition, optionalReason } from '../../kernel/transition';
import { endSuspension, readAuthorisation, stateOfAuthorisation, type AuthorisationFacts } from '../authorisation/read-authorisation';
import { participantKeys } from '../participant/keys';
import type { ParticipantRecord } from '../participant/records';
import { isServedUnder } from './find-hidden';
import { readTrade, stateOfTrade, type TradeFacts } from './read-trade';
import { findClaimable, trade } from './trade';

/** A trade with what decides whether its buyer can claim the money back. */
export interface ClaimFacts extends TradeFacts {
  readonly access: AuthorisationFacts;
  readonly provider: Recorded<ParticipantRecord> | undefined;
  readonly isServed: boolean;
}

/** Claims the money back. Nothing is served after it, and the operator's refund is due. */
export const ClaimTrade = declareTransition(trade, {
  name: 'ClaimTrade',
  action: 'claim',
  summary:
    'Claims the money back, as the buyer: nothing was served, and the period of the trade, of the access or of its suspension ended, or its provider left. Ends the access.',
  event: 'TradeClaimed',
  input: optionalReason,
  readErrors: ['AUTHORISATION_NOT_FOUND', 'EXCHANGE_NOT_FOUNDED'],
  read: (reader, { id }) => readClaim(reader, id),
  checks: {
    ACTION_NOT_ALLOWED: (context) => checkState(trade, 'claim', context) ?? checkClaimable(context.facts),
    NOT_YET_DUE: ({ facts, at }) => checkDue(facts, at),
  },
  head: ({ facts }) => ({ ...facts.trade, claimed: true as const }),
});

async function readClaim(reader: Reader, id: string): Promise<ClaimFacts> {
  const facts = await readTrade(reader, id);
  return {
    ...facts,
    access: await readAuthorisation(reader, facts.trade.authorisation),
    provider: await reader.find(participantKeys.participant(facts.trade.provider)),
    isServed: await isServedUnder(reader, facts.trade),
  };
}

/** Only money that was paid can be claimed, once, and only before anything was served. */
function checkClaimable({ trade: { state, kind, claimed }, isServed }: ClaimFacts): Details | undefined {
  return kind !== 'sale' || claimed || isServed ? { state, kind, isServed } : undefined;
}

const ended = ['EXPIRED', 'REVOKED', 'SURRENDERED'];

function checkDue(facts: ClaimFacts, at: string): Details | undefined {
  const authorisation = stateOfAuthorisation(facts.access, at);
  const until = findClaimable(facts, stateOfTrade(facts, at));
  const suspendedUntil = endSuspension(facts.access);
  const isOver = [until, suspendedUntil].some((end) => end !== undefined && end <= at);
  const hasLeft = ['LEFT', 'WITHDRAWN'].includes(facts.provider?.state ?? '') && facts.provider?.successor === undefined;
  return isOver || hasLeft || ended.includes(authorisation) ? undefined : { authorisation, ...(until !== undefined && { until }) };
}
