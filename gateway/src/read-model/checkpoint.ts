import type { ReadBlock } from './read-block';
import { getBytes, getNumber, getText, ReadModelError, type ReadStore, type Statement } from './read-store';

/** The blocks that a store has: the ledger that they belong to, how many, and the hash of the last. */
export interface Checkpoint {
  readonly channel: string;
  /** The hash of block 0. */
  readonly genesis: Uint8Array;
  readonly height: number;
  readonly hash: Uint8Array;
  /** The time of the last block. */
  readonly time: string;
}

/** Reads the checkpoint of a store; `undefined` before the first block. */
export async function readCheckpoint(store: ReadStore): Promise<Checkpoint | undefined> {
  const [row] = await store.query('select channel, genesis, height, hash, time from checkpoint');
  return (
    row && {
      channel: getText(row, 'channel'),
      genesis: getBytes(row, 'genesis'),
      height: getNumber(row, 'height'),
      hash: getBytes(row, 'hash'),
      time: getText(row, 'time'),
    }
  );
}

/**
 * Returns the checkpoint after the next block. Its time never decreases, so that each time names one height.
 * @throws ReadModelError BLOCK_FOREIGN, BLOCK_MISSING, BLOCK_FORKED
 */
export function advance(checkpoint: Checkpoint | undefined, { number, headerHash, previousHash, channel, time }: ReadBlock): Checkpoint {
  if (!checkpoint) {
    if (number !== 0) throw makeMissing(number, 0);
    return { channel, genesis: headerHash, height: 1, hash: headerHash, time };
  }
  const { channel: known, height, hash, time: before } = checkpoint;
  const isOther = channel !== '' && channel !== known;
  if (isOther) throw new ReadModelError('BLOCK_FOREIGN', `Block ${String(number)} is of the channel ${channel}; expected ${known}.`);
  if (number !== height) throw makeMissing(number, height);
  if (!isSame(previousHash, hash)) throw makeForked(number);
  return { ...checkpoint, height: height + 1, hash: headerHash, time: time > before ? time : before };
}

/**
 * Requires that the last block of a store is one of a ledger that begins with block 0.
 * @throws ReadModelError BLOCK_FOREIGN if the ledger begins with another block, BLOCK_FORKED if it goes on with another
 */
export function requireSame({ genesis, height, hash }: Checkpoint, first: ReadBlock, last: ReadBlock): void {
  if (!isSame(first.headerHash, genesis))
    throw new ReadModelError('BLOCK_FOREIGN', 'The ledger begins with another block than the store of the read model.');
  if (!isSame(last.headerHash, hash)) throw makeForked(height - 1);
}

/** Writes a checkpoint in place of the one before. */
export function writeCheckpoint({ channel, genesis, height, hash, time }: Checkpoint): Statement {
  const sql = 'insert or replace into checkpoint (id, channel, genesis, height, hash, time) values (1, ?, ?, ?, ?, ?)';
  return { sql, values: [channel, genesis, height, hash, time] };
}

function makeMissing(number: number, expected: number): ReadModelError {
  return new ReadModelError('BLOCK_MISSING', `Block ${String(number)} came; expected block ${String(expected)}.`);
}

function makeForked(number: number): ReadModelError {
  return new ReadModelError('BLOCK_FORKED', `Block ${String(number)} does not continue the blocks in the store of the read model.`);
}

function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(one, other) === 0;
}
