import type { Wait } from '../exchange/period';

/** The states of a paid trade of which the buyer can claim the money back if nothing was served. */
export const tradeWaits = {
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
} as const satisfies Readonly<Record<string, Wait>>;
