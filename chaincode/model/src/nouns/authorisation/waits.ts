import type { Wait } from '../exchange/period';

/** The states of a request that end by themselves if the other side says nothing. */
export const authorisationWaits = {
  REQUESTED: { period: 'requestPeriodHours', begins: { step: 'RequestAuthorisation', by: 'buyer' }, end: 'LAPSED', next: {} },
  OFFERED: { period: 'requestPeriodHours', begins: { step: 'OfferAuthorisation', by: 'provider' }, end: 'LAPSED', next: {} },
  ACCEPTED: { period: 'requestPeriodHours', begins: { step: 'AcceptAuthorisation', by: 'buyer' }, end: 'LAPSED', next: {} },
} as const satisfies Readonly<Record<string, Wait>>;
