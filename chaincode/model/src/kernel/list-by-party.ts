import type { Page } from './forms';
import { isCaller, listActors, type Caller } from './declare';
import type { Key } from './key';
import type { Actor } from './lifecycle';
import { readListed, type Listed, type PageRequest } from './page';
import type { Ledger } from './reader';

/** The two parties of an object. A caller that is neither and oversees nothing sees none of it. */
const parties = ['provider', 'buyer'] as const;
type Party = (typeof parties)[number];

const partiesAndOverseers: readonly Actor[] = ['object-provider', 'object-buyer', 'operator', 'authority', 'arbiter', 'auditor'];

/** Returns whether an object of two parties must look absent: only its parties and those who oversee see it. */
export function isHiddenFromStrangers(actors: ReadonlySet<Actor>): boolean {
  return !partiesAndOverseers.some((actor) => actors.has(actor));
}

/** The filters and the page that a list is asked for. */
export type FilteredRequest<A extends string> = Readonly<Partial<Record<A | Party, string | undefined>>> & PageRequest;

/** Indexes that find the objects of two parties: an index for each filter, in the order in which they are tried, and one of all. */
export interface PartyIndexes<A extends string, T> extends Pick<Listed<T>, 'isSpent'> {
  readonly by: Readonly<Record<A | Party, (value: string) => Key>>;
  readonly all: Key;
  /** The key of the record that has the filtered members. */
  readonly record: (id: string) => Key<Readonly<Record<NoInfer<A> | Party, string>>>;
  readonly read: (id: string) => Promise<T>;
}

/** Reads a page of the objects that a caller may see. Every filter that was given applies. @throws CURSOR_INVALID */
export function readByParty<A extends string, T>(
  ledger: Ledger,
  request: FilteredRequest<NoInfer<A>>,
  found: PartyIndexes<A, T>,
  caller: Caller,
): Promise<Page<T>> {
  const { by, record, read, isSpent } = found;
  const names = getNames(by).filter((name) => request[name] !== undefined);
  return readListed(ledger, request, {
    prefixes: isHiddenFromStrangers(listActors(caller, [])) ? ownPrefixes(request, by, caller) : [findFirstPrefix(request, found)],
    read: async (id) => {
      const known = await ledger.find(record(id));
      return known && names.every((name) => known[name] === request[name]) ? read(id) : undefined;
    },
    ...(isSpent && { isSpent }),
  });
}

/** Returns the index of the first filter that was given, for callers who oversee. */
function findFirstPrefix<A extends string>(request: FilteredRequest<A>, { by, all }: Pick<PartyIndexes<A, unknown>, 'by' | 'all'>): Key {
  for (const name of getNames(by)) {
    const value = request[name];
    if (value !== undefined) return by[name](value);
  }
  return all;
}

/**
 * Returns the indexes of a party and of those that it succeeds: what it provides, then what it buys, or the one that it asked for. No key
 * that it may not know of is ever read, so the end of a page says nothing of hidden objects.
 */
function ownPrefixes<A extends string>(request: FilteredRequest<A>, by: PartyIndexes<A, unknown>['by'], caller: Caller): readonly Key[] {
  const named = parties.filter((party) => request[party] !== undefined && isCaller(caller, request[party]));
  const open = parties.filter((party) => request[party] === undefined);
  if (named.length > 0) return named.slice(0, 1).map((party) => by[party](request[party] ?? caller.participantId));
  return open.flatMap((party) => [caller.participantId, ...(caller.succeeds ?? [])].map((id) => by[party](id)));
}

/** Returns the filter names in order. `as`: Object.keys forgets the key type. */
function getNames<A extends string>(by: Readonly<Record<A | Party, unknown>>): readonly (A | Party)[] {
  return Object.keys(by) as (A | Party)[];
}
