import type { Page } from './forms';
import type { Key } from './keys';
import { readPage } from './page';
import type { Ledger } from './reader';

/** What a list is asked for: attributes that its objects must have, and the page. */
export type Asked<A extends string> = Readonly<Partial<Record<A, string | undefined>>> & {
  readonly limit?: number;
  readonly cursor?: string;
};

/** How objects are found: an index for each attribute, in the order in which they are tried, and all of them. */
export interface Found<A extends string, T> {
  readonly by: Readonly<Record<A, (value: string) => Key>>;
  readonly all: Key;
  /** One object, with the record that has the attributes; nothing where the caller may not see it. */
  readonly read: (id: string) => Promise<{ readonly seen: T; readonly record: Readonly<Record<NoInfer<A>, string>> } | undefined>;
}

/** Reads a page of what was asked for: the first attribute that is given chooses the index, the others filter. */
export async function readAsked<A extends string, T>(
  ledger: Ledger,
  asked: Asked<NoInfer<A>>,
  { by, all, read }: Found<A, T>,
): Promise<Page<T>> {
  const { limit, cursor } = asked;
  const names = (Object.keys(by) as A[]).filter((name) => asked[name] !== undefined); // `as`: Object.keys forgets the key type.
  const [first] = names;
  const prefix = first === undefined ? all : by[first](asked[first] ?? '');
  return readPage(ledger, prefix, { ...(limit !== undefined && { limit }), ...(cursor !== undefined && { cursor }) }, async (id) => {
    const found = await read(id);
    return found && names.every((name) => found.record[name] === asked[name]) ? found.seen : undefined;
  });
}
