import { Type } from '@sinclair/typebox';
import { Closed, Id, Reason, Revision, Version } from '../../kernel/forms';
import type { Details } from '../../kernel/error-table';
import { isSameHash } from '../../kernel/hash';
import { numberOf } from '../../kernel/ids';
import { keys } from '../../kernel/keys';
import { forbids, lacks, type Actor } from '../../kernel/lifecycle';
import type { Exchange } from '../exchange/records';
import type { Recorded } from '../../kernel/record';
import { need, type Reader } from '../../kernel/reader';
import { stale } from '../../kernel/revision';
import { noticeRunning } from '../../kernel/notice';
import { declareSubmit, type Put, type Context } from '../../kernel/transaction';
import { findMandate, mandateMissing, overCeiling, resourceMissing, type SeenMandated } from './mandated';
import { isAttested, seeAttestation, type SeenWithAttestation } from './attesting';
import { needsAssessor, needsAuthority } from './content';
import { ListingStanding, listingLife, type ListingPointer, type ListingRecord, type WrittenListingState } from './records';
import { coreData, isHidden, judgesItsOwn, listingState, relateToListing, seeListing, seePointer, type SeenListing } from './seen';
import { standing } from './view';

const Decision = Closed({ id: Id('lst'), version: Version, revision: Revision, reason: Type.Optional(Reason) });

interface ReviewDecision {
  readonly name: string;
  readonly action: keyof typeof listingLife;
  readonly to: WrittenListingState;
  readonly event: string;
  readonly summary: string;
}

/** A reviewer’s decision that leads from one written state to another, and asks for nothing more. */
function decision({ name, action, to, event, summary }: ReviewDecision) {
  return declareSubmit<SeenListing>()({
    name,
    noun: 'listing',
    verb: action,
    summary,
    address: ['id', 'version'],
    input: Decision,
    output: ListingStanding,
    see: (reader, { id, version }) => seeListing(reader, id, version),
    relate: relateToListing,
    checks: reviewChecksOf(action),
    effect: ({ seen: { listing }, command: { reason } }) => ({
      puts: [moved(listing, to, action, reason)],
      events: [{ type: event, id: listing.id, version: listing.version }],
    }),
    answer: ({ seen }) => standing(seen),
    emits: [event],
  });
}

/** Sends a listing back to its provider. */
export const RequestListingChanges = decision({
  name: 'RequestListingChanges',
  action: 'requestChanges',
  to: 'DRAFT',
  event: 'ListingChangesRequested',
  summary: 'Sends a listing back to its provider, who may edit and submit it again.',
});
/** Refuses a listing for good. */
export const RejectListing = decision({
  name: 'RejectListing',
  action: 'reject',
  to: 'REJECTED',
  event: 'ListingRejected',
  summary: 'Refuses a listing version for good.',
});

/** What the transaction reads. */
export interface SeenForApproval extends SeenWithAttestation, SeenMandated {}

/** What must hold of a version when it goes to notice, and again when it is listed; in this order. */
const readiness = {
  CORE_DATA: ({ seen }: { readonly seen: SeenForApproval }) => coreData(seen),
  RESOURCE_NOT_REGISTERED: ({ seen }: { readonly seen: SeenForApproval }) => resourceMissing(seen),
  MANDATE_NOT_ACTIVE: ({ seen, at }: { readonly seen: SeenForApproval; readonly at: string }) => mandateMissing(seen, at),
  OVER_THE_CEILING: ({ seen }: { readonly seen: SeenForApproval }) => overCeiling(seen),
  APPROVAL_MISSING: ({ seen }: { readonly seen: SeenForApproval }) => missingApproval(seen),
};

/** Lets a listing go to notice; important and public data need the authority’s agreement first. */
export const ApproveListing = declareSubmit<SeenForApproval>()({
  name: 'ApproveListing',
  noun: 'listing',
  verb: 'approve',
  summary: 'Lets a listing go to notice; important and public data need the authority’s agreement first.',
  address: ['id', 'version'],
  input: Decision,
  output: ListingStanding,
  see: seeForApproval,
  relate: relateToListing,
  checks: {
    ...reviewChecksOf<SeenForApproval>('approve'),
    ...readiness,
  },
  effect: ({ seen: { listing }, command: { reason }, at }) => ({
    puts: [{ ...moved(listing, 'NOTICE', 'approve', reason), value: { ...listing, state: 'NOTICE' as const, approvedAt: at } }],
    events: [{ type: 'ListingApproved', id: listing.id, version: listing.version }],
  }),
  answer: ({ seen }) => standing(seen),
  emits: ['ListingApproved'],
});

/** What the transaction reads. */
export interface SeenAtNotice extends SeenForApproval {
  readonly pointer: Recorded<ListingPointer>;
  readonly exchange: Recorded<Exchange>;
  readonly live: Recorded<ListingRecord> | undefined;
}

/** Lists a version when its notice has run; the version listed before is superseded in the same transaction. */
export const EndListingNotice = declareSubmit<SeenAtNotice>()({
  name: 'EndListingNotice',
  noun: 'listing',
  verb: 'endNotice',
  summary: 'Lists a version when its notice has run; the version listed before is superseded in the same transaction.',
  address: ['id', 'version'],
  input: Decision,
  output: ListingStanding,
  see: seeAtNotice,
  relate: relateToListing,
  checks: {
    ...reviewChecksOf<SeenAtNotice>('endNotice'),
    NOTICE_RUNNING: ({ seen: { listing, exchange }, at }) => noticeRunning(listing.approvedAt ?? at, exchange.parameters, at),
    // Under notice the authority may have found another grade, and resource or mandate may have ended.
    ...readiness,
  },
  effect: ({ seen: { listing, pointer, live }, command: { reason }, at }) => ({
    puts: [
      {
        ...moved(listing, 'LISTED', 'endNotice', reason),
        value: { ...listing, state: 'LISTED' as const, listingNumber: numberOf(listing.id, at) },
      },
      { key: keys.listing(listing.id), action: 'endNotice', value: { ...pointer, live: listing.version, state: 'LIVE' as const } },
      ...(live ? [moved(live, 'SUPERSEDED', 'endNotice')] : []),
    ],
    events: [
      { type: 'ListingListed', id: listing.id, version: listing.version },
      ...(live ? [{ type: 'ListingSuperseded', id: live.id, version: live.version }] : []),
    ],
  }),
  answer: ({ seen }) => standing(seen),
  emits: ['ListingListed', 'ListingSuperseded'],
});

/** What the transaction reads. */
export interface SeenToDelist extends SeenListing {
  readonly pointer: Recorded<ListingPointer>;
}

/** Takes a version off the exchange: at its provider’s wish, or by the operator’s order, which also stops its deliveries. */
export const DelistListing = declareSubmit<SeenToDelist>()({
  name: 'DelistListing',
  noun: 'listing',
  verb: 'delist',
  summary: 'Takes a version off the exchange: at its provider’s wish, or by the operator’s order, which also stops its deliveries.',
  address: ['id', 'version'],
  input: Closed({ id: Id('lst'), version: Version, revision: Revision, reason: Reason }),
  output: ListingStanding,
  see: async (reader, { id, version }) => ({ ...(await seeListing(reader, id, version)), pointer: await seePointer(reader, id) }),
  relate: relateToListing,
  checks: {
    ...checksOf<SeenToDelist>('delist'),
    // A provider does not get out of a suspension by delisting; and what is delisted stays so, suspended or not.
    ACTION_NOT_ALLOWED: ({ seen, is }) => {
      const state = seen.listing.state === 'DELISTED' ? seen.listing.state : listingState(seen);
      return forbids(listingLife, 'delist', state, is) && forbids(listingLife, 'delistSuspended', state, is);
    },
  },
  effect: ({ seen: { listing, pointer }, command: { reason }, is }) => ({
    puts: [
      {
        ...moved(listing, 'DELISTED', 'delist', reason),
        value: {
          ...listing,
          state: 'DELISTED' as const,
          delisted: is.has('object-provider') ? ('by-provider' as const) : ('by-order' as const),
        },
      },
      ...(pointer.live === listing.version ? [notLive(pointer)] : []),
    ],
    events: [{ type: 'ListingDelisted', id: listing.id, version: listing.version }],
  }),
  answer: ({ seen }) => standing(seen),
  emits: ['ListingDelisted'],
});

/** What every review asks, in this order: nobody reviews its own listing. */
function reviewChecksOf<Seen extends SeenListing>(action: keyof typeof listingLife) {
  const { LISTING_NOT_FOUND, NOT_PERMITTED, ...others } = checksOf<Seen>(action);
  const SELF_DEALING = ({ is }: { readonly is: ReadonlySet<Actor> }) => judgesItsOwn(is);
  return { LISTING_NOT_FOUND, NOT_PERMITTED, SELF_DEALING, ...others };
}

/** What every step of a submitted version asks, in this order. */
function checksOf<Seen extends SeenListing>(action: keyof typeof listingLife) {
  type Step = Pick<Context<Seen, { readonly revision: number }>, 'seen' | 'command' | 'is'>;
  return {
    LISTING_NOT_FOUND: ({ seen, is }: Step) => (isHidden(seen, is) ? {} : undefined),
    NOT_PERMITTED: ({ is }: { readonly is: ReadonlySet<Actor> }) => lacks(listingLife, action, is),
    REVISION_CONFLICT: ({ seen, command }: Step) => stale(seen.listing, command.revision),
    ACTION_NOT_ALLOWED: ({ seen, is }: Step) => forbids(listingLife, action, listingState(seen), is),
  };
}

function moved(listing: ListingRecord, state: WrittenListingState, action: string, reason?: string): Put<ListingRecord> {
  return { key: keys.listingVersion(listing.id, listing.version), action, reason, value: { ...listing, state } };
}

function notLive({ id, provider, newest }: ListingPointer): Put<ListingPointer> {
  return { key: keys.listing(id), action: 'delist', value: { id, provider, newest, state: 'NOT_LIVE' } };
}

function missingApproval(seen: SeenWithAttestation): Details | undefined {
  const { content } = seen.listing;
  const grade = seen.grade?.grade;
  const missing: string[] = [];
  if (needsAssessor(content, grade) && !isAttested(seen)) missing.push('assessor');
  if (needsAuthority(content, grade) && !hasAgreed(seen)) missing.push('authority');
  return missing.length > 0 ? { missing } : undefined;
}

function hasAgreed({ listing, stances }: SeenListing): boolean {
  return stances?.authority.state === 'APPROVED' && isSameHash(stances.authority.judged, listing.contentHash);
}

async function seeForApproval(reader: Reader, { id, version }: { id: string; version: number }): Promise<SeenForApproval> {
  const seen = await seeAttestation(reader, id, version);
  return { ...seen, mandate: await findMandate(reader, seen.listing.content) };
}

async function seeAtNotice(reader: Reader, { id, version }: { id: string; version: number }): Promise<SeenAtNotice> {
  const seen = await seeForApproval(reader, { id, version });
  const pointer = await seePointer(reader, id);
  const exchange = await need(reader, keys.exchange(), 'EXCHANGE_NOT_FOUNDED');
  const live =
    pointer.live === undefined || pointer.live === version
      ? undefined
      : await need(reader, keys.listingVersion(id, pointer.live), 'LISTING_NOT_FOUND');
  return { ...seen, pointer, exchange, live };
}
