import { Type } from '@sinclair/typebox';
import { declareEvaluate, type Caller } from '../../kernel/declare';
import { Closed, Id, OneOf, Version, pageInput } from '../../kernel/forms';
import { History, readHistory } from '../../kernel/history';
import type { Key } from '../../kernel/key';
import { checkVisible } from '../../kernel/noun';
import { emptyPage, readPage } from '../../kernel/page';
import { list, type WithChanges } from '../../kernel/queries';
import type { Ledger } from '../../kernel/reader';
import { makeStanceKey } from '../../kernel/stance';
import { getChangeTime } from '../../kernel/time';
import { declareTextRead } from '../../kernel/read-text';
import { normalizeAdcode } from '../../kernel/adcode';
import { listListingKeys, listingIndexes, listingKeys, makeVersionId } from './keys';
import { listing, viewListing, viewStanding } from './listing';
import {
  isListingHidden,
  findNewest,
  isListingHiddenFrom,
  readListing,
  readNewest,
  readPointer,
  relateToListing,
  type ListingFacts,
} from './read-listing';
import { completeStanding, type StandingFacts } from './read-state';
import { ListingStanding, ListingView, listingStates, type ListingRecord, type ListingState } from './records';
import { stateOfListing } from './state';

const AnyVersion = Closed({ id: Id('lst'), version: Type.Optional(Version) });

export const GetListing = declareEvaluate<StandingFacts>()({
  name: 'GetListing',
  noun: 'listing',
  verb: 'get',
  summary: 'Reads one version of a listing with its content. The default is the newest that you may see.',
  address: ['id'],
  input: AnyVersion,
  output: ListingView,
  readErrors: ['LISTING_NOT_FOUND'],
  read: async (ledger, { id, version }, { caller }) => completeStanding(ledger, await readVersion(ledger, id, version, caller)),
  relate: relateToListing,
  checks: checkVisible(listing),
  answer: ({ facts, at }) => viewListing(facts, at),
});

export const GetListingHistory = declareEvaluate<WithChanges<ListingFacts>>()({
  name: 'GetListingHistory',
  noun: 'listing',
  verb: 'history',
  summary: 'Reads every change of a listing version and of the stances on it, first to last.',
  address: ['id'],
  input: Closed({ ...AnyVersion.properties, ...pageInput }),
  output: History,
  readErrors: ['LISTING_NOT_FOUND', 'CURSOR_INVALID'],
  read: async (ledger, { id, version, ...page }, { caller }) => {
    const object = await readVersion(ledger, id, version, caller);
    const keys = [listingKeys.listingVersion(id, object.listing.version), ...listStanceKeys(object)];
    return { object, changes: isListingHiddenFrom(object, caller) ? emptyPage : await readHistory(ledger, keys, page) };
  },
  relate: ({ object }, caller) => relateToListing(object, caller),
  checks: { LISTING_NOT_FOUND: ({ facts, actors }) => (isListingHidden(facts.object, actors) ? {} : undefined) },
  answer: ({ facts: { changes } }) => ({ ...changes, items: [...changes.items] }),
});

export const GetListingText = declareTextRead(listing, {
  name: 'GetListingText',
  summary: 'Reads the words of a reason or an objection about a listing version, from the organisation that wrote it.',
  records: (facts, by) => listSpokenKeys(facts, by),
});

/** Lists listings by their newest visible version. */
export const ListListings = list({
  name: 'ListListings',
  noun: 'listing',
  summary: 'Lists the listings of one provider or of all, each by its newest version that you may see, without its content.',
  filters: { provider: Type.Optional(Id('ptc')), state: Type.Optional(OneOf(...listingStates)) },
  item: ListingStanding,
  read: (ledger, { provider, state, ...page }, caller, time) =>
    readPage(ledger, provider === undefined ? listListingKeys() : listingIndexes.listingsOf(provider), page, async (id) => {
      const mayBe = (listing: ListingRecord) => state === undefined || mayHaveState(listing, state);
      const found = await findNewest(ledger, await readPointer(ledger, id), caller, mayBe);
      const facts = found && (await completeStanding(ledger, found));
      if (!facts || state === undefined) return facts;
      return stateOfListing(facts, getChangeTime(time, [facts.listing.change.at])) === state ? facts : undefined;
    }),
  view: viewStanding,
});

/** Returns whether a version can have a state now, by what is stored. */
function mayHaveState({ state: stored }: ListingRecord, state: ListingState): boolean {
  if (state === 'SUSPENDED') return stored === 'NOTICE' || stored === 'DELISTED';
  return stored === (state === 'LISTED' || state === 'SUPERSEDED' ? 'NOTICE' : state);
}

async function readVersion(ledger: Ledger, id: string, version: number | undefined, caller: Caller): Promise<ListingFacts> {
  if (version !== undefined) return readListing(ledger, id, version);
  return readNewest(ledger, await readPointer(ledger, id), caller);
}

function listStanceKeys({ listing: { id, version }, stances }: ListingFacts): readonly Key[] {
  return stances ? (['operator', 'authority'] as const).map((slot) => makeStanceKey('listing', makeVersionId(id, version), slot)) : [];
}

/** Returns the keys of what is said about a version beside its head. */
function listSpokenKeys(facts: ListingFacts, by: string | undefined): readonly Key[] {
  const { id, version, content } = facts.listing;
  const { spatial, theme = [] } = content;
  return [
    ...listStanceKeys(facts),
    listingKeys.grade(id),
    ...(by === undefined ? [] : [listingKeys.objection(id, version, by)]),
    ...(spatial?.adcode === undefined ? [] : theme.map((each) => listingKeys.authoritative(each, normalizeAdcode(spatial.adcode ?? '')))),
  ];
}
