import type { Wait } from '../exchange/period';

/** The states of a dispute that end by themselves. */
export const disputeWaits = {
  OPEN: {
    period: 'rulingPeriodHours',
    begins: { step: 'OpenDispute', by: 'buyer or provider' },
    end: 'UNRULED',
    next: { EnforceDispute: 'operator, if nothing was served', AppointArbiter: 'authority, if something was', RuleDispute: 'arbiter' },
  },
  'OPEN, appointed': {
    period: 'rulingPeriodHours',
    begins: { step: 'AppointArbiter', by: 'authority' },
    end: 'UNRULED',
    next: { AppointArbiter: 'authority', RuleDispute: 'arbiter' },
  },
  RULING: {
    period: 'appealPeriodHours',
    begins: { step: 'RuleDispute', by: 'arbiter' },
    end: 'FINAL',
    next: { EnforceDispute: 'operator' },
  },
  'EVIDENCE, on appeal': {
    period: 'rulingPeriodHours',
    begins: { step: 'AppealDispute', by: 'buyer or provider' },
    end: 'FINAL',
    next: { EnforceDispute: 'operator' },
  },
} as const satisfies Readonly<Record<string, Wait>>;
