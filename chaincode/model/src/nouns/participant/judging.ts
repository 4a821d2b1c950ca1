import { Type } from '@sinclair/typebox';
import type { ErrorCode } from '../../kernel/error-table';
import type { OrganisationRecord } from '../exchange/records';
import { Closed, Id, Reason, Revision } from '../../kernel/forms';
import { keys } from '../../kernel/keys';
import { forbids, lacks, type Actor } from '../../kernel/lifecycle';
import type { Reader } from '../../kernel/reader';
import type { Recorded } from '../../kernel/record';
import { stale } from '../../kernel/revision';
import { declareSubmit, type Checks } from '../../kernel/transaction';
import { ParticipantView, participantLife, type ParticipantRecord, type ParticipantState } from './records';
import { auditsAndMore, beyond } from './roles';
import { relateToParticipant, seeParticipant, viewParticipant } from './seen';

/** What the transactions read. */
export interface SeenParticipant {
  readonly participant: Recorded<ParticipantRecord>;
  readonly organisation: Recorded<OrganisationRecord> | undefined;
}

/** Lets an applicant take part. */
export const AdmitParticipant = judgement({
  name: 'AdmitParticipant',
  action: 'admit',
  to: 'ACTIVE',
  event: 'ParticipantAdmitted',
  summary: 'Lets an applicant take part.',
  also: {
    INPUT_INVALID: ({ seen }) => auditsAndMore(seen.participant),
    // Its organisation may have lost a role since it applied.
    ROLE_NOT_ALLOWED: ({ seen: { participant, organisation } }) => beyond(organisation, participant.roles),
  },
});
/** Stops a participant from doing anything. */
export const SuspendParticipant = judgement({
  name: 'SuspendParticipant',
  action: 'suspend',
  to: 'SUSPENDED',
  event: 'ParticipantSuspended',
  summary: 'Stops a participant from doing anything.',
  also: {},
});
/** Lets a suspended participant act again. */
export const ReinstateParticipant = judgement({
  name: 'ReinstateParticipant',
  action: 'reinstate',
  to: 'ACTIVE',
  event: 'ParticipantReinstated',
  summary: 'Lets a suspended participant act again.',
  also: {},
});
/** Ends a participation for good. */
export const WithdrawParticipant = judgement({
  name: 'WithdrawParticipant',
  action: 'withdraw',
  own: 'leave',
  to: 'WITHDRAWN',
  event: 'ParticipantWithdrawn',
  summary: 'Ends a participation for good: its own, while it is ACTIVE, or another’s as the operator.',
  also: {},
});

interface Judgement<C extends ErrorCode> {
  readonly name: string;
  readonly action: keyof typeof participantLife;
  /** What the participant may do of it itself. */
  readonly own?: keyof typeof participantLife;
  readonly to: ParticipantState;
  readonly event: string;
  readonly summary: string;
  readonly also: Checks<SeenParticipant, object, C>;
}

function judgement<C extends ErrorCode>({ name, action, own = action, to, event, summary, also }: Judgement<C>) {
  const stepOf = (is: ReadonlySet<Actor>) => (is.has('operator') ? action : own);
  return declareSubmit<SeenParticipant>()({
    name,
    noun: 'participant',
    verb: action,
    summary,
    address: ['id'],
    input: Closed({ id: Id('ptc'), revision: Revision, reason: Type.Optional(Reason) }),
    output: ParticipantView,
    see: seeWithOrganisation,
    relate: ({ participant }, caller) => relateToParticipant(participant, caller),
    checks: {
      NOT_PERMITTED: ({ is }) => lacks(participantLife, stepOf(is), is),
      REVISION_CONFLICT: ({ seen, command }) => stale(seen.participant, command.revision),
      ACTION_NOT_ALLOWED: ({ seen, is }) => forbids(participantLife, stepOf(is), seen.participant.state, is),
      // No operator judges itself: the last one would lock the exchange.
      SELF_DEALING: ({ is }) => (is.has('operator') && is.has('self') ? {} : undefined),
      ...also,
    },
    effect: ({ seen: { participant }, command: { reason }, is }) => ({
      puts: [{ key: keys.participant(participant.id), action: stepOf(is), reason, value: { ...participant, state: to } }],
      events: [{ type: event, id: participant.id }],
    }),
    answer: ({ seen }) => viewParticipant(seen.participant),
    emits: [event],
  });
}

async function seeWithOrganisation(reader: Reader, { id }: { id: string }): Promise<SeenParticipant> {
  const participant = await seeParticipant(reader, { id });
  return { participant, organisation: await reader.find(keys.organisation(participant.mspId)) };
}
