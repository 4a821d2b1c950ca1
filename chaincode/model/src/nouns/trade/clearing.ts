import { Type } from '@sinclair/typebox';
import { toCanonicalJson } from '../../kernel/canonical-json';
import type { Details } from '../../kernel/error-table';
import { Closed, Id, Reason } from '../../kernel/forms';
import { Hash, isSameHash } from '../../kernel/hash';
import { numberOf } from '../../kernel/ids';
import { keys } from '../../kernel/keys';
import { forbids, lacks } from '../../kernel/lifecycle';
import { declareSubmit, type Context } from '../../kernel/transaction';
import { isHiddenFrom, seeAuthorisation, stateOfSeen, type SeenAuthorisation } from '../authorisation/seen';
import type { Ceiling } from '../mandate/records';
import { mandateMissing, overCeiling, seeMandated, type SeenMandated } from '../listing/mandated';
import type { Reader } from '../../kernel/reader';
import { chargeOf, kindRefused, type Subject } from './kinds';
import { TradeView, chargeHash, tradeLife, type ClearingRecord } from './records';
import { relateToTrade, seeTrade, tradeState, viewTrade, type SeenTrade } from './seen';

/** What the transaction reads. */
export interface SeenForClearing extends SeenTrade {
  readonly access: SeenAuthorisation;
  /** What a trade that is not funded is held against; what is funded is held against its funding. */
  readonly offered: SeenMandated | undefined;
}

interface ClearingCommand {
  readonly id: string;
  readonly amountHash?: Hash;
  readonly reason?: string;
}

interface ClearingAct {
  readonly name: string;
  readonly action: 'fund' | 'settle' | 'refund';
  readonly event: string;
  readonly summary: string;
  readonly to: (context: Context<SeenForClearing, ClearingCommand>) => ClearingRecord;
}

/** An act of the operator upon the money: it writes the clearing alone. */
function clearingAct({ name, action, event, summary, to }: ClearingAct) {
  return declareSubmit<SeenForClearing>()({
    name,
    noun: 'trade',
    verb: action,
    summary,
    address: ['id'],
    input: Closed({ id: Id('trd'), amountHash: Type.Optional(Hash), reason: Type.Optional(Reason) }),
    output: TradeView,
    see: (reader, { id }) => seeForClearing(reader, id),
    relate: relateToTrade,
    checks: {
      TRADE_NOT_FOUND: ({ is }) => (isHiddenFrom(is) ? {} : undefined),
      NOT_PERMITTED: ({ is }) => lacks(tradeLife, action, is),
      SELF_DEALING: ({ is }) => (is.has('object-buyer') || is.has('object-provider') ? {} : undefined),
      ACTION_NOT_ALLOWED: ({ seen, is }) => forbids(tradeLife, action, tradeState(seen), is),
      NOT_YET_DUE: ({ seen, at }) => (action === 'refund' ? notDue(seen, at) : undefined),
      KIND_NOT_PERMITTED: ({ seen }) => seen.offered && kindRefused(seen.trade.kind, subjectOf(seen, seen.offered)),
      MANDATE_NOT_ACTIVE: ({ seen, at }) => seen.offered && mandateMissing(seen.offered, at),
      OVER_THE_CEILING: ({ seen }) => (seen.offered && seen.trade.kind === 'sale' ? overCeiling(seen.offered) : undefined),
      PRICE_MISMATCH: ({ seen, command }) => mismatch(seen, command.amountHash),
    },
    effect: (context) => ({
      puts: [{ key: keys.clearing(context.command.id), action, reason: context.command.reason, value: to(context) }],
      events: [{ type: event, id: context.command.id }],
    }),
    answer: ({ seen }) => viewTrade(seen),
    emits: [event],
  });
}

/** Confirms that the operator holds the buyer’s money, by the hash that both sides gave. */
export const FundTrade = clearingAct({
  name: 'FundTrade',
  action: 'fund',
  event: 'TradeFunded',
  summary: 'Confirms that the operator holds the buyer’s money, by the hash that both sides gave.',
  to: ({ command: { amountHash } }) => ({ state: 'FUNDED', ...(amountHash && { amountHash }) }),
});

/** Pays the provider what was funded, and gives the trade its number. */
export const SettleTrade = clearingAct({
  name: 'SettleTrade',
  action: 'settle',
  event: 'TradeSettled',
  summary: 'Pays the provider what was funded, and gives the trade its number.',
  to: ({ seen: { clearing }, command: { id }, at }) => ({
    ...clearing,
    state: 'SETTLED',
    tradeNumber: numberOf(id, at),
  }),
});

/** Gives the buyer back what was funded, where the access ended before anything was received. */
export const RefundTrade = clearingAct({
  name: 'RefundTrade',
  action: 'refund',
  event: 'TradeRefunded',
  summary: 'Gives the buyer back what was funded, where the access ended before anything was received.',
  to: ({ seen: { clearing } }) => ({ ...clearing, state: 'REFUNDED' }),
});

async function seeForClearing(reader: Reader, id: string): Promise<SeenForClearing> {
  const seen = await seeTrade(reader, id);
  const access = await seeAuthorisation(reader, seen.trade.authorisation);
  const { listing, version } = access.authorisation;
  return { ...seen, access, offered: seen.clearing.state === 'NONE' ? await seeMandated(reader, listing, version) : undefined };
}

function subjectOf({ access }: SeenForClearing, { listing }: SeenMandated): Subject {
  return { terms: access.authorisation.terms, content: listing.content };
}

/** Money goes back from FUNDED; from AUTHORISED only when the access was revoked or surrendered. DELIVERED means that something was received. */
function notDue(seen: SeenForClearing, at: string): Details | undefined {
  const state = tradeState(seen);
  const authorisation = stateOfSeen(seen.access, at);
  return state === 'FUNDED' || authorisation === 'REVOKED' || authorisation === 'SURRENDERED' ? undefined : { state, authorisation };
}

/** What was funded is settled or refunded, whatever has become of the head. */
function mismatch(seen: SeenForClearing, amountHash: Hash | undefined): Details | undefined {
  const { trade, clearing, offered } = seen;
  if (offered && trade.kind !== 'sale') return amountHash ? { reason: 'nothing is paid in this trade' } : undefined;
  const due = offered ? dueFor(seen, chargeOf('sale', offered.listing.content)) : clearing.amountHash;
  return isSameHash(amountHash, due) ? undefined : { given: amountHash ?? null };
}

/** What is to be funded: the frozen offer’s charge where the head says the same, or the price that both sides gave. */
function dueFor({ trade: { id, charge }, prices }: SeenTrade, offered: Ceiling | undefined): Hash | undefined {
  if (toCanonicalJson(charge ?? null) !== toCanonicalJson(offered ?? null)) return undefined;
  return charge ? chargeHash({ id, charge }) : prices?.provider?.hash;
}
