import { isHiddenFrom } from '../nouns/authorisation/seen';
import type { Page } from './forms';
import type { Key } from './keys';
import { readListed, type Listed, type PageAsked } from './page';
import type { Ledger } from './reader';
import { actorsOf, type Caller } from './transaction';

/** The two parties of what is listed here; who neither is nor oversees sees nothing of it. */
const parties = ['provider', 'buyer'] as const;
type Party = (typeof parties)[number];

/** What a list is asked for: attributes that its objects must have, and the page. */
export type Asked<A extends string> = Readonly<Partial<Record<A | Party, string | undefined>>> & PageAsked;

/** How objects are found: an index for each attribute, in the order in which they are tried, and all of them. */
export interface Found<A extends string, T> extends Pick<Listed<T>, 'isSpent'> {
  readonly by: Readonly<Record<A | Party, (value: string) => Key>>;
  readonly all: Key;
  /** The record that has the attributes. */
  readonly record: (id: string) => Key<Readonly<Record<NoInfer<A> | Party, string>>>;
  /** The whole object. */
  readonly read: (id: string) => Promise<T>;
}

/** Reads a page of what was asked for, from what the caller may see: every attribute that was given filters. */
export function readAsked<A extends string, T>(
  ledger: Ledger,
  asked: Asked<NoInfer<A>>,
  found: Found<A, T>,
  caller: Caller,
): Promise<Page<T>> {
  const { by, record, read, isSpent } = found;
  const names = namesOf(by).filter((name) => asked[name] !== undefined);
  return readListed(ledger, asked, {
    prefixes: isHiddenFrom(actorsOf(caller, [])) ? ownOf(asked, by, caller) : [overseenOf(asked, found)],
    read: async (id) => {
      const known = await ledger.find(record(id));
      return known && names.every((name) => known[name] === asked[name]) ? read(id) : undefined;
    },
    ...(isSpent && { isSpent }),
  });
}

/** For those who oversee, the first attribute that is given chooses the index. */
function overseenOf<A extends string>(asked: Asked<A>, { by, all }: Pick<Found<A, unknown>, 'by' | 'all'>): Key {
  for (const name of namesOf(by)) {
    const value = asked[name];
    if (value !== undefined) return by[name](value);
  }
  return all;
}

/**
 * Anybody else reads only its own: what it provides, then what it buys (nothing is both), or the one of them that it asked for. So no key
 * that it may not know is ever looked at, and a page’s end speaks of nothing else.
 */
function ownOf<A extends string>(asked: Asked<A>, by: Found<A, unknown>['by'], { participantId }: Caller): readonly Key[] {
  const named = parties.filter((party) => asked[party] === participantId);
  const open = parties.filter((party) => asked[party] === undefined);
  return (named.length > 0 ? named.slice(0, 1) : open).map((party) => by[party](participantId));
}

/** `as`: Object.keys forgets the key type. */
function namesOf<A extends string>(by: Readonly<Record<A | Party, unknown>>): readonly (A | Party)[] {
  return Object.keys(by) as (A | Party)[];
}
