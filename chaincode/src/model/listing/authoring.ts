import type { Details } from '../errors';
import { Closed, Id, Revision, Version } from '../forms';
import { hashJson } from '../hash';
import { keys, indexes, versionId } from '../keys';
import { forbids, lacks } from '../lifecycle';
import type { Exchange } from '../exchange/records';
import type { Recorded } from '../record';
import { need } from '../reader';
import { stale } from '../revision';
import { declareSubmit, type Put } from '../transaction';
import type { StanceRecord } from '../stance';
import { ListingContent, missingIn } from './content';
import { nextEpoch } from './grading';
import { nameTwice, overLimit } from './limits';
import { ListingStanding, listingLife, type GradeRecord, type ListingPointer, type ListingRecord } from './records';
import { isHidden, listingState, relateToListing, seeListing, seePointer, type SeenListing } from './seen';
import { standing } from './view';

/** What the transaction reads. */
export interface SeenForAuthoring extends SeenListing {
  readonly exchange: Recorded<Exchange>;
}

/** Begins a listing: version 1, a draft that only its provider and those who oversee can see. */
export const CreateListing = declareSubmit<{
  readonly pointer: Recorded<ListingPointer> | undefined;
  readonly made: SeenListing | undefined;
  readonly exchange: Recorded<Exchange>;
}>()({
  name: 'CreateListing',
  noun: 'listing',
  verb: 'create',
  summary: 'Begins a listing: version 1, a draft.',
  address: [],
  input: Closed({ id: Id('lst'), content: ListingContent }),
  output: ListingStanding,
  see: async (reader, { id }) => {
    const pointer = await reader.find(keys.listing(id));
    const listing = await reader.find(keys.listingVersion(id, 1));
    return {
      pointer,
      made: listing && { listing, stances: undefined, grade: undefined, resource: undefined },
      exchange: await need(reader, keys.exchange(), 'EXCHANGE_NOT_FOUNDED'),
    };
  },
  relate: () => [],
  checks: {
    NOT_PERMITTED: ({ is }) => lacks(listingLife, 'create', is),
    // Its own provider learns what is there, so that a retry knows itself; to others an id taken is only taken.
    ALREADY_EXISTS: ({ seen, caller }) =>
      seen.pointer &&
      (seen.made?.listing.provider === caller.participantId
        ? { contentHash: hashJson({ id: seen.made.listing.id, content: seen.made.listing.content }) }
        : {}),
    INPUT_INVALID: ({ command }) => nameTwice(command.content),
    CONTENT_TOO_LARGE: ({ command, seen }) => overLimit(command.content, seen.exchange.parameters),
  },
  effect: ({ command: { id, content }, caller }) => ({
    puts: [
      draft({ id, version: 1, content, provider: caller.participantId, mspId: caller.mspId }, 'create'),
      newest(id, caller.participantId, 1),
    ],
    indexes: [indexes.listingsOf(caller.participantId, id)],
    happenings: [{ type: 'ListingCreated', id, version: 1 }],
  }),
  answer: ({ seen }) => standing(seen.made as SeenListing),
  happens: ['ListingCreated'],
});

/** Begins the next version of a listing, once the newest has come to its end or is listed. */
export const CreateListingVersion = declareSubmit<SeenForAuthoring & { readonly pointer: Recorded<ListingPointer> }>()({
  name: 'CreateListingVersion',
  noun: 'listing',
  verb: 'createVersion',
  summary: 'Begins the next version of a listing, once the newest is listed or has come to its end.',
  address: ['id'],
  input: Closed({ id: Id('lst'), version: Version, content: ListingContent }),
  output: ListingStanding,
  see: async (reader, { id, version }) => {
    const pointer = await seePointer(reader, id);
    const seen = await seeListing(reader, id, pointer.newest);
    await reader.find(keys.listingVersion(id, version));
    return { ...seen, pointer, exchange: await need(reader, keys.exchange(), 'EXCHANGE_NOT_FOUNDED') };
  },
  relate: relateToListing,
  checks: {
    LISTING_NOT_FOUND: ({ seen, is }) => (isHidden(seen, is) ? {} : undefined),
    NOT_PERMITTED: ({ is }) => lacks(listingLife, 'createVersion', is),
    ALREADY_EXISTS: ({ seen, command }) =>
      command.version === seen.pointer.newest
        ? { contentHash: hashJson({ id: command.id, version: command.version, content: seen.listing.content }) }
        : undefined,
    REVISION_CONFLICT: ({ seen, command }) =>
      command.version === seen.pointer.newest + 1 ? undefined : { seen: command.version - 1, is: seen.pointer.newest },
    VERSION_IN_PROGRESS: ({ seen, is }) => forbids(listingLife, 'createVersion', listingState(seen), is),
    INPUT_INVALID: ({ command }) => nameTwice(command.content),
    CONTENT_TOO_LARGE: ({ command, seen }) => overLimit(command.content, seen.exchange.parameters),
  },
  effect: ({ seen: { pointer }, command: { id, version, content }, caller }) => ({
    puts: [
      draft({ id, version, content, provider: caller.participantId, mspId: caller.mspId }, 'createVersion'),
      { key: keys.listing(id), action: 'createVersion', value: { ...pointer, newest: version } },
    ],
    happenings: [{ type: 'ListingCreated', id, version }],
  }),
  answer: ({ seen }) => standing(seen),
  happens: ['ListingCreated'],
});

const OneVersion = { id: Id('lst'), version: Version, revision: Revision };

/** Changes a draft’s content. */
export const EditListing = declareSubmit<SeenForAuthoring>()({
  name: 'EditListing',
  noun: 'listing',
  verb: 'edit',
  summary: 'Changes a draft’s content.',
  address: ['id', 'version'],
  input: Closed({ ...OneVersion, content: ListingContent }),
  output: ListingStanding,
  see: seeForAuthoring,
  relate: relateToListing,
  checks: {
    LISTING_NOT_FOUND: ({ seen, is }) => (isHidden(seen, is) ? {} : undefined),
    NOT_PERMITTED: ({ is }) => lacks(listingLife, 'edit', is),
    REVISION_CONFLICT: ({ seen, command }) => stale(seen.listing, command.revision),
    ACTION_NOT_ALLOWED: ({ seen, is }) => forbids(listingLife, 'edit', listingState(seen), is),
    INPUT_INVALID: ({ command }) => nameTwice(command.content),
    CONTENT_TOO_LARGE: ({ command, seen }) => overLimit(command.content, seen.exchange.parameters),
  },
  effect: ({ seen: { listing }, command: { content } }) => ({
    puts: [{ key: keys.listingVersion(listing.id, listing.version), action: 'edit', value: { ...listing, content } }],
    happenings: [{ type: 'ListingEdited', id: listing.id, version: listing.version }],
  }),
  answer: ({ seen }) => standing(seen),
  happens: ['ListingEdited'],
});

/** Freezes a draft’s content by its hash and puts it before the operator. The first time, its stances are made and its head is guarded. */
export const SubmitListing = declareSubmit<SeenForAuthoring>()({
  name: 'SubmitListing',
  noun: 'listing',
  verb: 'submit',
  summary: 'Freezes a draft’s content by its hash and puts it before the operator.',
  address: ['id', 'version'],
  input: Closed(OneVersion),
  output: ListingStanding,
  see: seeForAuthoring,
  relate: relateToListing,
  checks: {
    LISTING_NOT_FOUND: ({ seen, is }) => (isHidden(seen, is) ? {} : undefined),
    NOT_PERMITTED: ({ is }) => lacks(listingLife, 'submit', is),
    REVISION_CONFLICT: ({ seen, command }) => stale(seen.listing, command.revision),
    ACTION_NOT_ALLOWED: ({ seen, is }) => forbids(listingLife, 'submit', listingState(seen), is),
    CONTENT_INCOMPLETE: ({ seen }) => incomplete(seen.listing.content),
  },
  effect: ({ seen: { listing, grade, exchange } }) => ({
    puts: [
      submitted(listing, exchange),
      ...(listing.judges ? [] : stancesOf(listing, exchange)),
      ...claimedGrade(listing, grade, exchange),
    ],
    happenings: [{ type: 'ListingSubmitted', id: listing.id, version: listing.version }],
  }),
  answer: ({ seen }) => standing(seen),
  happens: ['ListingSubmitted'],
});

async function seeForAuthoring(
  reader: Parameters<typeof seeListing>[0],
  { id, version }: { id: string; version: number },
): Promise<SeenForAuthoring> {
  return { ...(await seeListing(reader, id, version)), exchange: await need(reader, keys.exchange(), 'EXCHANGE_NOT_FOUNDED') };
}

function draft(record: Omit<ListingRecord, 'state'>, action: string): Put<ListingRecord> {
  return { key: keys.listingVersion(record.id, record.version), action, value: { ...record, state: 'DRAFT' } };
}

function newest(id: string, provider: string, version: number): Put<ListingPointer> {
  return { key: keys.listing(id), action: 'create', value: { id, provider, newest: version, state: 'NOT_LIVE' } };
}

function incomplete(content: ListingContent): Details | undefined {
  const missing = missingIn(content);
  return missing.length > 0 ? { missing } : undefined;
}

function submitted(listing: Recorded<ListingRecord>, { operatorMspId, authorityMspId }: Exchange): Put<ListingRecord> {
  const value: ListingRecord = {
    ...listing,
    state: 'IN_REVIEW',
    contentHash: hashJson(listing.content),
    judges: listing.judges ?? { operator: operatorMspId, authority: authorityMspId },
  };
  const put: Put<ListingRecord> = { key: keys.listingVersion(listing.id, listing.version), action: 'submit', value };
  return listing.judges ? put : { ...put, policy: { atLeast: 2, of: [listing.mspId, operatorMspId, authorityMspId] } };
}

/** The provider’s claim is the grade until the authority says otherwise; only a claim that changed is written again. */
function claimedGrade(
  { id, version, content }: ListingRecord,
  before: GradeRecord | undefined,
  { authorityMspId }: Exchange,
): readonly Put<GradeRecord>[] {
  const grade = content.grade ?? 'general';
  if (before && (before.state === 'CLASSIFIED' || before.grade === grade)) return [];
  const put: Put<GradeRecord> = {
    key: keys.grade(id, version),
    action: 'submit',
    value: { grade, epoch: nextEpoch(before, grade), state: 'CLAIMED' },
  };
  return [before ? put : { ...put, policy: { atLeast: 1, of: [authorityMspId] } }];
}

function stancesOf({ id, version }: ListingRecord, { operatorMspId, authorityMspId }: Exchange): readonly Put<StanceRecord>[] {
  const pending = (slot: 'operator' | 'authority', mspId: string): Put<StanceRecord> => ({
    key: keys.stance('listing', versionId(id, version), slot),
    action: 'submit',
    value: { mspId, state: 'PENDING' },
    policy: { atLeast: 1, of: [mspId] },
  });
  return [pending('operator', operatorMspId), pending('authority', authorityMspId)];
}
