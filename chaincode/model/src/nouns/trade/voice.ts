import type { Reader } from '../../kernel/reader';
import type { Recorded } from '../../kernel/record';
import { listValues } from '../../kernel/statement';
import { defineVoice, findOpponent } from '../../kernel/voice';
import { namePartiesUnder } from '../authorisation/voice';
import { disputeKeys } from '../dispute/keys';
import type { DisputeRecord } from '../dispute/records';
import { isCleared } from './clearing-cause';
import { tradeKeys } from './keys';
import type { ClearingRecord, PriceRecord, SaleRecord, TradeRecord } from './records';

/** Names who may say what about the head of a trade. */
export const tradeVoice = defineVoice<TradeRecord>({
  parties: ({ authorisation }, _key, reader) => namePartiesUnder(authorisation, reader),
  steps: {
    order: {
      by: ['object-buyer'],
      from: ['NONE'],
      to: ['ORDERED'],
      // Nothing that later steps say: the buyer says nothing for the provider.
      sets: ['id', 'authorisation', 'kind', 'buyer', 'buyerMspId', 'provider', 'providerMspId', 'legalBasis', 'atListPrice', 'charge'],
      names: ['buyer'],
      binds: 'object-provider',
    },
    activate: { by: ['object-buyer'], from: ['ORDERED'], to: ['AUTHORISED'], sets: ['amountHash'], binds: 'object-provider' },
    acknowledge: {
      by: ['object-buyer'],
      from: ['AUTHORISED', 'DISPUTED'],
      to: ['DELIVERED', 'DISPUTED'],
      sets: ['before'],
      binds: 'object-provider',
      witness: ({ kind }) => (kind === 'sale' ? 'object-provider' : undefined),
    },
    serve: {
      by: ['object-provider'],
      from: ['AUTHORISED', 'DISPUTED'],
      to: 'same',
      sets: ['served'],
      binds: 'object-buyer',
      witness: () => 'object-buyer',
    },
    claim: { by: ['object-buyer'], from: ['ORDERED', 'AUTHORISED'], to: 'same', sets: ['claimed'], binds: 'object-provider' },
    concede: {
      by: ['object-provider'],
      from: ['AUTHORISED', 'DELIVERED', 'DISPUTED'],
      to: 'same',
      sets: ['conceded'],
      binds: 'object-buyer',
    },
    dispute: {
      by: ['object-buyer', 'object-provider'],
      from: ['AUTHORISED', 'DELIVERED'],
      to: ['DISPUTED'],
      sets: ['dispute', 'disputes', 'before'],
      binds: 'opponent',
      witness: (_record, { change }, parties) => findOpponent(change.mspId, parties),
    },
    enforce: { by: ['operator'], from: ['DISPUTED'], to: ['AUTHORISED', 'DELIVERED'], sets: ['dispute', 'before'], binds: 'object-buyer' },
    withdrawDispute: {
      by: ['object-buyer', 'object-provider'],
      from: ['DISPUTED'],
      to: ['AUTHORISED', 'DELIVERED'],
      sets: ['dispute', 'before'],
      binds: 'opponent',
    },
    cancel: { by: ['object-buyer', 'object-provider'], from: ['ORDERED'], to: ['CANCELLED'], sets: [], binds: 'opponent' },
  },
  hasCause: (record, _key, reader) => hasEndedDisputes(record, reader),
});

/** The state of a dispute that a step of its trade ends. */
const endedBy: Readonly<Record<string, DisputeRecord['state']>> = { enforce: 'ENFORCED', withdrawDispute: 'WITHDRAWN' };

/** Returns whether each dispute after which the trade goes on ended in that way. */
async function hasEndedDisputes(record: Recorded<TradeRecord>, reader: Reader): Promise<boolean> {
  let open: unknown;
  for (const { change, values } of listValues(record)) {
    if (change.action === 'dispute') open = values['dispute'];
    const ended = endedBy[change.action];
    if (ended === undefined) continue;
    const dispute = typeof open === 'string' ? await reader.find(disputeKeys.dispute(open)) : undefined;
    if (dispute?.trade !== record.id || dispute.state !== ended) return false;
  }
  return true;
}

/** Names who may give a price: each side its own. The order makes both keys. */
export const priceVoice = defineVoice<PriceRecord>({
  parties: async (_record, { parts: [trade = '', side] }, reader) => {
    const order = await reader.find(tradeKeys.trade(trade));
    const parties = order ? await namePartiesUnder(order.authorisation, reader) : {};
    const owner = parties[side === 'provider' ? 'object-provider' : 'object-buyer'];
    return owner === undefined ? {} : { owner };
  },
  steps: {
    order: { by: ['anyone'], from: ['NONE'], to: ['EMPTY'], sets: ['mspId'], isEmpty: true },
    // A side that deleted its own price can give another.
    price: { by: ['owner'], from: ['NONE', 'EMPTY', 'GIVEN'], to: ['GIVEN'], sets: ['mspId', 'hash'] },
  },
});

/** Names who may say what was done with the money: the operator alone, and only with a cause in the trade. */
export const clearingVoice = defineVoice<ClearingRecord>({
  parties: async (_record, { parts: [trade = ''] }, reader) => {
    const order = await reader.find(tradeKeys.trade(trade));
    return order ? namePartiesUnder(order.authorisation, reader) : {};
  },
  steps: {
    order: { by: ['anyone'], from: ['NONE'], to: ['NONE'], sets: [], isEmpty: true },
    fund: { by: ['operator'], from: ['NONE'], to: ['FUNDED'], sets: ['amountHash'], binds: 'object-buyer' },
    settle: { by: ['operator'], from: ['NONE', 'FUNDED'], to: ['SETTLED'], sets: ['tradeNumber', 'delivery'], binds: 'object-provider' },
    // A ruling can refund a trade without money: nothing is paid back, and the access ends.
    refund: { by: ['operator'], from: ['NONE', 'FUNDED'], to: ['REFUNDED'], sets: ['delivery'], binds: 'object-buyer' },
  },
  hasCause: (record, { parts: [trade = ''] }, reader) => isCleared(reader, trade, record),
});

/** Names who may say for which trade under an authorisation money is held: the operator alone. The first order of a sale makes the key. */
export const saleVoice = defineVoice<SaleRecord>({
  parties: () => ({}),
  steps: {
    order: { by: ['anyone'], from: ['NONE'], to: ['NONE'], sets: [], isEmpty: true },
    fund: { by: ['operator'], from: ['NONE', 'FUNDED'], to: ['FUNDED'], sets: ['trade'] },
  },
});
