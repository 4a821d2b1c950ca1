import type { Checks, Put } from '../../kernel/declare';
import type { Details } from '../../kernel/error-table';
import { isSameHash } from '../../kernel/hash';
import { numberOf } from '../../kernel/ids';
import { checkNoticeOver } from '../../kernel/notice';
import { need, type Reader } from '../../kernel/reader';
import type { Recorded } from '../../kernel/record';
import { optionalReason, declareTransition } from '../../kernel/transition';
import type { Exchange } from '../exchange/records';
import { readExchange } from '../exchange/read-exchange';
import { isAttested, readAttested, type AttestedFacts } from './attest-listing';
import { checkCeiling, checkMandate, checkResourceRegistered, findMandate, type MandatedFacts } from './check-mandate';
import { isAssessorNeeded, isAuthorityNeeded } from './content';
import { listingKeys } from './keys';
import { listing } from './listing';
import { checkNotCore, checkNotProvider, readPointer, type ListingFacts } from './read-listing';
import type { ListingPointer, ListingRecord } from './records';

export const RequestListingChanges = declareTransition(listing, {
  name: 'RequestListingChanges',
  action: 'requestChanges',
  summary: 'Sends a listing back to its provider, who may edit and submit it again.',
  event: 'ListingChangesRequested',
  input: optionalReason,
  guard: ({ actors }) => checkNotProvider(actors),
});

/** Takes a version back before it is listed. Its content may change then, so its notice begins again. */
export const WithdrawListing = declareTransition(listing, {
  name: 'WithdrawListing',
  action: 'withdraw',
  summary: 'Takes back a listing version under review or notice, as its provider, who may edit and submit it again.',
  event: 'ListingWithdrawn',
  input: optionalReason,
  head: ({
    facts: {
      listing: { approvedAt: _, ...record },
    },
  }) => record,
});

export const RejectListing = declareTransition(listing, {
  name: 'RejectListing',
  action: 'reject',
  summary: 'Rejects a listing version for good.',
  event: 'ListingRejected',
  input: optionalReason,
  guard: ({ actors }) => checkNotProvider(actors),
});

/** Facts that the approval reads. */
export interface ApprovalFacts extends AttestedFacts, MandatedFacts {}

/** Returns the checks of what must hold when a version goes to notice, and again when it is listed. */
function checkReady<F extends ApprovalFacts>(): Checks<F, unknown> {
  return {
    CORE_DATA: ({ facts }) => checkNotCore(facts),
    RESOURCE_NOT_REGISTERED: ({ facts }) => checkResourceRegistered(facts),
    MANDATE_NOT_ACTIVE: ({ facts, at }) => checkMandate(facts, at),
    OVER_THE_CEILING: ({ facts }) => checkCeiling(facts),
    APPROVAL_MISSING: ({ facts }) => checkApprovals(facts),
  };
}

export const ApproveListing = declareTransition(listing, {
  name: 'ApproveListing',
  action: 'approve',
  summary: "Approves a listing: it goes to notice. Important and public data need the authority's agreement first.",
  event: 'ListingApproved',
  input: optionalReason,
  read: (reader, command) => readApproval(reader, command),
  guard: ({ actors }) => checkNotProvider(actors),
  checks: checkReady<ApprovalFacts>(),
  head: ({ facts, at }) => ({ ...facts.listing, approvedAt: at }),
});

/** Facts that the end of a notice reads. */
export interface NoticeFacts extends ApprovalFacts {
  readonly pointer: Recorded<ListingPointer>;
  readonly exchange: Recorded<Exchange>;
  readonly live: Recorded<ListingRecord> | undefined;
}

/** Lists a version whose notice is over, and supersedes the one listed before. */
export const EndListingNotice = declareTransition(listing, {
  name: 'EndListingNotice',
  action: 'endNotice',
  summary: 'Lists a version when its notice is over. The version listed before is superseded in the same transaction.',
  event: 'ListingListed',
  furtherEvents: ['ListingSuperseded'],
  input: optionalReason,
  readErrors: ['EXCHANGE_NOT_FOUNDED'],
  read: (reader, command) => readNotice(reader, command),
  guard: ({ actors }) => checkNotProvider(actors),
  checks: {
    NOTICE_RUNNING: ({
      facts: {
        listing: { approvedAt },
        exchange,
      },
      at,
    }) => checkNoticeOver(approvedAt ?? at, exchange.parameters.noticePeriodHours, at),
    // The grade, the resource or the mandate may have changed during the notice.
    ...checkReady<NoticeFacts>(),
  },
  head: ({ facts, at }) => ({ ...facts.listing, listingNumber: numberOf(facts.listing.id, at) }),
  also: ({
    facts: {
      listing: { id, version },
      pointer,
      live,
    },
  }) => ({
    puts: [
      { key: listingKeys.listing(id), action: 'endNotice', value: { ...pointer, live: version, state: 'LIVE' as const } },
      ...(live ? [putSuperseded(live)] : []),
    ],
    events: live ? [{ type: 'ListingSuperseded', id: live.id, version: live.version }] : [],
  }),
});

function putSuperseded(live: ListingRecord): Put<ListingRecord> {
  const { id, version } = live;
  return { key: listingKeys.listingVersion(id, version), action: 'endNotice', value: { ...live, state: 'SUPERSEDED' } };
}

/** Fails if an opinion or an agreement that the content needs is missing. */
function checkApprovals(facts: AttestedFacts): Details | undefined {
  const { content } = facts.listing;
  const grade = facts.grade?.grade;
  const missing: string[] = [];
  if (isAssessorNeeded(content, grade) && !isAttested(facts)) missing.push('assessor');
  if (isAuthorityNeeded(content, grade) && !hasAuthorityAgreed(facts)) missing.push('authority');
  return missing.length > 0 ? { missing } : undefined;
}

function hasAuthorityAgreed({ listing: { contentHash }, stances }: ListingFacts): boolean {
  return stances?.authority.state === 'APPROVED' && isSameHash(stances.authority.judged, contentHash);
}

async function readApproval(reader: Reader, command: { readonly id: string; readonly version: number }): Promise<ApprovalFacts> {
  const facts = await readAttested(reader, command);
  return { ...facts, mandate: await findMandate(reader, facts.listing.content) };
}

async function readNotice(reader: Reader, command: { readonly id: string; readonly version: number }): Promise<NoticeFacts> {
  const { id, version } = command;
  const facts = await readApproval(reader, command);
  const pointer = await readPointer(reader, id);
  const exchange = await readExchange(reader);
  const live =
    pointer.live === undefined || pointer.live === version
      ? undefined
      : await need(reader, listingKeys.listingVersion(id, pointer.live), 'LISTING_NOT_FOUND');
  return { ...facts, pointer, exchange, live };
}
