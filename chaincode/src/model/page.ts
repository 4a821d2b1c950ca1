import type { Page } from './forms';
import type { Key } from './keys';
import type { Ledger } from './reader';

/** Reads the objects that an index names, page by page. What `read` does not find, or keeps from the caller, is left out. */
export async function readPage<T>(
  ledger: Ledger,
  prefix: Key,
  at: { readonly limit?: number; readonly cursor?: string },
  read: (id: string) => Promise<T | undefined>,
): Promise<Page<T>> {
  const { items, ...next } = await ledger.page(prefix, at);
  const objects: T[] = [];
  for (const { parts } of items) {
    const object = await read(parts.at(-1) ?? '');
    if (object !== undefined) objects.push(object);
  }
  return { items: objects, ...next };
}
