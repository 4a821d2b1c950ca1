import { Closed, Id, Revision, Version } from '../../kernel/forms';
import { hashJson } from '../../kernel/hash';
import { indexes, keys } from '../../kernel/keys';
import { forbids, lacks } from '../../kernel/lifecycle';
import type { Exchange } from '../exchange/records';
import type { Recorded } from '../../kernel/record';
import { need } from '../../kernel/reader';
import { stale } from '../../kernel/revision';
import { declareSubmit, type Put } from '../../kernel/transaction';
import { ListingContent } from './content';
import { contentInvalid, overLimit } from './limits';
import { ListingStanding, listingLife, type ListingPointer, type ListingRecord } from './records';
import {
  isHidden,
  isHiddenFrom,
  listingState,
  relateToListing,
  seeForAuthoring,
  seeListing,
  seeNewest,
  seePointer,
  type SeenForAuthoring,
  type SeenListing,
} from './seen';
import { standing } from './view';

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
    INPUT_INVALID: ({ command }) => contentInvalid(command.content),
    CONTENT_TOO_LARGE: ({ command, seen }) => overLimit(command.content, seen.exchange.parameters),
  },
  effect: ({ command: { id, content }, caller }) => ({
    puts: [
      draft({ id, version: 1, content, provider: caller.participantId, mspId: caller.mspId }, 'create'),
      newest(id, caller.participantId, 1),
    ],
    indexes: [indexes.listingsOf(caller.participantId, id)],
    events: [{ type: 'ListingCreated', id, version: 1 }],
  }),
  answer: ({ seen }) => standing(seen.made as SeenListing),
  emits: ['ListingCreated'],
});

/** What the transaction reads: the newest version, the one that is live, and the newest that the caller may see. */
export interface SeenForVersion extends SeenForAuthoring {
  readonly pointer: Recorded<ListingPointer>;
  readonly live: SeenListing | undefined;
  readonly shown: SeenListing;
}

/** Begins the next version of a listing, once the newest has come to its end or is listed. */
export const CreateListingVersion = declareSubmit<SeenForVersion>()({
  name: 'CreateListingVersion',
  noun: 'listing',
  verb: 'createVersion',
  summary: 'Begins the next version of a listing, once the newest is listed or has come to its end.',
  address: ['id'],
  input: Closed({ id: Id('lst'), version: Version, content: ListingContent }),
  output: ListingStanding,
  see: async (reader, { id, version }, { caller }) => {
    const pointer = await seePointer(reader, id);
    await reader.find(keys.listingVersion(id, version));
    return {
      ...(await seeListing(reader, id, pointer.newest)),
      pointer,
      live: pointer.live === undefined ? undefined : await seeListing(reader, id, pointer.live),
      shown: await seeNewest(reader, pointer, caller),
      exchange: await need(reader, keys.exchange(), 'EXCHANGE_NOT_FOUNDED'),
    };
  },
  relate: relateToListing,
  checks: {
    // By what the caller may see: whether a draft is hidden from it makes no difference.
    LISTING_NOT_FOUND: ({ seen, caller }) => (isHiddenFrom(seen.shown, caller) ? {} : undefined),
    NOT_PERMITTED: ({ is }) => lacks(listingLife, 'createVersion', is),
    ALREADY_EXISTS: ({ seen, command }) =>
      command.version === seen.pointer.newest
        ? { contentHash: hashJson({ id: command.id, version: command.version, content: seen.listing.content }) }
        : undefined,
    REVISION_CONFLICT: ({ seen, command }) =>
      command.version === seen.pointer.newest + 1 ? undefined : { seen: command.version - 1, is: seen.pointer.newest },
    VERSION_IN_PROGRESS: ({ seen, is }) =>
      forbids(listingLife, 'createVersion', listingState(seen), is) ??
      (seen.live && forbids(listingLife, 'createVersion', listingState(seen.live), is)),
    INPUT_INVALID: ({ command }) => contentInvalid(command.content),
    CONTENT_TOO_LARGE: ({ command, seen }) => overLimit(command.content, seen.exchange.parameters),
  },
  effect: ({ seen: { pointer }, command: { id, version, content }, caller }) => ({
    puts: [
      draft({ id, version, content, provider: caller.participantId, mspId: caller.mspId }, 'createVersion'),
      { key: keys.listing(id), action: 'createVersion', value: { ...pointer, newest: version } },
    ],
    events: [{ type: 'ListingCreated', id, version }],
  }),
  answer: ({ seen }) => standing(seen),
  emits: ['ListingCreated'],
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
    INPUT_INVALID: ({ command }) => contentInvalid(command.content),
    CONTENT_TOO_LARGE: ({ command, seen }) => overLimit(command.content, seen.exchange.parameters),
  },
  effect: ({ seen: { listing }, command: { content } }) => ({
    puts: [{ key: keys.listingVersion(listing.id, listing.version), action: 'edit', value: { ...listing, content } }],
    events: [{ type: 'ListingEdited', id: listing.id, version: listing.version }],
  }),
  answer: ({ seen }) => standing(seen),
  emits: ['ListingEdited'],
});

function draft(record: Omit<ListingRecord, 'state'>, action: string): Put<ListingRecord> {
  return { key: keys.listingVersion(record.id, record.version), action, value: { ...record, state: 'DRAFT' } };
}

function newest(id: string, provider: string, version: number): Put<ListingPointer> {
  return { key: keys.listing(id), action: 'create', value: { id, provider, newest: version, state: 'NOT_LIVE' } };
}
