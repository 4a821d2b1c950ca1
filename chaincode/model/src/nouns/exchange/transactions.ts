import { Type, type Static } from '@sinclair/typebox';
import type { Details } from '../../kernel/error-table';
import { Closed, MspId } from '../../kernel/forms';
import { keys, indexes } from '../../kernel/keys';
import type { Recorded } from '../../kernel/record';
import { shown } from '../../kernel/record';
import { need } from '../../kernel/reader';
import { declareEvaluate, declareSubmit, type Put } from '../../kernel/transaction';
import { demonstrationAreas } from './sector-presets';
import type { ParticipantRecord } from '../participant/records';
import { ExchangeView, FirstParticipant, Organisation, Parameters, defaultParameters, lacksRole, type Exchange } from './records';

const FoundInput = Closed({
  operatorMspId: MspId,
  authorityMspId: MspId,
  organisations: Type.Array(Organisation, { minItems: 2, maxItems: 64 }),
  operator: FirstParticipant,
  authority: FirstParticipant,
  parameters: Type.Optional(Type.Partial(Parameters, { additionalProperties: false })),
});

/** Begins the exchange, once: its organisations, its parameters, its first operator and authority. */
export const FoundExchange = declareSubmit<Recorded<Exchange> | undefined>()({
  name: 'FoundExchange',
  noun: 'exchange',
  verb: 'found',
  summary: 'Begins the exchange, once: its organisations, its parameters, its first operator and authority.',
  admits: 'founder',
  address: [],
  input: FoundInput,
  output: ExchangeView,
  see: async (reader, command) => {
    // Read so that what the founding makes is known to be new.
    for (const { mspId } of command.organisations) await reader.find(keys.organisation(mspId));
    for (const { id } of [command.operator, command.authority]) await reader.find(keys.participant(id));
    return reader.find(keys.exchange());
  },
  relate: () => [],
  checks: {
    ALREADY_EXISTS: ({ seen }) => (seen ? {} : undefined),
    NOT_AN_ADMIN: ({ command, caller }) => (caller.mspId === command.operatorMspId ? undefined : { of: command.operatorMspId }),
    INPUT_INVALID: ({ command }) => inconsistency(command),
    ROLE_NOT_ALLOWED: ({ command }) => lacksRole(command),
  },
  effect: ({ command }) => ({
    puts: [
      ...demonstrationAreas.map((preset): Put => ({
        key: keys.preset(preset.sector),
        action: 'found',
        value: { ...preset, state: 'SET' },
      })),
      { key: keys.exchange(), action: 'found', value: exchangeOf(command) },
      ...command.organisations.map((organisation): Put => ({
        key: keys.organisation(organisation.mspId),
        action: 'join',
        value: { ...organisation, state: 'MEMBER' },
      })),
      firstParticipant(command.operator, command.operatorMspId, 'operator'),
      firstParticipant(command.authority, command.authorityMspId, 'authority'),
    ],
    indexes: [
      indexes.participantsOf(command.operatorMspId, command.operator.id),
      indexes.participantsOf(command.authorityMspId, command.authority.id),
    ],
    events: [{ type: 'ExchangeFounded' }],
  }),
  answer: ({ seen }) => view(seen as Recorded<Exchange>),
  emits: ['ExchangeFounded'],
});

/** The exchange: who takes part in running it, and its parameters. */
export const GetExchange = declareEvaluate<Recorded<Exchange>>()({
  name: 'GetExchange',
  noun: 'exchange',
  verb: 'get',
  summary: 'The exchange: its organisations with their roles, and its parameters.',
  address: [],
  input: Closed({}),
  output: ExchangeView,
  see: (ledger) => need(ledger, keys.exchange(), 'EXCHANGE_NOT_FOUNDED'),
  relate: () => [],
  checks: {},
  answer: ({ seen }) => view(seen),
});

type Command = Static<typeof FoundInput>;

function inconsistency({ organisations, operator, authority }: Command): Details | undefined {
  const named = new Set(organisations.map(({ mspId }) => mspId));
  if (named.size < organisations.length) return { errors: [{ path: '/organisations', reason: 'names an organisation twice' }] };
  if (operator.id === authority.id) return { errors: [{ path: '/authority/id', reason: 'is the operator’s' }] };
  return undefined;
}

function exchangeOf({ operatorMspId, authorityMspId, organisations, parameters }: Command): Exchange {
  return { operatorMspId, authorityMspId, organisations, parameters: { ...defaultParameters, ...parameters }, state: 'FOUNDED' };
}

function firstParticipant({ id, name }: Command['operator'], mspId: string, role: 'operator' | 'authority'): Put<ParticipantRecord> {
  return { key: keys.participant(id), action: 'found', value: { id, mspId, name, roles: [role], keyHashes: [], state: 'ACTIVE' } };
}

function view(exchange: Recorded<Exchange>): Static<typeof ExchangeView> {
  const { operatorMspId, authorityMspId, organisations, parameters, state } = exchange;
  return { operatorMspId, authorityMspId, organisations: [...organisations], parameters, state, ...shown(exchange) };
}
