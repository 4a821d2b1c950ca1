import { keys } from '../../kernel/keys';
import { forbids, lacks, type Actor } from '../../kernel/lifecycle';
import { stale } from '../../kernel/revision';
import type { Put, Context } from '../../kernel/transaction';
import { isHiddenFrom } from '../authorisation/seen';
import type { TradeRecord } from '../trade/records';
import { tradeState, type SeenTrade } from '../trade/seen';
import { deliveryLife } from './records';
import { deliveryState, type SeenDelivery } from './seen';

/** A delivery with the trade that it is of. */
export interface SeenWithOrder extends SeenDelivery {
  readonly order: SeenTrade;
}

/** What every step of a delivery asks, in this order. */
export function checksOf<Seen extends SeenDelivery>(action: keyof typeof deliveryLife) {
  type Standing = Pick<Context<Seen, unknown>, 'seen' | 'is' | 'at'>;
  type Revised = Pick<Context<Seen, { readonly revision: number }>, 'seen' | 'command'>;
  return {
    DELIVERY_NOT_FOUND: ({ is }: { readonly is: ReadonlySet<Actor> }) => (isHiddenFrom(is) ? {} : undefined),
    NOT_PERMITTED: ({ is }: { readonly is: ReadonlySet<Actor> }) => lacks(deliveryLife, action, is),
    REVISION_CONFLICT: ({ seen, command }: Revised) => stale(seen.delivery, command.revision),
    ACTION_NOT_ALLOWED: ({ seen, is, at }: Standing) => forbids(deliveryLife, action, deliveryState(seen, at), is),
  };
}

/** The first thing that is received makes the trade DELIVERED; while a dispute is open, that is the state to which its end leads back. */
export function firstDelivered(order: SeenTrade): readonly Put<TradeRecord>[] {
  const { trade } = order;
  const put = (value: TradeRecord) => [{ key: keys.trade(trade.id), action: 'acknowledge', value }];
  const state = tradeState(order);
  if (state === 'AUTHORISED') return put({ ...trade, state: 'DELIVERED' });
  return state === 'DISPUTED' && trade.before === 'AUTHORISED' ? put({ ...trade, before: 'DELIVERED' }) : [];
}
