import type { Details } from '../../kernel/error-table';
import { Closed, Id, Revision } from '../../kernel/forms';
import { keys } from '../../kernel/keys';
import { forbids, lacks } from '../../kernel/lifecycle';
import { mandateMissing, seeMandated, type SeenMandated } from '../listing/mandated';
import { ifThere } from '../../kernel/reader';
import { stale } from '../../kernel/revision';
import { declareSubmit } from '../../kernel/transaction';
import { seeTrade, tradeState, type SeenTrade } from '../trade/seen';
import { tradeLife } from '../trade/records';
import { AuthorisationView, authorisationLife } from './records';
import { isHiddenFrom, relateToAuthorisation, seeAuthorisation, stateOfSeen, viewAuthorisation, type SeenAuthorisation } from './seen';

/** What the transaction reads. */
export interface SeenForActivation extends SeenAuthorisation {
  readonly order: SeenTrade | undefined;
  readonly offered: SeenMandated;
}

/** Begins the use of what was granted, in one transaction with its trade: FUNDED where it is a sale, ORDERED where it is free or shared. */
export const ActivateAuthorisation = declareSubmit<SeenForActivation>()({
  name: 'ActivateAuthorisation',
  noun: 'authorisation',
  verb: 'activate',
  summary:
    'Begins the use of what was granted, in one transaction with its trade: FUNDED where it is a sale, ORDERED where it is free or shared.',
  address: ['id'],
  input: Closed({ id: Id('aut'), revision: Revision, trade: Id('trd') }),
  output: AuthorisationView,
  see: async (reader, { id, trade }) => {
    const seen = await seeAuthorisation(reader, id);
    const offered = await seeMandated(reader, seen.authorisation.listing, seen.authorisation.version);
    return { ...seen, offered, order: await ifThere(seeTrade(reader, trade), 'TRADE_NOT_FOUND') };
  },
  relate: relateToAuthorisation,
  checks: {
    AUTHORISATION_NOT_FOUND: ({ is }) => (isHiddenFrom(is) ? {} : undefined),
    NOT_PERMITTED: ({ is }) => lacks(authorisationLife, 'activate', is),
    TRADE_NOT_FOUND: ({ seen, command }) => (seen.order?.trade.authorisation === command.id ? undefined : {}),
    REVISION_CONFLICT: ({ seen, command }) => stale(seen.authorisation, command.revision),
    ACTION_NOT_ALLOWED: ({ seen, is, at }) => forbids(authorisationLife, 'activate', stateOfSeen(seen, at), is),
    TRADE_NOT_READY: ({ seen, is }) => seen.order && (forbids(tradeLife, 'activate', tradeState(seen.order), is) ?? notReady(seen.order)),
    MANDATE_NOT_ACTIVE: ({ seen, at }) => mandateMissing(seen.offered, at),
  },
  effect: ({ seen: { authorisation, order }, command: { id, trade } }) => ({
    puts: [
      { key: keys.authorisation(id), action: 'activate', value: { ...authorisation, trade, state: 'ACTIVE' as const } },
      ...(order ? [{ key: keys.trade(trade), action: 'activate', value: { ...order.trade, state: 'AUTHORISED' as const } }] : []),
    ],
    events: [
      { type: 'AuthorisationActivated', id },
      { type: 'TradeAuthorised', id: trade },
    ],
  }),
  answer: ({ seen, at }) => viewAuthorisation(seen, at),
  emits: ['AuthorisationActivated', 'TradeAuthorised'],
});

function notReady(order: SeenTrade): Details | undefined {
  const needs = order.trade.kind === 'sale' ? 'FUNDED' : 'ORDERED';
  const state = tradeState(order);
  return state === needs ? undefined : { state, needs: [needs] };
}
