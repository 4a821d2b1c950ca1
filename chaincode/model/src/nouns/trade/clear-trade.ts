import { Type } from '@sinclair/typebox';
import { toCanonicalJson } from '../../kernel/canonical-json';
import { declareSubmit, type Checks, type Context, type Effect } from '../../kernel/declare';
import type { Details } from '../../kernel/error-table';
import { Closed, Id } from '../../kernel/forms';
import { Hash, isSameHash } from '../../kernel/hash';
import { numberOf } from '../../kernel/ids';
import { checkAllowed, checkPermitted } from '../../kernel/lifecycle';
import { isHiddenFromStrangers } from '../../kernel/list-by-party';
import type { Reader } from '../../kernel/reader';
import { optionalReason } from '../../kernel/transition';
import { readAuthorisation, stateOfAuthorisation, type AuthorisationFacts } from '../authorisation/read-authorisation';
import { checkCeiling, checkMandate, readMandated, type MandatedFacts } from '../listing/check-mandate';
import type { Ceiling } from '../mandate/records';
import type { Reason } from '../../kernel/text';
import { chargeOf, checkKind, type Subject } from './check-kind';
import { isBehindAcknowledgement } from './credit-clearing';
import { tradeKeys } from './keys';
import { isParty, readTrade, relateToTrade, stateOfTrade, type TradeFacts } from './read-trade';
import { TradeView, hashCharge, tradeLifecycle, type ClearingRecord } from './records';
import { viewTrade } from './trade';

/** A trade with its authorisation and, before it is funded, its listing. A funded trade is judged by its funding. */
export interface ClearingFacts extends TradeFacts {
  readonly access: AuthorisationFacts;
  readonly offered: MandatedFacts | undefined;
  /** True if the buyer acknowledged what the copy of the trade does not show. */
  readonly isBehind: boolean;
}

interface Command {
  readonly id: string;
  readonly amountHash?: Hash;
  readonly reason?: Reason;
}

/** Parts that the three steps share. Each writes only the clearing, which the operator alone guards. */
const common = {
  noun: 'trade',
  endorsedBy: 'own',
  address: ['id'],
  input: Closed({ id: Id('trd'), amountHash: Type.Optional(Hash), ...optionalReason }),
  output: TradeView,
  readErrors: ['TRADE_NOT_FOUND', 'AUTHORISATION_NOT_FOUND', 'LISTING_NOT_FOUND', 'EXCHANGE_NOT_FOUNDED'],
  read: (...[reader, { id }]: [Reader, Command]) => readClearing(reader, id),
  relate: relateToTrade,
  answer: ({ facts }: { readonly facts: ClearingFacts }) => viewTrade(facts),
} as const;

/** Confirms the funding of a trade. */
export const FundTrade = declareSubmit<ClearingFacts>()({
  ...common,
  name: 'FundTrade',
  verb: 'fund',
  summary: "Confirms, as the operator, that it holds the buyer's money, by the hash that both sides gave.",
  checks: checkClearing('fund'),
  effect: ({ command }) => {
    const { amountHash } = command;
    return clear(command, { action: 'fund', event: 'TradeFunded' }, { state: 'FUNDED', ...(amountHash && { amountHash }) });
  },
  emits: ['TradeFunded'],
});

export const SettleTrade = declareSubmit<ClearingFacts>()({
  ...common,
  name: 'SettleTrade',
  verb: 'settle',
  summary: 'Confirms, as the operator, that the provider was paid what was funded, and gives the trade its number.',
  checks: checkClearing('settle'),
  effect: ({ facts, command, at }) => clear(command, { action: 'settle', event: 'TradeSettled' }, makeSettledClearing(facts, at)),
  emits: ['TradeSettled'],
});

export const RefundTrade = declareSubmit<ClearingFacts>()({
  ...common,
  name: 'RefundTrade',
  verb: 'refund',
  summary: 'Confirms, as the operator, that the buyer got its money back, because the access ended before anything was received.',
  checks: checkClearing('refund'),
  effect: ({ facts, command }) => clear(command, { action: 'refund', event: 'TradeRefunded' }, { ...facts.clearing, state: 'REFUNDED' }),
  emits: ['TradeRefunded'],
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
    ACTION_NOT_ALLOWED: ({ facts, actors }) => checkAllowed(tradeLifecycle, action, stateOfTrade(facts), actors),
    ...(action === 'refund' && { NOT_YET_DUE: ({ facts, at }: Context<ClearingFacts, Command>) => checkRefundable(facts, at) }),
    KIND_NOT_PERMITTED: ({ facts }) => facts.offered && checkKind(facts.trade.kind, makeSubject(facts, facts.offered)),
    MANDATE_NOT_ACTIVE: ({ facts, at }) => facts.offered && checkMandate(facts.offered, at),
    OVER_THE_CEILING: ({ facts }) => (facts.offered && facts.trade.kind === 'sale' ? checkCeiling(facts.offered) : undefined),
    PRICE_MISMATCH: ({ facts, command }) => checkAmount(facts, command.amountHash),
  };
}

async function readClearing(reader: Reader, id: string): Promise<ClearingFacts> {
  const facts = await readTrade(reader, id);
  const access = await readAuthorisation(reader, facts.trade.authorisation);
  const { listing, version } = access.authorisation;
  const isBehind = await isBehindAcknowledgement(reader, facts.trade);
  return {
    ...facts,
    access,
    isBehind,
    offered: facts.clearing.state === 'NONE' ? await readMandated(reader, listing, version) : undefined,
  };
}

function makeSubject({ access }: ClearingFacts, { listing }: MandatedFacts): Subject {
  return { terms: access.authorisation.terms, content: listing.content };
}

/** Money goes back from FUNDED; from AUTHORISED only if the access was revoked or surrendered. DELIVERED means that something was received. */
function checkRefundable(facts: ClearingFacts, at: string): Details | undefined {
  const state = stateOfTrade(facts);
  const authorisation = stateOfAuthorisation(facts.access, at);
  if (facts.isBehind) return { state, lacks: 'acknowledge' };
  return state === 'FUNDED' || authorisation === 'REVOKED' || authorisation === 'SURRENDERED' ? undefined : { state, authorisation };
}

/** Compares the amount with what is due. What was funded is settled or refunded, whatever the head says. */
function checkAmount(facts: ClearingFacts, amountHash: Hash | undefined): Details | undefined {
  const { trade, clearing, offered } = facts;
  if (offered && trade.kind !== 'sale') return amountHash ? { reason: 'nothing-to-pay' } : undefined;
  const due = offered ? findAmountDue(facts, chargeOf('sale', offered.listing.content)) : clearing.amountHash;
  return isSameHash(amountHash, due) ? undefined : { given: amountHash ?? null };
}

/** Finds the hash to fund: of the frozen offer's charge if the head names the same, or of the price that both sides gave. */
function findAmountDue({ trade: { id, charge }, prices }: TradeFacts, offered: Ceiling | undefined): Hash | undefined {
  if (toCanonicalJson(charge ?? null) !== toCanonicalJson(offered ?? null)) return undefined;
  return charge ? hashCharge({ id, charge }) : prices?.provider?.hash;
}
