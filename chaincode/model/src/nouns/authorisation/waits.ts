import type { Wait } from '../exchange/period';

/** The states of a request that end by themselves if the other side says nothing. A suspension never ends by itself, but its buyer can claim. */
export const authorisationWaits = {
  REQUESTED: { period: 'requestPeriodHours', begins: { step: 'RequestAuthorisation', by: 'buyer' }, end: 'LAPSED', next: {} },
  OFFERED: { period: 'requestPeriodHours', begins: { step: 'OfferAuthorisation', by: 'provider' }, end: 'LAPSED', next: {} },
  ACCEPTED: { period: 'requestPeriodHours', begins: { step: 'AcceptAuthorisation', by: 'buyer' }, end: 'LAPSED', next: {} },
  SUSPENDED: {
    period: 'suspensionPeriodHours',
    begins: { step: 'SuspendAuthorisation', by: 'the approver that suspends it' },
    end: 'SUSPENDED',
    next: {
      ResumeAuthorisation: 'the approver that suspended it',
      ApproveAuthorisation: 'the approver whose standing approval does not cover it any more',
      ClaimTrade: 'buyer, if nothing was served',
    },
  },
} as const satisfies Readonly<Record<string, Wait>>;
