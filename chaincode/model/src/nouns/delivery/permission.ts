import type { Details, ErrorCode } from '../../kernel/error-table';
import { coreData, isDelistedByOrder, isSuspended, listingState, type SeenListing } from '../listing/seen';
import type { ClearingRecord } from '../trade/records';
import { offerDenies } from '../authorisation/terms';
import { slotsBehind, stateOfSeen, type SeenAuthorisation } from '../authorisation/seen';

/** What decides whether data may flow: the authorisation, the listing version with its stances, and what became of the money. */
export interface Access {
  readonly access: SeenAuthorisation;
  readonly offered: SeenListing;
  readonly clearing: ClearingRecord | undefined;
}

/** What may stop a delivery, in the order of precedence: each answers nothing where it does not. The same at opening and at every byte. */
export const stops = {
  AUTHORISATION_NOT_ACTIVE: ({ access, clearing }: Access, at: string): Details | undefined => {
    const state = stateOfSeen(access, at);
    if (clearing?.state === 'REFUNDED') return { state, trade: clearing.state };
    return state === 'ACTIVE' ? undefined : { state };
  },
  OUTSIDE_WINDOW: ({ access }: Access, at: string): Details | undefined => {
    const { from, until } = access.authorisation.terms;
    return from <= at && at < until ? undefined : { from, until };
  },
  LISTING_STOPPED: ({ offered }: Access): Details | undefined =>
    isSuspended(offered) || isDelistedByOrder(offered) ? { state: listingState(offered) } : undefined,
  CORE_DATA: ({ offered }: Access): Details | undefined => coreData(offered),
  RESOURCE_CANCELLED: ({ offered: { resource } }: Access): Details | undefined =>
    resource?.state === 'CANCELLED' ? { resource: resource.id } : undefined,
  GRADE_RAISED: ({ access }: Access): Details | undefined => {
    const waitsFor = slotsBehind(access);
    return waitsFor.length > 0 ? { waitsFor } : undefined;
  },
  TERMS_NOT_PERMITTED: ({ access, offered }: Access, at: string): Details | undefined => {
    const { terms, buyer, round } = access.authorisation;
    if (round > 0) return undefined; // Negotiated: the provider offered these very terms.
    const because = offerDenies(offered.listing.content, terms, buyer, at);
    return because && { because };
  },
} as const satisfies Partial<Record<ErrorCode, (access: Access, at: string) => Details | undefined>>;

type Stop = (access: Access, at: string) => Details | undefined;

const check =
  (stop: Stop) =>
  ({ seen, at }: { readonly seen: Access; readonly at: string }) =>
    stop(seen, at);

/** The stops as the checks of a transaction, in their order. */
export const stopChecks = {
  AUTHORISATION_NOT_ACTIVE: check(stops.AUTHORISATION_NOT_ACTIVE),
  OUTSIDE_WINDOW: check(stops.OUTSIDE_WINDOW),
  LISTING_STOPPED: check(stops.LISTING_STOPPED),
  CORE_DATA: check(stops.CORE_DATA),
  RESOURCE_CANCELLED: check(stops.RESOURCE_CANCELLED),
  GRADE_RAISED: check(stops.GRADE_RAISED),
  TERMS_NOT_PERMITTED: check(stops.TERMS_NOT_PERMITTED),
} as const satisfies Record<keyof typeof stops, unknown>;

/** The first thing that stops a delivery at an instant. */
export function stopped(access: Access, at: string): { readonly code: ErrorCode; readonly details: Details } | undefined {
  for (const [code, stop] of Object.entries(stops) as [keyof typeof stops, Stop][]) {
    const details = stop(access, at);
    if (details) return { code, details };
  }
  return undefined;
}
