import type { Static } from '@sinclair/typebox';
import { checkRevision } from '../../kernel/check-revision';
import { declareEvaluate, declareSubmit, type Checks, type Context, type Put } from '../../kernel/declare';
import { Closed, Id, Revision } from '../../kernel/forms';
import { checkAllowed, checkPermitted, noState, type Actor } from '../../kernel/lifecycle';
import { expectWritten, type Reader } from '../../kernel/reader';
import { showChange, type Recorded } from '../../kernel/record';
import { addHours } from '../../kernel/time';
import { optionalReason } from '../../kernel/transition';
import { getParameter, type Exchange } from '../exchange/records';
import { readExchange } from '../exchange/read-exchange';
import type { Reason } from '../../kernel/text';
import { participantKeys } from './keys';
import { readParticipant, relateToParticipant } from './participant';
import { PinReleaseView, pinReleaseLifecycle, type ParticipantRecord, type PinReleaseRecord } from './records';

/** Facts that the transactions read. */
export interface ReleaseFacts {
  readonly participant: Recorded<ParticipantRecord>;
  readonly release: Recorded<PinReleaseRecord> | undefined;
}

/** A release with the exchange, whose parameters set the period to refuse. */
export interface AgreementFacts extends ReleaseFacts {
  readonly exchange: Recorded<Exchange>;
}

type Action = keyof typeof pinReleaseLifecycle;
const OneRelease = Closed({ id: Id('ptc'), revision: Revision, ...optionalReason });

/** Parts that the four steps share. */
const common = {
  noun: 'participant',
  address: ['id'],
  output: PinReleaseView,
  readErrors: ['PARTICIPANT_NOT_FOUND'],
  read: readRelease,
  relate: ({ participant }: ReleaseFacts, caller: Parameters<typeof relateToParticipant>[1]) => relateToParticipant(participant, caller),
  answer: ({ facts }: Context<ReleaseFacts, unknown>) => viewRelease(expectWritten(facts.release)),
} as const;

/** Asks for the release of a participant's pins. An administrator of the operating organisation can call it, so that no operator is needed. */
export const RequestPinRelease = declareSubmit<ReleaseFacts>()({
  ...common,
  name: 'RequestPinRelease',
  verb: 'requestPinRelease',
  admits: 'overseer',
  summary: 'Asks, as the operator, to release the pins of a participant that is locked out.',
  input: Closed({ id: Id('ptc'), ...optionalReason }),
  checks: {
    NOT_PERMITTED: ({ actors }) => checkPermitted(pinReleaseLifecycle, 'requestPinRelease', actors),
    ACTION_NOT_ALLOWED: ({ facts, actors }) => checkReleaseState('requestPinRelease', facts, actors),
    NOTHING_PINNED: ({ facts }) => (facts.participant.keyHashes.length > 0 ? undefined : {}),
  },
  effect: ({ command: { id, reason }, caller }) => ({
    puts: [putRelease({ id, requestedBy: caller.participantId, state: 'REQUESTED' }, 'requestPinRelease', reason)],
    events: [{ type: 'PinReleaseRequested', id }],
  }),
  emits: ['PinReleaseRequested'],
});

/** Agrees to the release. From then on the pinned certificates have a period in which they can refuse. */
export const AgreePinRelease = declareSubmit<AgreementFacts>()({
  ...common,
  readErrors: ['PARTICIPANT_NOT_FOUND', 'EXCHANGE_NOT_FOUNDED'],
  read: async (reader, command) => ({ ...(await readRelease(reader, command)), exchange: await readExchange(reader) }),
  name: 'AgreePinRelease',
  verb: 'agreePinRelease',
  admits: 'overseer',
  summary: 'Agrees, as the authority, to release pins. A pinned certificate can refuse until the period has passed.',
  input: OneRelease,
  checks: {
    ...checkRelease('agreePinRelease'),
    SELF_DEALING: ({ facts, caller }) => (facts.release?.requestedBy === caller.participantId ? {} : undefined),
  },
  effect: ({ facts, command: { id, reason }, caller, at }) => {
    const hours = getParameter(facts.exchange.parameters, 'pinReleasePeriodHours');
    const { requestedBy } = expectWritten(facts.release);
    const release = { id, requestedBy, agreedBy: caller.participantId, releasableAt: addHours(at, hours), state: 'AGREED' as const };
    return { puts: [putRelease(release, 'agreePinRelease', reason)], events: [{ type: 'PinReleaseAgreed', id }] };
  },
  emits: ['PinReleaseAgreed'],
});

/** Refuses the release, with a pinned certificate: nobody is locked out. */
export const RefusePinRelease = declareSubmit<ReleaseFacts>()({
  ...common,
  name: 'RefusePinRelease',
  verb: 'refusePinRelease',
  summary: 'Refuses the release of your own pins, with a pinned certificate.',
  input: OneRelease,
  checks: checkRelease('refusePinRelease'),
  effect: ({ facts, command: { id, reason } }) => ({
    puts: [putRelease({ ...expectWritten(facts.release), state: 'REFUSED' }, 'refusePinRelease', reason)],
    events: [{ type: 'PinReleaseRefused', id }],
  }),
  emits: ['PinReleaseRefused'],
});

export const ReleasePins = declareSubmit<ReleaseFacts>()({
  ...common,
  name: 'ReleasePins',
  verb: 'releasePins',
  admits: 'overseer',
  summary: 'Releases the pins of a participant when the period to refuse has passed. It must pin again before it does anything else.',
  input: OneRelease,
  checks: {
    ...checkRelease('releasePins'),
    NOT_YET_DUE: ({ facts, at }) => {
      const { releasableAt = at } = facts.release ?? {};
      return at < releasableAt ? { until: releasableAt } : undefined;
    },
  },
  effect: ({ facts, command: { id, reason } }) => ({
    puts: [
      putRelease({ ...expectWritten(facts.release), state: 'RELEASED' }, 'releasePins', reason),
      {
        key: participantKeys.participant(id),
        action: 'releasePins',
        reason,
        value: { ...facts.participant, keyHashes: [], mustPin: true },
      },
    ],
    events: [{ type: 'PinsReleased', id }],
  }),
  emits: ['PinsReleased'],
});

export const GetPinRelease = declareEvaluate<ReleaseFacts>()({
  ...common,
  name: 'GetPinRelease',
  verb: 'pinRelease',
  summary: "Reads the newest release of a participant's pins.",
  input: Closed({ id: Id('ptc') }),
  checks: { PIN_RELEASE_NOT_FOUND: ({ facts }) => (facts.release ? undefined : {}) },
});

/** Returns the checks of the steps that follow a request, in their order. */
function checkRelease(action: Action): Checks<ReleaseFacts, { readonly revision: number }> {
  return {
    NOT_PERMITTED: ({ actors }) => checkPermitted(pinReleaseLifecycle, action, actors),
    PIN_RELEASE_NOT_FOUND: ({ facts }) => (facts.release ? undefined : {}),
    REVISION_CONFLICT: ({ facts, command }) => facts.release && checkRevision(facts.release, command.revision),
    ACTION_NOT_ALLOWED: ({ facts, actors }) => checkReleaseState(action, facts, actors),
  };
}

function checkReleaseState(action: Action, { release }: ReleaseFacts, actors: ReadonlySet<Actor>) {
  return checkAllowed(pinReleaseLifecycle, action, release?.state ?? noState, actors);
}

function putRelease(value: PinReleaseRecord, action: Action, reason: Reason | undefined): Put<PinReleaseRecord> {
  return { key: participantKeys.pinRelease(value.id), action, reason, value };
}

async function readRelease(reader: Reader, { id }: { readonly id: string }): Promise<ReleaseFacts> {
  return {
    participant: await readParticipant(reader, { id }),
    release: await reader.find(participantKeys.pinRelease(id)),
  };
}

function viewRelease(record: Recorded<PinReleaseRecord>): Static<typeof PinReleaseView> {
  const { id, requestedBy, agreedBy, releasableAt, state } = record;
  return {
    id,
    requestedBy,
    ...(agreedBy !== undefined && { agreedBy }),
    ...(releasableAt !== undefined && { releasableAt }),
    state,
    ...showChange(record),
  };
}
