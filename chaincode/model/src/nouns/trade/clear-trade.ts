import { Type } from '@sinclair/typebox';
import { declareSubmit, type Checks, type Context, type Effect, type KeyPolicy, type Put } from '../../kernel/declare';
import type { Details } from '../../kernel/error-table';
import { Closed, Id } from '../../kernel/forms';
import { Hash, isSameHash } from '../../kernel/hash';
import { numberOf } from '../../kernel/ids';
import { checkAllowed, checkPermitted } from '../../kernel/lifecycle';
import { isHiddenFromStrangers } from '../../kernel/list-by-party';
import type { Reader } from '../../kernel/reader';
import { checkState, declareTransition, optionalReason } from '../../kernel/transition';
import { readAuthorisation, stateOfAuthorisation, type AuthorisationFacts } from '../authorisation/read-authorisation';
import type { AuthorisationState } from '../authorisation/records';
import { checkCeiling, checkMandate, readMandated, type MandatedFacts } from '../listing/check-mandate';
import type { Reason } from '../../kernel/text';
import { checkKind, isChargePublished, type Subject } from './check-kind';
import { findHiddenEnd, findLacking, type Lacking } from './find-hidden';
import { tradeKeys } from './keys';
import { isAccepted, isNeverServed, readNamedDelivery, stateOfNamed, type NamedDelivery } from './named-delivery';
import { isParty, readTrade, relateToTrade, stateOfTrade, type TradeFacts } from './read-trade';
import { TradeView, hashCharge, tradeLifecycle, type ClearingRecord, type SaleRecord } from './records';
import { trade, viewTrade } from './trade';

/** A trade with its authorisation and, before it is funded, its listing. A funded trade is judged by its funding. */
export interface ClearingFacts extends TradeFacts {
  readonly access: AuthorisationFacts;
  readonly offered: MandatedFacts | undefined;
  /** The binding step that was said and that the copy of the trade does not show. */
  readonly lacks: Lacking | undefined;
  /** The delivery that the step names as its cause. */
  readonly named: NamedDelivery | undefined;
}

interface Command {
  readonly id: string;
  readonly amountHash?: Hash;
  readonly delivery?: string;
  readonly reason?: Reason;
}

/** Parts that the three steps share. The operator endorses each with another organisation, so that it undoes none alone. */
const common = {
  noun: 'trade',
  address: ['id'],
  input: Closed({ id: Id('trd'), amountHash: Type.Optional(Hash), ...optionalReason }),
  output: TradeView,
  readErrors: ['TRADE_NOT_FOUND', 'AUTHORISATION_NOT_FOUND', 'LISTING_NOT_FOUND', 'EXCHANGE_NOT_FOUNDED'],
  read: (...[reader, { id, delivery }]: [Reader, Command]) => readClearing(reader, id, delivery),
  relate: relateToTrade,
  answer: ({ facts, at }: { readonly facts: ClearingFacts; readonly at: string }) => viewTrade(facts, at),
} as const;

/** Input of the two steps that end a trade. Each may name the delivery that is its cause. */
const ending = Closed({ ...common.input.properties, delivery: Type.Optional(Id('dlv')) });

/** A trade with another one under the same authorisation for which money is held. */
export interface FundingFacts extends ClearingFacts {
  readonly rival: string | undefined;
}

/** Confirms the funding of a trade. */
export const FundTrade = declareSubmit<FundingFacts>()({
  ...common,
  name: 'FundTrade',
  verb: 'fund',
  endorsedBy: 'own',
  summary: "Confirms, as the operator, that it holds the buyer's money, by the hash that both sides gave.",
  read: (reader, command) => readFunding(reader, command.id),
  checks: { ...checkClearing('fund'), SALE_FUNDED: ({ facts: { rival } }) => (rival === undefined ? undefined : { trade: rival }) },
  effect: ({ facts, command }) => {
    const { id, amountHash } = command;
    const value: ClearingRecord = { state: 'FUNDED', ...(amountHash && { amountHash }) };
    const { puts, events } = clear(command, { action: 'fund', event: 'TradeFunded' }, value);
    const sale: Put<SaleRecord> = {
      key: tradeKeys.sale(facts.trade.authorisation),
      action: 'fund',
      value: { state: 'FUNDED', trade: id },
    };
    return { puts: [...puts.map((put) => ({ ...put, policy: guardFunded(facts) })), sale], events };
  },
  emits: ['TradeFunded'],
});

/** Returns the policy of a clearing from its funding on: the operator with one other, so that it takes back nothing alone. */
function guardFunded({ trade: { providerMspId, buyerMspId }, exchange: { operatorMspId, authorityMspId } }: TradeFacts): KeyPolicy {
  return { atLeast: 2, of: [operatorMspId, authorityMspId, providerMspId, buyerMspId], always: operatorMspId };
}

async function readFunding(reader: Reader, id: string): Promise<FundingFacts> {
  const facts = await readClearing(reader, id, undefined);
  const sale = await reader.find(tradeKeys.sale(facts.trade.authorisation));
  const rival = sale?.trade === undefined || sale.trade === id ? undefined : await reader.find(tradeKeys.clearing(sale.trade));
  return { ...facts, rival: rival?.state === 'FUNDED' ? sale?.trade : undefined };
}

export const SettleTrade = declareSubmit<ClearingFacts>()({
  ...common,
  name: 'SettleTrade',
  verb: 'settle',
  summary:
    'Confirms, as the operator, that the provider was paid what was funded, and gives the trade its number. Without an acknowledgement, names a delivery that is ACCEPTED.',
  input: ending,
  checks: checkClearing('settle'),
  effect: ({ facts, command, at }) =>
    clear(command, { action: 'settle', event: 'TradeSettled' }, { ...makeSettledClearing(facts, at), ...nameCause(facts, at) }),
  emits: ['TradeSettled'],
});

export const RefundTrade = declareSubmit<ClearingFacts>()({
  ...common,
  name: 'RefundTrade',
  verb: 'refund',
  summary:
    'Confirms, as the operator, that the buyer got its money back: the provider conceded, the access ended before anything was served, or a replacement, which it names, never was.',
  input: ending,
  checks: checkClearing('refund'),
  effect: ({ facts, command, at }) =>
    clear(command, { action: 'refund', event: 'TradeRefunded' }, { ...facts.clearing, state: 'REFUNDED', ...nameCause(facts, at) }),
  emits: ['TradeRefunded'],
});

/** Agrees that the money goes back. */
export const ConcedeTrade = declareTransition(trade, {
  name: 'ConcedeTrade',
  action: 'concede',
  summary: 'Agrees, as the provider, that the buyer gets its money back. You cannot take it back.',
  event: 'TradeConceded',
  input: optionalReason,
  checks: {
    ACTION_NOT_ALLOWED: (context) => checkState(trade, 'concede', context) ?? checkNotConceded(context.facts),
  },
  head: ({ facts }) => ({ ...facts.trade, conceded: true as const }),
});

/** Returns the clearing of a settled trade. */
export function makeSettledClearing({ trade, clearing }: TradeFacts, at: string): ClearingRecord {
  return { ...clearing, state: 'SETTLED', tradeNumber: numberOf(trade.id, at) };
}

interface Step {
  readonly action: 'fund' | 'settle' | 'refund';
  readonly event: string;
}

function clear({ id, reason }: Command, { action, event }: Step, value: ClearingRecord): Effect {
  return { puts: [{ key: tradeKeys.clearing(id), action, reason, value }], events: [{ type: event, id }] };
}

function checkClearing(action: Step['action']): Checks<ClearingFacts, Command> {
  return {
    TRADE_NOT_FOUND: ({ actors }) => (isHiddenFromStrangers(actors) ? {} : undefined),
    NOT_PERMITTED: ({ actors }) => checkPermitted(tradeLifecycle, action, actors),
    SELF_DEALING: ({ actors }) => (isParty(actors) ? {} : undefined),
    ACTION_NOT_ALLOWED: ({ facts, actors, at }) => checkAllowed(tradeLifecycle, action, stateOfTrade(facts, at), actors),
    ...(action !== 'fund' && {
      NOT_YET_DUE: ({ facts, at }: Context<ClearingFacts, Command>) =>
        action === 'refund' ? checkRefundable(facts, at) : checkSettleable(facts, at),
    }),
    KIND_NOT_PERMITTED: ({ facts }) => facts.offered && checkKind(facts.trade.kind, makeSubject(facts, facts.offered)),
    MANDATE_NOT_ACTIVE: ({ facts, at }) => facts.offered && checkMandate(facts.offered, at),
    OVER_THE_CEILING: ({ facts }) => (facts.offered && facts.trade.kind === 'sale' ? checkCeiling(facts.offered) : undefined),
    PRICE_MISMATCH: ({ facts, command }) => checkAmount(facts, command.amountHash),
  };
}

async function readClearing(reader: Reader, id: string, delivery: string | undefined): Promise<ClearingFacts> {
  const facts = await readTrade(reader, id);
  const access = await readAuthorisation(reader, facts.trade.authorisation);
  const { listing, version } = access.authorisation;
  return {
    ...facts,
    access,
    lacks: (await findHiddenEnd(reader, facts.trade)) ?? (await findLacking(reader, facts.trade)),
    named: await readNamedDelivery(reader, facts.trade, { id: delivery }),
    offered: facts.clearing.state === 'NONE' ? await readMandated(reader, listing, version) : undefined,
  };
}

function makeSubject({ access }: ClearingFacts, { listing }: MandatedFacts): Subject {
  return { terms: access.authorisation.terms, content: listing.content };
}

/**
 * Money goes back from FUNDED, and by the provider's concession. After the activation it also does if the access was revoked or surrendered
 * or the money claimed before anything was served, or if a due replacement never was.
 */
function checkRefundable(facts: ClearingFacts, at: string): Details | undefined {
  const { trade: record, access, lacks } = facts;
  const state = stateOfTrade(facts, at);
  if (!isHeldBack(lacks) && (state === 'FUNDED' || record.conceded)) return undefined;
  const authorisation = stateOfAuthorisation(access, at);
  if (!lacks && state === 'AUTHORISED' && isUnserved(facts, authorisation, at)) return undefined;
  return { state, authorisation, ...(record.served !== undefined && { served: record.served }), ...(lacks && { lacks }) };
}

/** Returns whether a hidden dispute keeps the money where it is, or a hidden end moved it already. */
function isHeldBack(lacks: Lacking | undefined): lacks is 'dispute' | 'settle' | 'refund' {
  return lacks === 'dispute' || lacks === 'settle' || lacks === 'refund';
}

/** Returns whether nothing was served before the access ended or the buyer claimed, or else the named replacement was not in its period. */
function isUnserved({ trade: { served, claimed }, named }: ClearingFacts, authorisation: AuthorisationState, at: string): boolean {
  if (served !== undefined) return isNeverServed(named, at);
  return claimed === true || authorisation === 'REVOKED' || authorisation === 'SURRENDERED';
}

/** A trade settles when the buyer acknowledged something, or when it accepted a delivery because it objected to nothing in time. */
function checkSettleable(facts: ClearingFacts, at: string): Details | undefined {
  const state = stateOfTrade(facts, at);
  const { named, lacks } = facts;
  if (isHeldBack(lacks)) return { state, lacks };
  if (state === 'DELIVERED' || (lacks !== 'acknowledge' && isAccepted(named, at))) return undefined;
  return { state, delivery: named ? stateOfNamed(named, at) : null, needs: ['ACCEPTED'] };
}

/** Names the delivery that is the cause, if the trade itself does not show one. */
function nameCause(facts: ClearingFacts, at: string): Pick<ClearingRecord, 'delivery'> {
  const id = facts.named?.delivery.id;
  return id !== undefined && stateOfTrade(facts, at) === 'AUTHORISED' ? { delivery: id } : {};
}

function checkNotConceded({ trade: { state, conceded } }: TradeFacts): Details | undefined {
  return conceded ? { state, conceded } : undefined;
}

/** Compares the amount with what is due. What was funded is settled or refunded, whatever the head says. */
function checkAmount(facts: ClearingFacts, amountHash: Hash | undefined): Details | undefined {
  const { trade, clearing, offered } = facts;
  if (offered && trade.kind !== 'sale') return amountHash ? { reason: 'nothing-to-pay' } : undefined;
  const due = offered ? findAmountDue(facts, offered) : clearing.amountHash;
  return isSameHash(amountHash, due) ? undefined : { given: amountHash ?? null };
}

/** Finds the hash to fund: of the price that the frozen offer publishes if the head names the same, or of the price that both sides gave. */
function findAmountDue({ trade, prices }: TradeFacts, { listing }: MandatedFacts): Hash | undefined {
  if (!isChargePublished(trade, listing.content)) return undefined;
  return trade.charge ? hashCharge(trade) : prices?.provider?.hash;
}
