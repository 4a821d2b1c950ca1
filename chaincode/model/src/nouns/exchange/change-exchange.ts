import type { Static } from '@sinclair/typebox';
import { checkRevision } from '../../kernel/check-revision';
import { declareEvaluate, declareSubmit, type Checks, type Effect, type Put } from '../../kernel/declare';
import { Closed, MspId, Revision } from '../../kernel/forms';
import { checkAllowed, checkPermitted, noState } from '../../kernel/lifecycle';
import { need, expectWritten, type Reader } from '../../kernel/reader';
import { showChange, type Recorded } from '../../kernel/record';
import { optionalReason } from '../../kernel/transition';
import { TextAnswer, answerText, readText, textChecks, textInput, type TextFacts } from '../../kernel/read-text';
import { exchangeKeys } from './keys';
import {
  Organisation,
  ProposalView,
  SomeParameters,
  checkKeyRoles,
  defaultParameters,
  proposalLifecycle,
  type ChangeProposal,
  type Exchange,
  type Member,
  type OrganisationRecord,
  type Parameters,
} from './records';
import { guardByOverseers, readExchange } from './read-exchange';

type Action = keyof typeof proposalLifecycle;

/** Facts that the transactions read. */
export interface ProposalFacts {
  readonly exchange: Recorded<Exchange>;
  readonly proposal: Recorded<ChangeProposal> | undefined;
}

const common = {
  noun: 'exchange',
  address: [],
  output: ProposalView,
  readErrors: ['EXCHANGE_NOT_FOUNDED'],
  read: readProposal,
  answer: ({ facts }: { readonly facts: ProposalFacts }) => viewProposal(expectWritten(facts.proposal)),
} as const;

/** Proposes parameters. */
export const SetParameters = declareSubmit<ProposalFacts>()({
  ...common,
  name: 'SetParameters',
  verb: 'setParameters',
  summary: 'Proposes other periods and limits. They take effect when the authority agrees.',
  input: Closed({ parameters: SomeParameters }),
  checks: {
    ...checkProposing('setParameters'),
    INPUT_INVALID: ({ command: { parameters } }) =>
      Object.keys(parameters).length > 0 ? undefined : { errors: [{ path: '/parameters', reason: 'names no parameter' }] },
  },
  effect: ({ command: { parameters }, caller }) =>
    propose('setParameters', { parameters, proposedBy: caller.participantId, state: 'PROPOSED' }),
  emits: ['ExchangeChangeProposed'],
});

export const SetOrganisation = declareSubmit<ProposalFacts>()({
  ...common,
  name: 'SetOrganisation',
  verb: 'setOrganisation',
  summary: 'Proposes an organisation, new or with other roles. It takes effect when the authority agrees.',
  input: Closed({ mspId: MspId, roles: Organisation.properties.roles }),
  checks: {
    ...checkProposing('setOrganisation'),
    ROLE_NOT_ALLOWED: ({ facts, command, at }) =>
      checkKeyRoles({ ...facts.exchange, organisations: replaceOrganisation(facts.exchange, command, at) }),
  },
  effect: ({ command: organisation, caller }) =>
    propose('setOrganisation', { organisation, proposedBy: caller.participantId, state: 'PROPOSED' }),
  emits: ['ExchangeChangeProposed'],
});

const Judgement = Closed({ revision: Revision, ...optionalReason });

/** Puts a proposal into effect. */
export const AgreeToChange = declareSubmit<ProposalFacts>()({
  ...common,
  name: 'AgreeToChange',
  verb: 'agree',
  summary: "Agrees, as the authority, to the operator's proposal. It takes effect at once.",
  input: Judgement,
  read: async (reader) => {
    const facts = await readProposal(reader);
    const mspId = facts.proposal?.organisation?.mspId;
    // The organisation is written, so its record must be known.
    if (mspId !== undefined) await reader.find(exchangeKeys.organisation(mspId));
    return facts;
  },
  checks: {
    ...checkJudging('agree'),
    SELF_DEALING: ({ facts, caller }) => (facts.proposal?.proposedBy === caller.participantId ? {} : undefined),
  },
  effect: ({ facts, command: { reason }, at }) => ({
    puts: [
      { key: exchangeKeys.proposal(), action: 'agree', reason, value: { ...expectWritten(facts.proposal), state: 'AGREED' as const } },
      { key: exchangeKeys.exchange(), action: 'change', value: applyProposal(facts, at) },
      ...putOrganisation(facts),
    ],
    events: [{ type: 'ExchangeChanged' }],
  }),
  emits: ['ExchangeChanged'],
});

/** Drops a proposal. */
export const DeclineChange = declareSubmit<ProposalFacts>()({
  ...common,
  name: 'DeclineChange',
  verb: 'decline',
  summary: 'Declines a proposal.',
  input: Judgement,
  checks: checkJudging('decline'),
  effect: ({ facts, command: { reason } }) => ({
    puts: [
      { key: exchangeKeys.proposal(), action: 'decline', reason, value: { ...expectWritten(facts.proposal), state: 'DECLINED' as const } },
    ],
    events: [{ type: 'ExchangeChangeDeclined' }],
  }),
  emits: ['ExchangeChangeDeclined'],
});

export const GetProposal = declareEvaluate<Recorded<ChangeProposal>>()({
  name: 'GetProposal',
  noun: 'exchange',
  verb: 'proposal',
  summary: 'Reads the newest proposal to change the exchange, and its state.',
  address: [],
  input: Closed({}),
  output: ProposalView,
  readErrors: ['PROPOSAL_NOT_FOUND'],
  read: (ledger) => need(ledger, exchangeKeys.proposal(), 'PROPOSAL_NOT_FOUND'),
  answer: ({ facts }) => viewProposal(facts),
});

type ProposalTextFacts = Omit<TextFacts<unknown>, 'object'>;

export const GetProposalText = declareEvaluate<ProposalTextFacts>()({
  name: 'GetProposalText',
  noun: 'exchange',
  verb: 'text',
  summary: 'Reads the words of a reason in the newest proposal to change the exchange.',
  address: [],
  answeredBy: 'from',
  input: Closed(textInput),
  output: TextAnswer,
  read: (ledger, named, { caller }) => readText(ledger, { keys: [exchangeKeys.proposal()], named, caller }),
  checks: textChecks,
  answer: ({ facts }) => answerText(facts),
});

async function readProposal(reader: Reader): Promise<ProposalFacts> {
  return {
    exchange: await readExchange(reader),
    proposal: await reader.find(exchangeKeys.proposal()),
  };
}

function checkProposing(action: Action): Checks<ProposalFacts, unknown> {
  return {
    NOT_PERMITTED: ({ actors }) => checkPermitted(proposalLifecycle, action, actors),
    ACTION_NOT_ALLOWED: ({ facts, actors }) => checkAllowed(proposalLifecycle, action, facts.proposal?.state ?? noState, actors),
  };
}

function checkJudging(action: Action): Checks<ProposalFacts, { readonly revision: number }> {
  return {
    NOT_PERMITTED: ({ actors }) => checkPermitted(proposalLifecycle, action, actors),
    PROPOSAL_NOT_FOUND: ({ facts }) => (facts.proposal ? undefined : {}),
    REVISION_CONFLICT: ({ facts, command }) => facts.proposal && checkRevision(facts.proposal, command.revision),
    ACTION_NOT_ALLOWED: ({ facts, actors }) => checkAllowed(proposalLifecycle, action, facts.proposal?.state ?? noState, actors),
  };
}

function propose(action: Action, value: ChangeProposal): Effect {
  return { puts: [{ key: exchangeKeys.proposal(), action, value }], events: [{ type: 'ExchangeChangeProposed' }] };
}

function applyProposal({ exchange, proposal }: ProposalFacts, at: string): Exchange {
  const { founding, document, operatorMspId, authorityMspId, firstParticipants, state, organisations } = exchange;
  const { organisation, parameters } = proposal ?? {};
  return {
    founding,
    document,
    operatorMspId,
    authorityMspId,
    firstParticipants,
    state,
    organisations: organisation ? replaceOrganisation(exchange, organisation, at) : organisations,
    parameters: { ...exchange.parameters, ...parameters },
    ...keepFormer(exchange, parameters, at),
  };
}

/** Keeps the replaced parameters with the end of their force. */
function keepFormer(
  { parameters, formerParameters }: Exchange,
  changed: Partial<Parameters> | undefined,
  until: string,
): Partial<Exchange> {
  if (!changed) return formerParameters ? { formerParameters } : {};
  const before = { ...defaultParameters, ...parameters };
  const replaced = Object.fromEntries(Object.entries(before).filter(([name]) => name in changed));
  return { formerParameters: [...(formerParameters ?? []), { until, parameters: replaced }] };
}

function replaceOrganisation({ organisations }: Exchange, organisation: Organisation, at: string): readonly Member[] {
  const before = organisations.find(({ mspId }) => mspId === organisation.mspId);
  const lost = (before?.roles ?? []).filter((role) => !organisation.roles.includes(role));
  const former = [...(before?.former ?? []), ...lost.map((role) => ({ role, until: at }))];
  const member = { ...organisation, ...(former.length > 0 && { former }) };
  return [...organisations.filter(({ mspId }) => mspId !== organisation.mspId), member];
}

function putOrganisation({ proposal, exchange }: ProposalFacts): readonly Put<OrganisationRecord>[] {
  const { organisation } = proposal ?? {};
  if (!organisation) return [];
  const put: Put<OrganisationRecord> = {
    key: exchangeKeys.organisation(organisation.mspId),
    action: 'agree',
    value: { ...organisation, state: 'MEMBER' },
  };
  const isNew = !exchange.organisations.some(({ mspId }) => mspId === organisation.mspId);
  return [isNew ? { ...put, policy: guardByOverseers(exchange) } : put];
}

function viewProposal(record: Recorded<ChangeProposal>): Static<typeof ProposalView> {
  const { parameters, organisation, proposedBy, state } = record;
  return { proposedBy, state, ...(parameters && { parameters }), ...(organisation && { organisation }), ...showChange(record) };
}
