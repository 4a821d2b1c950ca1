import { Id } from '../../kernel/forms';
import type { Details } from '../../kernel/error-table';
import type { Recorded } from '../../kernel/record';
import { checkState, declareTransition } from '../../kernel/transition';
import { participantKeys } from '../participant/keys';
import type { ParticipantRecord } from '../participant/records';
import { dispute, readDispute, type DisputeFacts } from './dispute';

/** A dispute with the participant that is to rule on it. */
export interface AppointmentFacts extends DisputeFacts {
  readonly appointee: Recorded<ParticipantRecord> | undefined;
}

/** Appoints an arbiter when nobody ruled in time on a trade under which something was served. */
export const AppointArbiter = declareTransition(dispute, {
  name: 'AppointArbiter',
  action: 'appoint',
  summary:
    'Appoints, as the authority, the arbiter that rules on a dispute on which nobody ruled in time: a new ruling period begins, in which it alone rules.',
  event: 'ArbiterAppointed',
  input: { arbiter: Id('ptc') },
  readErrors: ['TRADE_NOT_FOUND', 'EXCHANGE_NOT_FOUNDED'],
  read: async (reader, { id, arbiter }): Promise<AppointmentFacts> => ({
    ...(await readDispute(reader, id)),
    appointee: await reader.find(participantKeys.participant(arbiter)),
  }),
  checks: {
    ACTION_NOT_ALLOWED: (context) => checkState(dispute, 'appoint', context) ?? checkServed(context.facts),
    PARTICIPANT_NOT_FOUND: ({ facts: { appointee } }) => (appointee ? undefined : {}),
    PARTICIPANT_NOT_ACTIVE: ({ facts: { appointee } }) => checkArbiter(appointee),
    SELF_DEALING: ({ facts: { dispute: record }, command: { arbiter } }) =>
      arbiter === record.buyer || arbiter === record.provider ? { arbiter } : undefined,
  },
  head: ({ facts, command: { arbiter } }) => ({ ...facts.dispute, appointed: arbiter }),
});

/** Fails if nothing was served, because that is refunded without a ruling, or if a copy lacks a ruling, which decides. */
function checkServed({ dispute: { state }, isServed, lacks }: DisputeFacts): Details | undefined {
  if (lacks) return { state, lacks };
  return isServed ? undefined : { state, isServed, allowed: ['enforce'] };
}

function checkArbiter(appointee: AppointmentFacts['appointee']): Details | undefined {
  if (!appointee) return undefined;
  const { state, roles } = appointee;
  return state === 'ACTIVE' && roles.includes('arbiter') ? undefined : { state, needs: ['arbiter'] };
}
