import type { Blocks } from '@databund/ledger-verifier';

/** Blocks, and whether they have at least some bytes together. */
interface Sized {
  readonly isLong: boolean;
  readonly blocks: AsyncIterable<Uint8Array>;
}

/** Reads blocks until they have some bytes together or end. Returns all of them, from the first one on. */
export async function lookAhead(blocks: Blocks, leastBytes: number): Promise<Sized> {
  const rest = readAll(blocks);
  const first: Uint8Array[] = [];
  let bytes = 0;
  while (bytes < leastBytes) {
    const next = await rest.next();
    if (next.done) break;
    first.push(next.value);
    bytes += next.value.length;
  }
  return { isLong: bytes >= leastBytes, blocks: join(first, rest) };
}

async function* readAll(blocks: Blocks): AsyncGenerator<Uint8Array> {
  yield* blocks;
}

async function* join(first: Uint8Array[], rest: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for (let block = first.shift(); block; block = first.shift()) yield block;
  yield* rest;
}
