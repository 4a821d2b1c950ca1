import { defineVoice } from '../../kernel/voice';
import { namePartiesUnder } from '../authorisation/voice';
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
      sets: ['id', 'authorisation', 'kind', 'buyer', 'buyerMspId', 'provider', 'providerMspId', 'legalBasis', 'charge'],
      names: ['buyer'],
      binds: 'object-provider',
    },
    activate: { by: ['object-buyer'], from: ['ORDERED'], to: ['AUTHORISED'], sets: [], binds: 'object-provider' },
    acknowledge: {
      by: ['object-buyer'],
      from: ['AUTHORISED', 'DISPUTED'],
      to: ['DELIVERED', 'DISPUTED'],
      sets: ['before'],
      binds: 'object-provider',
    },
    serve: { by: ['object-provider'], from: ['AUTHORISED', 'DISPUTED'], to: 'same', sets: ['served'], binds: 'object-buyer' },
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
    },
    enforce: { by: ['operator'], from: ['DISPUTED'], to: ['AUTHORISED', 'DELIVERED'], sets: ['dispute', 'before'] },
    withdrawDispute: {
      by: ['object-buyer', 'object-provider'],
      from: ['DISPUTED'],
      to: ['AUTHORISED', 'DELIVERED'],
      sets: ['dispute', 'before'],
    },
    cancel: { by: ['object-buyer', 'object-provider'], from: ['ORDERED'], to: ['CANCELLED'], sets: [] },
  },
});

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

/** Names who may say what was done with the money: the operator alone. */
export const clearingVoice = defineVoice<ClearingRecord>({
  parties: () => ({}),
  steps: {
    order: { by: ['anyone'], from: ['NONE'], to: ['NONE'], sets: [], isEmpty: true },
    fund: { by: ['operator'], from: ['NONE'], to: ['FUNDED'], sets: ['amountHash'] },
    settle: { by: ['operator'], from: ['NONE', 'FUNDED'], to: ['SETTLED'], sets: ['tradeNumber', 'delivery'] },
    // A ruling can refund a trade without money: nothing is paid back, and the access ends.
    refund: { by: ['operator'], from: ['NONE', 'FUNDED'], to: ['REFUNDED'], sets: ['delivery'] },
  },
});

/** Names who may say for which trade under an authorisation money is held: the operator alone. The first order of a sale makes the key. */
export const saleVoice = defineVoice<SaleRecord>({
  parties: () => ({}),
  steps: {
    order: { by: ['anyone'], from: ['NONE'], to: ['NONE'], sets: [], isEmpty: true },
    fund: { by: ['operator'], from: ['NONE', 'FUNDED'], to: ['FUNDED'], sets: ['trade'] },
  },
});
