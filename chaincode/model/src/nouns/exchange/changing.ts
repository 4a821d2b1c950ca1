import { Type, type Static } from '@sinclair/typebox';
import { Closed, MspId, Reason, Revision } from '../../kernel/forms';
import { keys } from '../../kernel/keys';
import { forbids, lacks } from '../../kernel/lifecycle';
import { shown, type Recorded } from '../../kernel/record';
import { need, type Reader } from '../../kernel/reader';
import { stale } from '../../kernel/revision';
import { declareEvaluate, declareSubmit, type Put, type Context } from '../../kernel/transaction';
import {
  Organisation,
  Parameters,
  ProposalView,
  lacksRole,
  proposalLife,
  type ChangeProposal,
  type Exchange,
  type OrganisationRecord,
} from './records';

/** What the transaction reads. */
export interface SeenExchange {
  readonly exchange: Recorded<Exchange>;
  readonly proposal: Recorded<ChangeProposal> | undefined;
  readonly organisation: Recorded<OrganisationRecord> | undefined;
}

/** Proposes other periods, ceilings and limits; they hold when the authority has agreed. */
export const SetParameters = declareSubmit<SeenExchange>()({
  name: 'SetParameters',
  noun: 'exchange',
  verb: 'setParameters',
  summary: 'Proposes other periods, ceilings and limits; they hold when the authority has agreed.',
  address: [],
  input: Closed({ parameters: Type.Partial(Parameters, { additionalProperties: false, minProperties: 1 }) }),
  output: ProposalView,
  see: (reader) => seeExchange(reader),
  relate: () => [],
  checks: proposing('setParameters'),
  effect: ({ command: { parameters }, caller }) =>
    proposed('setParameters', { parameters, proposedBy: caller.participantId, state: 'PROPOSED' }),
  answer: ({ seen }) => view(seen.proposal as Recorded<ChangeProposal>),
  emits: ['ExchangeChangeProposed'],
});

/** Proposes an organisation, new or with other roles; it holds when the authority has agreed. */
export const SetOrganisation = declareSubmit<SeenExchange>()({
  name: 'SetOrganisation',
  noun: 'exchange',
  verb: 'setOrganisation',
  summary: 'Proposes an organisation, new or with other roles; it holds when the authority has agreed.',
  address: [],
  input: Closed({ mspId: MspId, roles: Organisation.properties.roles }),
  output: ProposalView,
  see: (reader) => seeExchange(reader),
  relate: () => [],
  checks: {
    ...proposing('setOrganisation'),
    ROLE_NOT_ALLOWED: ({ seen, command }) => lacksRole({ ...seen.exchange, organisations: withOrganisation(seen.exchange, command) }),
  },
  effect: ({ command: organisation, caller }) =>
    proposed('setOrganisation', { organisation, proposedBy: caller.participantId, state: 'PROPOSED' }),
  answer: ({ seen }) => view(seen.proposal as Recorded<ChangeProposal>),
  emits: ['ExchangeChangeProposed'],
});

const Judgement = Closed({ revision: Revision, reason: Type.Optional(Reason) });

/** The authority agrees to what the operator proposed; from now on it holds. */
export const AgreeToChange = declareSubmit<SeenExchange>()({
  name: 'AgreeToChange',
  noun: 'exchange',
  verb: 'agree',
  summary: 'The authority agrees to what the operator proposed; from now on it holds.',
  address: [],
  input: Judgement,
  output: ProposalView,
  see: async (reader) => {
    const seen = await seeExchange(reader);
    const mspId = seen.proposal?.organisation?.mspId;
    return { ...seen, organisation: mspId === undefined ? undefined : await reader.find(keys.organisation(mspId)) };
  },
  relate: () => [],
  checks: {
    ...judging('agree'),
    SELF_DEALING: ({ seen, caller }) => (seen.proposal?.proposedBy === caller.participantId ? {} : undefined),
  },
  effect: ({ seen, command: { reason } }) => ({
    puts: [
      { key: keys.proposal(), action: 'agree', reason, value: { ...(seen.proposal as ChangeProposal), state: 'AGREED' as const } },
      { key: keys.exchange(), action: 'change', value: changed(seen) },
      ...organisationPut(seen),
    ],
    events: [{ type: 'ExchangeChanged' }],
  }),
  answer: ({ seen }) => view(seen.proposal as Recorded<ChangeProposal>),
  emits: ['ExchangeChanged'],
});

/** Puts a proposal away. */
export const DeclineChange = declareSubmit<SeenExchange>()({
  name: 'DeclineChange',
  noun: 'exchange',
  verb: 'decline',
  summary: 'Puts a proposal away.',
  address: [],
  input: Judgement,
  output: ProposalView,
  see: (reader) => seeExchange(reader),
  relate: () => [],
  checks: judging('decline'),
  effect: ({ seen, command: { reason } }) => ({
    puts: [
      { key: keys.proposal(), action: 'decline', reason, value: { ...(seen.proposal as ChangeProposal), state: 'DECLINED' as const } },
    ],
    events: [{ type: 'ExchangeChangeDeclined' }],
  }),
  answer: ({ seen }) => view(seen.proposal as Recorded<ChangeProposal>),
  emits: ['ExchangeChangeDeclined'],
});

/** The newest proposal, and what became of it. */
export const GetProposal = declareEvaluate<Recorded<ChangeProposal>>()({
  name: 'GetProposal',
  noun: 'exchange',
  verb: 'proposal',
  summary: 'The newest proposal to change the exchange, and what became of it.',
  address: [],
  input: Closed({}),
  output: ProposalView,
  see: (ledger) => need(ledger, keys.proposal(), 'PROPOSAL_NOT_FOUND'),
  relate: () => [],
  checks: { PROPOSAL_NOT_FOUND: () => undefined },
  answer: ({ seen }) => view(seen),
});

async function seeExchange(reader: Reader): Promise<SeenExchange> {
  return {
    exchange: await need(reader, keys.exchange(), 'EXCHANGE_NOT_FOUNDED'),
    proposal: await reader.find(keys.proposal()),
    organisation: undefined,
  };
}

type Step = Pick<Context<SeenExchange, object>, 'seen' | 'is'>;

function proposing(action: 'setParameters' | 'setOrganisation') {
  return {
    NOT_PERMITTED: ({ is }: Step) => lacks(proposalLife, action, is),
    ACTION_NOT_ALLOWED: ({ seen, is }: Step) => forbids(proposalLife, action, seen.proposal?.state ?? 'NONE', is),
  };
}

function judging(action: 'agree' | 'decline') {
  return {
    NOT_PERMITTED: ({ is }: Step) => lacks(proposalLife, action, is),
    PROPOSAL_NOT_FOUND: ({ seen }: Step) => (seen.proposal ? undefined : {}),
    REVISION_CONFLICT: ({ seen, command }: Pick<Context<SeenExchange, { readonly revision: number }>, 'seen' | 'command'>) =>
      seen.proposal && stale(seen.proposal, command.revision),
    ACTION_NOT_ALLOWED: ({ seen, is }: Step) => forbids(proposalLife, action, seen.proposal?.state ?? 'NONE', is),
  };
}

function proposed(action: string, value: ChangeProposal) {
  return { puts: [{ key: keys.proposal(), action, value }], events: [{ type: 'ExchangeChangeProposed' }] };
}

function changed({ exchange, proposal }: SeenExchange): Exchange {
  const { operatorMspId, authorityMspId, state, organisations } = exchange;
  const { organisation, parameters } = proposal ?? {};
  return {
    operatorMspId,
    authorityMspId,
    state,
    organisations: organisation ? withOrganisation(exchange, organisation) : organisations,
    parameters: { ...exchange.parameters, ...parameters },
  };
}

function withOrganisation({ organisations }: Exchange, organisation: Organisation): readonly Organisation[] {
  return [...organisations.filter(({ mspId }) => mspId !== organisation.mspId), organisation];
}

function organisationPut({ proposal }: SeenExchange): readonly Put<OrganisationRecord>[] {
  const { organisation } = proposal ?? {};
  return organisation ? [{ key: keys.organisation(organisation.mspId), action: 'agree', value: { ...organisation, state: 'MEMBER' } }] : [];
}

function view(record: Recorded<ChangeProposal>): Static<typeof ProposalView> {
  const { parameters, organisation, proposedBy, state } = record;
  return { proposedBy, state, ...(parameters && { parameters }), ...(organisation && { organisation }), ...shown(record) };
}
