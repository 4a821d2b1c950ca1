import type { Static } from '@sinclair/typebox';
import { declareEvaluate, declareSubmit, type Put } from '../../kernel/declare';
import type { Details } from '../../kernel/error-table';
import { Closed } from '../../kernel/forms';
import { isSameHash } from '../../kernel/hash';
import { expectWritten, type RecordReader } from '../../kernel/reader';
import { showChange, type Recorded } from '../../kernel/record';
import { participantIndexes, participantKeys } from '../participant/keys';
import type { ParticipantRecord } from '../participant/records';
import { hashFounding, makeExchange } from './check-agreed';
import { exchangeKeys } from './keys';
import { ExchangeView, FoundingDocument, checkKeyRoles, getParameter, type Exchange } from './records';
import { guardByOverseers, guardParticipant, readExchange } from './read-exchange';
import { demonstrationAreas } from './sector-presets';

export const FoundExchange = declareSubmit<Recorded<Exchange> | undefined>()({
  name: 'FoundExchange',
  noun: 'exchange',
  verb: 'found',
  summary: 'Founds the exchange, once: its organisations, its parameters, its first operator and authority.',
  admits: 'founder',
  address: [],
  input: FoundingDocument,
  output: ExchangeView,
  read: async (reader, command) => {
    // Reading these keys makes sure that everything which the founding writes is new.
    for (const { mspId } of command.organisations) await reader.find(exchangeKeys.organisation(mspId));
    for (const { id } of [command.operator, command.authority]) await reader.find(participantKeys.participant(id));
    return reader.find(exchangeKeys.exchange());
  },
  checks: {
    ALREADY_EXISTS: ({ facts }) => (facts ? {} : undefined),
    NOT_AN_ADMIN: ({ command, caller }) => (caller.mspId === command.operatorMspId ? undefined : { of: command.operatorMspId }),
    INPUT_INVALID: ({ command }) => checkConsistent(command),
    ROLE_NOT_ALLOWED: ({ command }) => checkKeyRoles(command),
    OVERSEERS_NOT_SEPARATE: ({ command }) => checkOverseers(command),
    FOUNDING_NOT_AGREED: ({ command, agreedFounding: agreed }) => {
      const founded = hashFounding(command);
      return isSameHash(founded, agreed) ? undefined : { agreed, founded };
    },
  },
  effect: ({ command }) => ({
    puts: [
      ...demonstrationAreas.map((preset): Put => ({
        key: exchangeKeys.preset(preset.sector),
        action: 'found',
        value: { ...preset, state: 'SET' },
        policy: { atLeast: 1, of: [command.operatorMspId] },
      })),
      { key: exchangeKeys.exchange(), action: 'found', value: makeExchange(command), policy: guardByOverseers(command) },
      ...command.organisations.map((organisation): Put => ({
        key: exchangeKeys.organisation(organisation.mspId),
        action: 'join',
        value: { ...organisation, state: 'MEMBER' },
        policy: guardByOverseers(command),
      })),
      { ...putFirstParticipant(command.operator, command.operatorMspId, 'operator'), ...guardParticipant(command.operatorMspId, command) },
      {
        ...putFirstParticipant(command.authority, command.authorityMspId, 'authority'),
        ...guardParticipant(command.authorityMspId, command),
      },
    ],
    indexes: [
      participantIndexes.participantsOf(command.operatorMspId, command.operator.id),
      participantIndexes.participantsOf(command.authorityMspId, command.authority.id),
    ],
    events: [{ type: 'ExchangeFounded' }],
  }),
  answer: ({ facts }) => viewExchange(expectWritten(facts)),
  emits: ['ExchangeFounded'],
});

export const GetExchange = declareEvaluate<Recorded<Exchange>>()({
  name: 'GetExchange',
  noun: 'exchange',
  verb: 'get',
  summary: 'Reads the exchange: its organisations with their roles, and its parameters.',
  address: [],
  input: Closed({}),
  output: ExchangeView,
  readErrors: ['EXCHANGE_NOT_FOUNDED'],
  read: readExchange,
  answer: ({ facts }) => viewExchange(facts),
});

/** Reads the largest page that the exchange's parameters allow. */
export async function readPageLimit(reader: RecordReader): Promise<number> {
  const exchange = await reader.find(exchangeKeys.exchange());
  return getParameter(exchange?.parameters, 'pageLimit');
}

function checkConsistent({ organisations, operator, authority }: FoundingDocument): Details | undefined {
  const names = new Set(organisations.map(({ mspId }) => mspId));
  if (names.size < organisations.length) return { errors: [{ path: '/organisations', reason: 'names an organisation twice' }] };
  if (operator.id === authority.id) return { errors: [{ path: '/authority/id', reason: "is the operator's id; expected another" }] };
  return undefined;
}

/** One organisation in both offices must be agreed to by everybody, because then nobody else oversees the operator. */
function checkOverseers({ operatorMspId, authorityMspId, oneOverseer = false }: FoundingDocument): Details | undefined {
  return oneOverseer === (operatorMspId === authorityMspId) ? undefined : { operatorMspId, authorityMspId, oneOverseer };
}

function putFirstParticipant(
  { id, name }: FoundingDocument['operator'],
  mspId: string,
  role: 'operator' | 'authority',
): Put<ParticipantRecord> {
  return {
    key: participantKeys.participant(id),
    action: 'found',
    value: { id, mspId, name, roles: [role], keyHashes: [], state: 'ACTIVE' },
  };
}

function viewExchange(exchange: Recorded<Exchange>): Static<typeof ExchangeView> {
  const { founding, operatorMspId, authorityMspId, organisations, parameters, state } = exchange;
  return {
    founding,
    ...(operatorMspId === authorityMspId && { oneOverseer: true }),
    operatorMspId,
    authorityMspId,
    organisations: [...organisations],
    parameters,
    state,
    ...showChange(exchange),
  };
}
