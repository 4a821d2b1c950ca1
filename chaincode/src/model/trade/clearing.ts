import { Type } from '@sinclair/typebox';
import type { Details } from '../error-table';
import { Closed, Id, Reason } from '../forms';
import { Hash, isSameHash } from '../hash';
import { keys } from '../keys';
import { forbids, lacks } from '../lifecycle';
import { declareSubmit, type Situation } from '../transaction';
import { isHiddenFrom, seeAuthorisation, stateOfSeen, type SeenAuthorisation } from '../authorisation/seen';
import { TradeView, chargeHash, tradeLife, type ClearingRecord } from './records';
import { relateToTrade, seeTrade, tradeState, viewTrade, type SeenTrade } from './seen';

/** What the transaction reads. */
export interface SeenForClearing extends SeenTrade {
  readonly access: SeenAuthorisation;
}

interface ClearingCommand {
  readonly id: string;
  readonly amountHash?: Hash;
  readonly reason?: string;
}

interface ClearingAct {
  readonly name: string;
  readonly action: 'fund' | 'settle' | 'refund';
  readonly happening: string;
  readonly summary: string;
  readonly to: (situation: Situation<SeenForClearing, ClearingCommand>) => ClearingRecord;
}

/** An act of the operator upon the money: it writes the clearing alone. */
function clearingAct({ name, action, happening, summary, to }: ClearingAct) {
  return declareSubmit<SeenForClearing>()({
    name,
    noun: 'trade',
    verb: action,
    summary,
    address: ['id'],
    input: Closed({ id: Id('trd'), amountHash: Type.Optional(Hash), reason: Type.Optional(Reason) }),
    output: TradeView,
    see: async (reader, { id }) => {
      const seen = await seeTrade(reader, id);
      return { ...seen, access: await seeAuthorisation(reader, seen.trade.authorisation) };
    },
    relate: relateToTrade,
    checks: {
      TRADE_NOT_FOUND: ({ is }) => (isHiddenFrom(is) ? {} : undefined),
      NOT_PERMITTED: ({ is }) => lacks(tradeLife, action, is),
      SELF_DEALING: ({ is }) => (is.has('its buyer') || is.has('its provider') ? {} : undefined),
      ACTION_NOT_ALLOWED: ({ seen, is }) => forbids(tradeLife, action, tradeState(seen), is),
      NOT_YET_DUE: ({ seen, at }) => (action === 'refund' ? notDue(seen, at) : undefined),
      PRICE_MISMATCH: ({ seen, command }) => mismatch(seen, command.amountHash),
    },
    effect: (situation) => ({
      puts: [{ key: keys.clearing(situation.command.id), action, reason: situation.command.reason, value: to(situation) }],
      happenings: [{ type: happening, id: situation.command.id }],
    }),
    answer: ({ seen }) => viewTrade(seen),
    happens: [happening],
  });
}

/** Confirms that the operator holds the buyer’s money, by the hash that both sides gave. */
export const FundTrade = clearingAct({
  name: 'FundTrade',
  action: 'fund',
  happening: 'TradeFunded',
  summary: 'Confirms that the operator holds the buyer’s money, by the hash that both sides gave.',
  to: ({ command: { amountHash } }) => ({ state: 'FUNDED', ...(amountHash && { amountHash }) }),
});

/** Pays the provider what was funded, and gives the trade its number. */
export const SettleTrade = clearingAct({
  name: 'SettleTrade',
  action: 'settle',
  happening: 'TradeSettled',
  summary: 'Pays the provider what was funded, and gives the trade its number.',
  to: ({ seen: { clearing }, command: { id }, at }) => ({
    ...clearing,
    state: 'SETTLED',
    tradeNumber: `${at.slice(0, 4)}-${id.slice(4, 16)}`,
  }),
});

/** Gives the buyer back what was funded, where the access ended before anything was received. */
export const RefundTrade = clearingAct({
  name: 'RefundTrade',
  action: 'refund',
  happening: 'TradeRefunded',
  summary: 'Gives the buyer back what was funded, where the access ended before anything was received.',
  to: ({ seen: { clearing } }) => ({ ...clearing, state: 'REFUNDED' }),
});

/** Money goes back from FUNDED; from AUTHORISED only when the access was revoked or surrendered. DELIVERED means that something was received. */
function notDue(seen: SeenForClearing, at: string): Details | undefined {
  const state = tradeState(seen);
  const authorisation = stateOfSeen(seen.access, at);
  return state === 'FUNDED' || authorisation === 'REVOKED' || authorisation === 'SURRENDERED' ? undefined : { state, authorisation };
}

function mismatch({ trade, prices, clearing }: SeenTrade, amountHash: Hash | undefined): Details | undefined {
  if (trade.kind !== 'sale') return amountHash ? { reason: 'nothing is paid in this trade' } : undefined;
  const agreed = clearing.amountHash ?? chargeHash(trade) ?? prices?.provider.hash;
  return isSameHash(amountHash, agreed) ? undefined : { given: amountHash ?? null };
}
