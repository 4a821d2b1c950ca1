import type { Wait } from '../exchange/period';

/**
 * The states of a trade that end by themselves, or of which the buyer can claim the money back if nothing was served. After the end of
 * DELIVERED the operator is late.
 */
export const tradeWaits = {
  ORDERED: { period: 'tradePeriodHours', begins: { step: 'OrderTrade', by: 'buyer' }, end: 'LAPSED', next: {} },
  PRICED: { period: 'tradePeriodHours', begins: { step: 'PriceTrade', by: 'buyer or provider' }, end: 'LAPSED', next: {} },
  FUNDED: {
    period: 'tradePeriodHours',
    begins: { step: 'FundTrade', by: 'operator' },
    end: 'FUNDED',
    next: { ClaimTrade: 'buyer', RefundTrade: 'operator' },
  },
  AUTHORISED: {
    period: 'tradePeriodHours',
    begins: { step: 'ActivateAuthorisation', by: 'buyer' },
    end: 'AUTHORISED',
    next: { ClaimTrade: 'buyer', RefundTrade: 'operator' },
  },
  DELIVERED: {
    period: 'tradePeriodHours',
    begins: { step: 'AcknowledgeDelivery', by: 'buyer' },
    end: 'DELIVERED',
    next: { SettleTrade: 'operator', OpenDispute: 'buyer or provider' },
  },
} as const satisfies Readonly<Record<string, Wait>>;
