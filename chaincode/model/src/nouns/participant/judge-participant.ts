import type { Details } from '../../kernel/error-table';
import type { Reader } from '../../kernel/reader';
import type { Recorded } from '../../kernel/record';
import { checkAllowed, checkPermitted, type Actor } from '../../kernel/lifecycle';
import { optionalReason, declareTransition } from '../../kernel/transition';
import { exchangeKeys } from '../exchange/keys';
import type { OrganisationRecord } from '../exchange/records';
import { checkAuditorAlone, checkRolesAllowed } from './check-roles';
import { participant, readParticipant } from './participant';
import { participantLifecycle, type ParticipantRecord } from './records';

/** A participant with its organisation. */
export type WithOrganisation = Recorded<ParticipantRecord> & { readonly organisation: Recorded<OrganisationRecord> | undefined };

export const AdmitParticipant = declareTransition(participant, {
  name: 'AdmitParticipant',
  action: 'admit',
  summary: 'Admits an applicant to the exchange.',
  event: 'ParticipantAdmitted',
  input: optionalReason,
  read: readWithOrganisation,
  checks: {
    SELF_DEALING: ({ actors }) => checkNotSelf(actors),
    INPUT_INVALID: ({ facts }) => checkAuditorAlone(facts),
    // The organisation may have lost a role since it applied.
    ROLE_NOT_ALLOWED: ({ facts }) => checkRolesAllowed(facts.organisation, facts.roles),
  },
  head: readHeadAlone,
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
  summary: 'Ends a participation for good: your own while it is ACTIVE, or another one as the operator.',
  event: 'ParticipantWithdrawn',
  input: optionalReason,
  checks: {
    NOT_PERMITTED: ({ actors }) => checkPermitted(participantLifecycle, makeWithdrawal(actors), actors),
    ACTION_NOT_ALLOWED: ({ facts, actors }) => checkAllowed(participantLifecycle, makeWithdrawal(actors), facts.state, actors),
    SELF_DEALING: ({ actors }) => checkNotSelf(actors),
  },
  actionOf: ({ actors }) => makeWithdrawal(actors),
});

/** Fails if an operator judges itself: the last operator would lock the exchange. */
function checkNotSelf(actors: ReadonlySet<Actor>): Details | undefined {
  return actors.has('operator') && actors.has('self') ? {} : undefined;
}

function makeWithdrawal(actors: ReadonlySet<Actor>): 'withdraw' | 'leave' {
  return actors.has('operator') ? 'withdraw' : 'leave';
}

function readHeadAlone({ facts: { organisation: _, ...head } }: { readonly facts: WithOrganisation }): ParticipantRecord {
  return head;
}

async function readWithOrganisation(reader: Reader, { id }: { readonly id: string }): Promise<WithOrganisation> {
  const record = await readParticipant(reader, { id });
  return { ...record, organisation: await reader.find(exchangeKeys.organisation(record.mspId)) };
}
