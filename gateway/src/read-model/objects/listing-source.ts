import { ListingStanding, listingStates, transactions, type Caller } from '@databund/model';
import { evaluateAt, findShown, type Moment } from '../evaluate-at';
import { getNumber, type ReadStore } from '../read-store';
import { RowFinder } from '../search/search-rows';
import { describeSeer } from '../search/sight';
import { readState, type ObjectAnswer } from './judge-object';
import { matchWords, type ListSource, type OpenSource, type Wanted } from './list-source';

/** A version of a listing. */
interface Version {
  readonly id: string;
  readonly version: number;
}

const shownMembers = Object.keys(ListingStanding.properties);

/** Returns the source of listings: each by its newest version that the caller may see and that has one of the states. */
export const openListings: OpenSource = async (wanted, reading, model): Promise<ListSource> => {
  const {
    store: { height },
    time,
    isPast,
  } = reading;
  const { filters, members, caller } = wanted;
  const { provider } = members;
  const query = {
    state: listingStates.filter((state) => filters.state?.includes(state) ?? true),
    ...(filters.since !== undefined && { since: filters.since }),
    ...(provider !== undefined && { provider: [provider] }),
  };
  const expression = await matchWords(wanted, reading, model);
  const finder = RowFinder.open(model.store, { query, height, time, seer: describeSeer(caller), isPast }, expression);
  return {
    find: async (limit, below) => {
      const rows = await finder.findVersions(limit, below);
      return { found: rows, isEnd: rows.length < limit };
    },
    read: async ({ id, version = 1 }, at) => {
      const standing = await readWanted({ id, version }, at, wanted);
      if (!standing) return undefined;
      for (const later of await findLater(model.store, { id, version }, height))
        if (await readWanted({ id, version: later }, at, wanted)) return undefined;
      return standing;
    },
    isShown: async ({ id, version = 1 }, at) => (await readStanding({ id, version }, at, caller)) !== undefined,
  };
};

async function readWanted(version: Version, at: Moment, { filters: { state }, caller }: Wanted): Promise<ObjectAnswer | undefined> {
  const standing = await readStanding(version, at, caller);
  return standing && (!state || state.includes(readState(standing))) ? standing : undefined;
}

/** Reads a version as a list of the ledger shows it, which is without its content; `undefined` if it is hidden. */
async function readStanding(version: Version, at: Moment, caller: Caller): Promise<ObjectAnswer | undefined> {
  const answer = await findShown(() => evaluateAt(transactions.GetListing, at, version, caller));
  if (typeof answer !== 'object' || answer === null) return undefined;
  return Object.fromEntries(Object.entries(answer).filter(([name]) => shownMembers.includes(name)));
}

/** Finds the later versions of a listing at a height. */
async function findLater(store: ReadStore, { id, version }: Version, height: number): Promise<readonly number[]> {
  const sql = `select distinct version from doc where listing = ? and version > ? and from_block < ? and (to_block is null or to_block >= ?)
    order by version`;
  return (await store.query(sql, id, version, height, height)).map((row) => getNumber(row, 'version'));
}
