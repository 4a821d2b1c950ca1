import type { Connection } from './connection';
import { DatabundError } from './databund-error';
import { isChunkStream } from './is-chunk-stream';
import { readFrames } from './read-frames';

/** The number of blocks that are requested one by one before the current one is consumed. */
const blocksAhead = 7;
/** The number of streams that may end without a block before an error is reported. */
const mostIdleStreams = 5;

/** Blocks by their numbers, the last one excluded. */
interface BlockRange {
  readonly from: number;
  readonly height: number;
}

/** Yields blocks of the channel from one stream, which is opened again if it breaks off. A gateway without streams is asked for each block. */
export async function* readBlocks(connection: Connection, { from, height }: BlockRange): AsyncGenerator<Uint8Array> {
  let [next, idleStreams] = [from, 0];
  while (next < height) {
    const stream = await openStream(connection, next);
    if (!stream) {
      yield* fetchBlocks(connection, { from: next, height });
      return;
    }
    const before = next;
    for await (const block of stream) {
      if (next < height) yield block;
      next += 1;
    }
    idleStreams = next > before ? 0 : idleStreams + 1;
    if (idleStreams === mostIdleStreams)
      throw new DatabundError('NETWORK_UNAVAILABLE', { reason: `the gateway sends no block ${String(next)}, height ${String(height)}` }, 0);
  }
}

/** Opens a stream of blocks; `undefined` if the gateway has none. @throws DatabundError */
async function openStream(connection: Connection, from: number): Promise<AsyncIterable<Uint8Array> | undefined> {
  try {
    const { body } = await connection.sendForResponse({ method: 'GET', path: `/v1/audit/blocks?from=${String(from)}` });
    return isChunkStream(body) ? await readFrames(body) : undefined;
  } catch (error) {
    if (error instanceof DatabundError && error.code === 'ROUTE_NOT_FOUND') return undefined;
    throw error;
  }
}

async function* fetchBlocks(connection: Connection, { from, height }: BlockRange): AsyncGenerator<Uint8Array> {
  const ahead: Promise<Uint8Array>[] = [];
  for (let number = from; number < height || ahead.length > 0;) {
    for (; number < height && ahead.length < blocksAhead; number += 1) {
      const block = connection.readBytes({ method: 'GET', path: `/v1/audit/blocks/${String(number)}` });
      block.catch(() => undefined); // The error is thrown when the block's turn comes.
      ahead.push(block);
    }
    const next = await ahead.shift();
    if (next) yield next;
  }
}
