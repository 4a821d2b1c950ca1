import type { Wait } from '../exchange/period';

/** The states of a delivery that end by themselves. The terms can name another inspection period. */
export const deliveryWaits = {
  OPENED: {
    period: 'deliveryPeriodHours',
    begins: { step: 'OpenDelivery', by: 'buyer' },
    end: 'TIMED_OUT',
    next: { OpenDelivery: 'buyer', RefundTrade: 'operator' },
  },
  SERVING: {
    period: 'deliveryPeriodHours',
    begins: { step: 'OpenDelivery', by: 'buyer' },
    end: 'OVERDUE',
    next: { AcknowledgeDelivery: 'buyer', ObjectToDelivery: 'buyer', OpenDelivery: 'buyer' },
  },
  SENT: {
    period: 'inspectionPeriodHours',
    begins: { step: 'SendDelivery', by: 'provider' },
    end: 'ACCEPTED',
    next: { SettleTrade: 'operator' },
  },
  OVERDUE: {
    period: 'inspectionPeriodHours',
    begins: { step: 'the end of SERVING', by: 'nobody' },
    end: 'ACCEPTED',
    next: { SettleTrade: 'operator' },
  },
} as const satisfies Readonly<Record<string, Wait>>;
