import { Type } from '@sinclair/typebox';
import { declareSubmit, type Put } from '../../kernel/declare';
import { Closed, Id, Version } from '../../kernel/forms';
import type { Details } from '../../kernel/error-table';
import { Hash, hashJson } from '../../kernel/hash';
import { deriveListingId, isDerivedId } from '../../kernel/ids';
import { checkAllowed, checkPermitted } from '../../kernel/lifecycle';
import { expectWritten } from '../../kernel/reader';
import type { Recorded } from '../../kernel/record';
import { declareTransition } from '../../kernel/transition';
import type { Exchange } from '../exchange/records';
import { readExchange } from '../exchange/read-exchange';
import { checkQuota, putQuota, readQuota, type WithQuota } from '../quota/take-quota';
import { checkContent, checkSize } from './check-content';
import { ListingContent } from './content';
import { findListed } from './find-listed';
import { listingIndexes, listingKeys } from './keys';
import { listing, viewStanding } from './listing';
import { isListingHiddenFrom, readNewest, readPointer, relateToListing, type ListingFacts } from './read-listing';
import { readStanding, type StandingFacts } from './read-state';
import { ListingStanding, listingLifecycle, type ListingPointer, type ListingRecord } from './records';
import { stateOfListing } from './state';

/** All that is said of a version before it was submitted: nothing. */
const unsubmitted = {
  stances: undefined,
  grade: undefined,
  classified: undefined,
  resource: undefined,
  mandate: undefined,
  attestation: undefined,
  held: undefined,
  next: undefined,
} as const;

/** Facts that the creation of a listing reads. */
export interface CreationFacts extends WithQuota {
  readonly pointer: Recorded<ListingPointer> | undefined;
  readonly first: StandingFacts | undefined;
  readonly exchange: Recorded<Exchange>;
}

/** Creates a listing. Its draft is visible only to its provider and to those who oversee. */
export const CreateListing = declareSubmit<CreationFacts>()({
  name: 'CreateListing',
  begins: true,
  noun: 'listing',
  verb: 'create',
  summary: 'Creates a listing: version 1, a draft.',
  address: [],
  input: Closed({
    id: Id('lst'),
    content: ListingContent,
    origin: Type.Optional(Hash),
  }),
  output: ListingStanding,
  readErrors: ['EXCHANGE_NOT_FOUNDED'],
  read: async (reader, { id }, context) => {
    const pointer = await reader.find(listingKeys.listing(id));
    const first = await reader.find(listingKeys.listingVersion(id, 1));
    const exchange = await readExchange(reader);
    return {
      pointer,
      first: first && { ...unsubmitted, listing: first, exchange },
      exchange,
      quota: await readQuota(reader, 'draft', context),
    };
  },
  checks: {
    NOT_PERMITTED: ({ actors }) => checkPermitted(listingLifecycle, 'create', actors),
    // Only its own provider learns what exists, so that a retry recognizes itself.
    ALREADY_EXISTS: ({ facts, command: { origin }, caller }) =>
      facts.pointer &&
      (facts.first?.listing.provider === caller.participantId
        ? { contentHash: hashJson({ id: facts.first.listing.id, content: facts.first.listing.content, origin }) }
        : {}),
    ID_NOT_DERIVED: ({ command, caller }) => checkDerived(command, caller.participantId),
    INPUT_INVALID: ({ command }) => checkContent(command.content),
    CONTENT_TOO_LARGE: ({ command, facts }) => checkSize(command.content, facts.exchange.parameters),
    QUOTA_EXCEEDED: checkQuota,
  },
  effect: ({ facts, command: { id, content }, caller, caller: { participantId: provider, mspId } }) => ({
    puts: [
      putDraft({ id, version: 1, content, provider, mspId }, 'create'),
      { key: listingKeys.listing(id), action: 'create', value: { id, provider, mspId, newest: 1, state: 'KNOWN' as const } },
      ...putQuota({ facts, caller }),
    ],
    indexes: [listingIndexes.listingsOf(provider, id)],
    events: [{ type: 'ListingCreated', id, version: 1 }],
  }),
  answer: ({ facts, at }) => viewStanding(expectWritten(facts.first), at),
  emits: ['ListingCreated'],
});

/** Fails if a derived id is not derived from this provider and its origin: nobody can take the id of another provider's record. */
function checkDerived({ id, origin }: { readonly id: string; readonly origin?: Hash }, provider: string): Details | undefined {
  const derived = origin && deriveListingId(provider, origin);
  if (derived === undefined) return isDerivedId(id) ? { id, missing: ['origin'] } : undefined;
  return id === derived ? undefined : { id, expected: derived };
}

/** Facts that the creation of a version reads: the newest version, the listed one, and the newest that the caller may see. */
export interface VersionFacts extends StandingFacts, WithQuota {
  readonly pointer: Recorded<ListingPointer>;
  readonly listed: StandingFacts | undefined;
  readonly visible: ListingFacts;
}

export const CreateListingVersion = declareSubmit<VersionFacts>()({
  name: 'CreateListingVersion',
  begins: true,
  noun: 'listing',
  verb: 'createVersion',
  summary: 'Creates the next version of a listing, if the newest one is listed or has ended.',
  address: ['id'],
  input: Closed({ id: Id('lst'), version: Version, content: ListingContent }),
  output: ListingStanding,
  readErrors: ['LISTING_NOT_FOUND'],
  read: async (reader, { id, version }, context) => {
    const pointer = await readPointer(reader, id);
    await reader.find(listingKeys.listingVersion(id, version));
    return {
      ...(await readStanding(reader, id, pointer.newest)),
      pointer,
      listed: await findListed(reader, pointer, context.time),
      visible: await readNewest(reader, pointer, context.caller),
      quota: await readQuota(reader, 'draft', context),
    };
  },
  relate: relateToListing,
  checks: {
    // Judged by what the caller may see, so a hidden draft makes no difference.
    LISTING_NOT_FOUND: ({ facts, caller }) => (isListingHiddenFrom(facts.visible, caller) ? {} : undefined),
    NOT_PERMITTED: ({ actors }) => checkPermitted(listingLifecycle, 'createVersion', actors),
    ALREADY_EXISTS: ({ facts, command }) =>
      command.version === facts.pointer.newest
        ? { contentHash: hashJson({ id: command.id, version: command.version, content: facts.listing.content }) }
        : undefined,
    REVISION_CONFLICT: ({ facts, command }) =>
      command.version === facts.pointer.newest + 1 ? undefined : { expected: command.version - 1, actual: facts.pointer.newest },
    VERSION_IN_PROGRESS: ({ facts, actors, at }) =>
      checkAllowed(listingLifecycle, 'createVersion', stateOfListing(facts, at), actors) ??
      (facts.listed && checkAllowed(listingLifecycle, 'createVersion', stateOfListing(facts.listed, at), actors)),
    INPUT_INVALID: ({ command }) => checkContent(command.content),
    CONTENT_TOO_LARGE: ({ command, facts }) => checkSize(command.content, facts.exchange.parameters),
    QUOTA_EXCEEDED: checkQuota,
  },
  // A successor makes a version of what the provider that left has listed.
  effect: ({ facts, command: { id, version, content }, caller }) => ({
    puts: [
      putDraft({ id, version, content, provider: facts.listing.provider, mspId: caller.mspId }, 'createVersion'),
      { key: listingKeys.listing(id), action: 'createVersion', value: { ...facts.pointer, newest: version } },
      ...putQuota({ facts, caller }),
    ],
    events: [{ type: 'ListingCreated', id, version }],
  }),
  answer: ({ facts, at }) => viewStanding(facts, at),
  emits: ['ListingCreated'],
});

export const EditListing = declareTransition(listing, {
  name: 'EditListing',
  action: 'edit',
  summary: 'Changes the content of a draft.',
  event: 'ListingEdited',
  input: { content: ListingContent },
  checks: {
    INPUT_INVALID: ({ command }) => checkContent(command.content),
    CONTENT_TOO_LARGE: ({ command, facts }) => checkSize(command.content, facts.exchange.parameters),
  },
  head: ({ facts, command: { content } }) => ({ ...facts.listing, content }),
});

function putDraft(record: Omit<ListingRecord, 'state'>, action: string): Put<ListingRecord> {
  return { key: listingKeys.listingVersion(record.id, record.version), action, value: { ...record, state: 'DRAFT' } };
}
