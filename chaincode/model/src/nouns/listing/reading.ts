import { Type } from '@sinclair/typebox';
import { Closed, Id, OneOf, PageOf, Version, pageInput, type Page } from '../../kernel/forms';
import { History, readHistory } from '../../kernel/history';
import { all, indexes, keys, versionId } from '../../kernel/keys';
import { readPage } from '../../kernel/page';
import type { Ledger } from '../../kernel/reader';
import { declareEvaluate, type Caller } from '../../kernel/transaction';
import { ListingStanding, ListingView, listingStates } from './records';
import { isHidden, isHiddenFrom, listingState, relateToListing, seeListing, seeNewest, seePointer, type SeenListing } from './seen';
import { standing, viewListing } from './view';

const VersionOfListing = Closed({ id: Id('lst'), version: Type.Optional(Version) });

/** One version of a listing: the one asked for, else the newest that the caller may see. */
export const GetListing = declareEvaluate<SeenListing>()({
  name: 'GetListing',
  noun: 'listing',
  verb: 'get',
  summary: 'One version of a listing with its content: the one asked for, else the newest.',
  address: ['id'],
  input: VersionOfListing,
  output: ListingView,
  see: (ledger, { id, version }, { caller }) => seeVersion(ledger, id, version, caller),
  relate: relateToListing,
  checks: { LISTING_NOT_FOUND: ({ seen, is }) => (isHidden(seen, is) ? {} : undefined) },
  answer: ({ seen }) => viewListing(seen),
});

/** Every change of a version and of the stances upon it, first to last. */
export const GetListingHistory = declareEvaluate<SeenListing & { readonly changes: History }>()({
  name: 'GetListingHistory',
  noun: 'listing',
  verb: 'history',
  summary: 'Every change of a listing version and of the stances upon it, first to last.',
  address: ['id'],
  input: VersionOfListing,
  output: History,
  see: async (ledger, { id, version }, { caller }) => {
    const seen = await seeVersion(ledger, id, version, caller);
    const ids = [keys.listingVersion(id, seen.listing.version), ...stanceKeys(seen)];
    return { ...seen, changes: isHiddenFrom(seen, caller) ? [] : await readHistory(ledger, ids) };
  },
  relate: relateToListing,
  checks: { LISTING_NOT_FOUND: ({ seen, is }) => (isHidden(seen, is) ? {} : undefined) },
  answer: ({ seen }) => [...seen.changes],
});

/** Listings by their newest version that the caller may see: of one provider or of all. */
export const ListListings = declareEvaluate<Page<SeenListing>>()({
  name: 'ListListings',
  noun: 'listing',
  verb: 'list',
  summary: 'Listings, of one provider or of all, each by its newest version that you may see; without their content.',
  address: [],
  input: Closed({ provider: Type.Optional(Id('ptc')), state: Type.Optional(OneOf(...listingStates, 'SUSPENDED')), ...pageInput }),
  output: PageOf(ListingStanding),
  see: (ledger, { provider, state, ...page }, { caller }) =>
    readPage(ledger, provider === undefined ? all('listing') : indexes.listingsOf(provider), page, async (id) => {
      const seen = await seeVersion(ledger, id, undefined, caller);
      return !isHiddenFrom(seen, caller) && (state === undefined || listingState(seen) === state) ? seen : undefined;
    }),
  relate: () => [],
  checks: {},
  answer: ({ seen }) => ({ ...seen, items: seen.items.map(standing) }),
});

async function seeVersion(ledger: Ledger, id: string, version: number | undefined, caller: Caller): Promise<SeenListing> {
  if (version !== undefined) return seeListing(ledger, id, version);
  return seeNewest(ledger, await seePointer(ledger, id), caller);
}

function stanceKeys({ listing: { id, version }, stances }: SeenListing) {
  return stances ? (['operator', 'authority'] as const).map((slot) => keys.stance('listing', versionId(id, version), slot)) : [];
}
