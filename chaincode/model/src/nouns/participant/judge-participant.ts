import { Type } from '@sinclair/typebox';
import type { Details } from '../../kernel/error-table';
import type { Reader } from '../../kernel/reader';
import type { Recorded } from '../../kernel/record';
import { checkAllowed, checkPermitted, type Actor } from '../../kernel/lifecycle';
import { Id } from '../../kernel/forms';
import { optionalReason, declareTransition } from '../../kernel/transition';
import { exchangeKeys } from '../exchange/keys';
import type { OrganisationRecord } from '../exchange/records';
import { checkAuditorAlone, checkRolesAllowed } from './check-roles';
import { participant, readParticipantFacts, readWithNamed, type ParticipantFacts, type WithNamed } from './participant';
import { participantLifecycle } from './records';

/** A participant with its organisation. */
export interface WithOrganisation extends ParticipantFacts {
  readonly organisation: Recorded<OrganisationRecord> | undefined;
}

export const AdmitParticipant = declareTransition(participant, {
  name: 'AdmitParticipant',
  action: 'admit',
  summary: 'Admits an applicant to the exchange.',
  event: 'ParticipantAdmitted',
  input: optionalReason,
  read: readWithOrganisation,
  checks: {
    SELF_DEALING: ({ actors }) => checkNotSelf(actors),
    INPUT_INVALID: ({ facts }) => checkAuditorAlone(facts.participant),
    // The organisation may have lost a role since it applied.
    ROLE_NOT_ALLOWED: ({ facts }) => checkRolesAllowed(facts.organisation, facts.participant.roles),
  },
});

export const SuspendParticipant = declareTransition(participant, {
  name: 'SuspendParticipant',
  action: 'suspend',
  summary: 'Suspends a participant: it can do nothing until it is reinstated.',
  event: 'ParticipantSuspended',
  input: optionalReason,
  checks: { SELF_DEALING: ({ actors }) => checkNotSelf(actors) },
});

export const ReinstateParticipant = declareTransition(participant, {
  name: 'ReinstateParticipant',
  action: 'reinstate',
  summary: 'Reinstates a suspended participant.',
  event: 'ParticipantReinstated',
  input: optionalReason,
  checks: { SELF_DEALING: ({ actors }) => checkNotSelf(actors) },
});

export const WithdrawParticipant = declareTransition(participant, {
  name: 'WithdrawParticipant',
  action: 'withdraw',
  summary: 'Ends a participation for good: your own, so that you begin nothing new and what runs goes on, or another one as the operator.',
  event: 'ParticipantWithdrawn',
  input: { ...optionalReason, successor: Type.Optional(Id('ptc')) },
  read: (reader, { id, successor }) => readWithNamed(reader, id, successor),
  checks: {
    NOT_PERMITTED: ({ actors }) => checkPermitted(participantLifecycle, makeWithdrawal(actors), actors),
    ACTION_NOT_ALLOWED: ({ facts, actors }) =>
      checkAllowed(participantLifecycle, makeWithdrawal(actors), facts.participant.state, actors) ?? checkNothingNamed(facts, actors),
    SELF_DEALING: ({ actors }) => checkNotSelf(actors),
    SUCCESSOR_NOT_POSSIBLE: ({ facts, command, actors }) => checkSuccessor(facts, command.successor, actors),
  },
  actionOf: ({ actors }) => makeWithdrawal(actors),
  nextState: ({ actors }) => (makeWithdrawal(actors) === 'leave' ? 'LEFT' : 'WITHDRAWN'),
  head: ({ facts, command: { successor } }) => ({ ...facts.participant, ...(successor !== undefined && { successor }) }),
});

/** Fails if an operator judges itself: the last operator would lock the exchange. */
function checkNotSelf(actors: ReadonlySet<Actor>): Details | undefined {
  return actors.has('operator') && actors.has('self') ? {} : undefined;
}

/** One that left names its successor once. */
function checkNothingNamed({ participant: { state, successor } }: WithNamed, actors: ReadonlySet<Actor>): Details | undefined {
  return makeWithdrawal(actors) === 'leave' && state === 'LEFT' && successor !== undefined ? { state, successor } : undefined;
}

/** A successor is another ACTIVE participant of the same organisation. Only the one that leaves names it. */
function checkSuccessor(
  { participant: { id, mspId }, named }: WithNamed,
  successor: string | undefined,
  actors: ReadonlySet<Actor>,
): Details | undefined {
  if (successor === undefined) return undefined;
  const isPossible = makeWithdrawal(actors) === 'leave' && successor !== id && named?.mspId === mspId && named.state === 'ACTIVE';
  return isPossible ? undefined : { successor, ...(named && { mspId: named.mspId, state: named.state }) };
}

function makeWithdrawal(actors: ReadonlySet<Actor>): 'withdraw' | 'leave' {
  return actors.has('operator') ? 'withdraw' : 'leave';
}

async function readWithOrganisation(reader: Reader, { id }: { readonly id: string }): Promise<WithOrganisation> {
  const facts = await readParticipantFacts(reader, { id });
  return { ...facts, organisation: await reader.find(exchangeKeys.organisation(facts.participant.mspId)) };
}
