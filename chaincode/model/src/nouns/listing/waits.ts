import type { Wait } from '../exchange/period';

/** The states of a listing version that end by themselves, or in which the operator is late past their end. */
export const listingWaits = {
  IN_REVIEW: {
    period: 'reviewPeriodHours',
    begins: { step: 'SubmitListing', by: 'provider' },
    end: 'IN_REVIEW',
    next: { ApproveListing: 'operator', RequestListingChanges: 'operator', RejectListing: 'operator', WithdrawListing: 'provider' },
  },
  NOTICE: {
    period: 'noticePeriodHours',
    begins: { step: 'ApproveListing', by: 'operator' },
    end: 'LISTED',
    next: { RequestAuthorisation: 'buyer', DelistListing: 'operator or provider', CreateListingVersion: 'provider' },
  },
  'NOTICE, objected': {
    period: 'noticePeriodHours',
    begins: { step: 'the end of NOTICE, after ObjectToListing', by: 'any other participant' },
    end: 'LISTED',
    next: { RequestAuthorisation: 'buyer', DelistListing: 'operator or provider', CreateListingVersion: 'provider' },
  },
} as const satisfies Readonly<Record<string, Wait>>;
