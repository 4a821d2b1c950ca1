import type { Role } from '../../kernel/lifecycle';
import type { Terms } from '../authorisation/records';
import type { ListingContent } from '../listing/content';
import type { Grade } from '../listing/records';
import { isFree } from '../trade/check-kind';
import type { StandingApproval } from './records';

/** A use that a standing approval may cover: the listing version at its grade now, the current terms, and the buyer. */
export interface StandingUse {
  readonly listing: { readonly id: string; readonly provider: string; readonly content: ListingContent };
  readonly grade: Grade | undefined;
  readonly terms: Pick<Terms, 'purpose' | 'mode' | 'until'>;
  readonly buyer: { readonly id: string; readonly mspId: string; readonly roles: readonly Role[] };
}

/** Parts of a standing approval that decide what it covers. */
type Statement = Pick<StandingApproval, 'slot' | 'givenBy' | 'state' | 'free' | 'until' | 'listings' | 'purposes' | 'modes' | 'buyers'>;

type Misses = (standing: Statement, use: StandingUse) => boolean;

/** The highest grade that a standing approval covers, of any giver. */
const grade: Grade = 'general';

/** The ways in which a standing approval may fail to cover a use, in order. */
const gaps = {
  withdrawn: ({ state }) => state !== 'GIVEN',
  'given-by-buyer': ({ givenBy }, { buyer }) => givenBy === buyer.id,
  grade: (_, use) => use.grade !== grade,
  listing: ({ slot, givenBy, listings }, { listing }) =>
    (slot === 'provider' && givenBy !== listing.provider) || isOutside(listings, listing.id),
  purpose: ({ purposes }, { terms }) => isOutside(purposes, terms.purpose),
  mode: ({ modes }, { terms }) => isOutside(modes, terms.mode),
  until: ({ until }, { terms }) => terms.until > until,
  'not-free': ({ free }, { listing: { content }, terms }) => free && !isFree({ content, terms }),
  buyer: ({ buyers }, { buyer }) => buyers !== undefined && !isAmong(buyers, buyer),
} as const satisfies Readonly<Record<string, Misses>>;
export type Gap = keyof typeof gaps;

/**
 * Returns the first reason why a standing approval does not cover a use. No instant decides: a use that it covers ends before it expires.
 */
export function findGap(standing: Statement, use: StandingUse): Gap | undefined {
  return listGaps().find((gap) => gaps[gap](standing, use));
}

/** Returns the reasons in their order. `as`: Object.keys forgets the type. */
function listGaps(): readonly Gap[] {
  return Object.keys(gaps) as Gap[];
}

function isOutside<T>(limit: readonly T[] | undefined, value: T): boolean {
  return limit !== undefined && !limit.includes(value);
}

function isAmong({ roles, organisations, participants }: NonNullable<Statement['buyers']>, buyer: StandingUse['buyer']): boolean {
  const hasRole = roles === undefined || roles.some((role) => buyer.roles.includes(role));
  return hasRole && !isOutside(organisations, buyer.mspId) && !isOutside(participants, buyer.id);
}
