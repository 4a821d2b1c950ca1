import { ids } from './ids';
import { nameRevision, repeatFor, strangers, type Codes, type Lifecycle } from './lifecycle';
import { active, disputed, ordered, priced, publicOrdered } from './paths';
import type { ObjectValues } from './object-values';
import { steps } from './steps';

const undue: Codes = { settle: 'NOT_YET_DUE', refund: 'NOT_YET_DUE' };

/** The lifecycle of a trade. */
export const trade: Lifecycle = {
  commands: {
    price: () => ({ id: ids.trade }),
    ...repeatFor(['fund', 'settle', 'refund'], ({ amountHash }: ObjectValues) => ({ id: ids.trade, amountHash })),
    ...repeatFor(['cancel', 'concede'], nameRevision('trade', ids.trade)),
  },
  absent: 'TRADE_NOT_FOUND',
  hiddenFrom: strangers,
  states: {
    ORDERED: { by: ordered, may: { price: ['provider', 'buyer'], cancel: ['provider', 'buyer'] } },
    PRICED: { by: priced, may: { price: ['provider', 'buyer'], fund: ['operator'], cancel: ['provider', 'buyer'] } },
    'PRICED, by a public charge': { by: publicOrdered, may: { fund: ['operator'], cancel: ['provider', 'buyer'] } },
    FUNDED: { by: [...priced, steps.fund], may: { refund: ['operator'] } },
    'FUNDED, by a public charge': { by: [...publicOrdered, steps.fund], may: { refund: ['operator'] } },
    AUTHORISED: { by: active, may: { concede: ['provider'] }, codes: undue },
    'AUTHORISED and revoked': {
      by: [...active, steps.providerRevokes],
      may: { refund: ['operator'], concede: ['provider'] },
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
    REFUNDED: { by: [...priced, steps.fund, steps.refund], may: {} },
    CANCELLED: { by: [...ordered, steps.cancel], may: {} },
  },
};
