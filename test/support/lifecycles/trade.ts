import { ids } from './ids';
import { nameRevision, repeatFor, strangers, type Codes, type Lifecycle } from './lifecycle';
import { active, disputed, freeActive, listPriceOrdered, ordered, priced, publicOrdered } from './paths';
import type { ObjectValues } from './object-values';
import { steps } from './steps';

const unclaimable: Codes = { claim: 'NOT_YET_DUE' };
const undue: Codes = { settle: 'NOT_YET_DUE', refund: 'NOT_YET_DUE' };

/** The lifecycle of a trade. */
export const trade: Lifecycle = {
  commands: {
    price: () => ({ id: ids.trade }),
    ...repeatFor(['fund', 'settle', 'refund'], ({ amountHash }: ObjectValues) => ({ id: ids.trade, amountHash })),
    ...repeatFor(['cancel', 'claim', 'concede'], nameRevision('trade', ids.trade)),
  },
  absent: 'TRADE_NOT_FOUND',
  hiddenFrom: strangers,
  states: {
    ORDERED: { by: ordered, may: { price: ['provider', 'buyer'], cancel: ['provider', 'buyer'] } },
    PRICED: { by: priced, may: { price: ['provider', 'buyer'], fund: ['operator'], cancel: ['provider', 'buyer'] } },
    'PRICED, by a public charge': { by: publicOrdered, may: { fund: ['operator'], cancel: ['provider', 'buyer'] } },
    'PRICED, by the list price': { by: listPriceOrdered, may: { fund: ['operator'], cancel: ['provider', 'buyer'] } },
    LAPSED: { by: [...ordered, steps.waitHours(720)], may: {} },
    'LAPSED, although priced': { by: [...priced, steps.waitHours(720)], may: {} },
    FUNDED: { by: [...priced, steps.fund], may: { refund: ['operator'] }, codes: unclaimable },
    'FUNDED, overdue': { by: [...priced, steps.fund, steps.waitHours(720)], may: { refund: ['operator'], claim: ['buyer'] } },
    'FUNDED, by a public charge': { by: [...publicOrdered, steps.fund], may: { refund: ['operator'] }, codes: unclaimable },
    AUTHORISED: { by: active, may: { concede: ['provider'] }, codes: { ...undue, ...unclaimable } },
    'AUTHORISED, overdue': { by: [...active, steps.waitHours(720)], may: { claim: ['buyer'], concede: ['provider'] }, codes: undue },
    'AUTHORISED and claimed': {
      by: [...active, steps.waitHours(720), steps.claim],
      may: { refund: ['operator'], concede: ['provider'] },
      codes: undue,
    },
    'AUTHORISED and revoked': {
      by: [...active, steps.providerRevokes],
      may: { refund: ['operator'], claim: ['buyer'], concede: ['provider'] },
      codes: undue,
    },
    'AUTHORISED and served': {
      by: [...active, steps.open, steps.serve, steps.surrender],
      may: { concede: ['provider'] },
      codes: undue,
    },
    'AUTHORISED and conceded': {
      by: [...active, steps.open, steps.serve, steps.concede],
      may: { refund: ['operator'] },
      codes: undue,
    },
    DISPUTED: { by: disputed, may: { concede: ['provider'] } },
    DELIVERED: {
      by: [...active, steps.open, steps.acknowledge],
      may: { settle: ['operator'], concede: ['provider'] },
      codes: undue,
    },
    'DELIVERED, after a dispute': {
      by: [...disputed, steps.open, steps.acknowledge, steps.withdrawDispute],
      may: { settle: ['operator'], concede: ['provider'] },
      codes: undue,
    },
    SETTLED: { by: [...active, steps.open, steps.acknowledge, steps.settle], may: {} },
    'SETTLED, free of charge': { by: [...freeActive, steps.open, steps.acknowledge], may: {} },
    REFUNDED: { by: [...priced, steps.fund, steps.refund], may: {} },
    CANCELLED: { by: [...ordered, steps.cancel], may: {} },
  },
};
