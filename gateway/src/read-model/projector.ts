import type { StateAccess } from '@databund/ledger-verifier';
import { advance, readCheckpoint, writeCheckpoint, type Checkpoint } from './checkpoint';
import { toKeyBytes } from './key-bytes';
import { readBlock, type BlockTransaction, type ReadBlock } from './read-block';
import type { ReadStore, Statement } from './read-store';

/** Writes the rows that follow from further tables for a block; its own writes are not in the store yet. */
export type Derive = (block: ReadBlock, checkpoint: Checkpoint) => Promise<readonly Statement[]>;

/** Projects blocks into the rows of a store: each block in one transaction with its checkpoint, in order, exactly once. */
export class Projector {
  private constructor(
    private readonly store: ReadStore,
    private readonly chaincode: string,
    private readonly derive: Derive,
    private last: Checkpoint | undefined,
  ) {}

  /** Continues where the store ends. */
  static async open(store: ReadStore, chaincode: string, derive: Derive = () => Promise.resolve([])): Promise<Projector> {
    return new Projector(store, chaincode, derive, await readCheckpoint(store));
  }

  /** The checkpoint after the last block; `undefined` before the first. */
  get checkpoint(): Checkpoint | undefined {
    return this.last;
  }

  /** The number of blocks. */
  get height(): number {
    return this.last?.height ?? 0;
  }

  /** Projects the next block. @throws ReadModelError BLOCK_FOREIGN, BLOCK_MISSING, BLOCK_FORKED @throws VerifierError if it cannot be read */
  async project(bytes: Uint8Array): Promise<void> {
    const block = readBlock(bytes, this.chaincode);
    const checkpoint = advance(this.last, block);
    const derived = await this.derive(block, checkpoint);
    await this.store.write([...writeBlock(block, checkpoint), ...derived, writeCheckpoint(checkpoint)]);
    this.last = checkpoint;
  }
}

function writeBlock({ number, headerHash, transactions }: ReadBlock, { time }: Checkpoint): readonly Statement[] {
  const sql = 'insert into block (number, hash, time, transactions) values (?, ?, ?, ?)';
  return [
    { sql, values: [number, headerHash, time, transactions.length] },
    ...transactions.flatMap((transaction) => writeTransaction(number, transaction)),
  ];
}

const insertTransaction = `insert into tx (block, position, id, flag, type, time, msp, actor, function, endorsers, event)
  values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;

function writeTransaction(block: number, transaction: BlockTransaction): readonly Statement[] {
  const { position, id, flag, type, time, mspId, actor, function: called, endorsers, event, accesses } = transaction;
  const values = [block, position, id, flag, type, time, mspId, actor, called, JSON.stringify(endorsers), event];
  const place = { block, position };
  return [
    { sql: insertTransaction, values },
    ...accesses.flatMap((access) => (access.collection === '' ? writePublic(place, access) : writePrivate(place, access))),
  ];
}

interface Place {
  readonly block: number;
  readonly position: number;
}

function writePublic(place: Place, { writes, policies }: StateAccess): readonly Statement[] {
  return [
    ...writes.flatMap(({ key, value }) => [
      ...replace('version', 'key', 'value', { ...place, name: toKeyBytes(key), value }),
      ...(value ? [] : [end('policy', 'key', place.block, toKeyBytes(key))]),
    ]),
    ...policies.flatMap(({ key, policy }) =>
      replace('policy', 'key', 'policy', { ...place, name: toKeyBytes(key), value: dropEmpty(policy) }),
    ),
  ];
}

function writePrivate(place: Place, { collection, writes }: StateAccess): readonly Statement[] {
  return writes.flatMap(({ key, value }) =>
    replace('anchor', 'name', 'hash', { ...place, name: `${collection} ${key}`, value: value && Buffer.from(value).toString('hex') }),
  );
}

interface Replacement extends Place {
  readonly name: string | Uint8Array;
  /** `undefined` deletes the key. */
  readonly value: string | Uint8Array | undefined;
}

/** Ends the version of a key that was valid, and begins another one unless the key is deleted. */
function replace(
  table: string,
  nameColumn: string,
  valueColumn: string,
  { block, position, name, value }: Replacement,
): readonly Statement[] {
  const sql = `insert into ${table} (${nameColumn}, from_block, position, value_column) values (?, ?, ?, ?)`;
  const ended = end(table, nameColumn, block, name);
  return value === undefined ? [ended] : [ended, { sql: sql.replace('value_column', valueColumn), values: [name, block, position, value] }];
}

/** Fabric's chaincode governs a key whose policy is empty. */
function dropEmpty(policy: Uint8Array | undefined): Uint8Array | undefined {
  return policy?.length === 0 ? undefined : policy;
}

function end(table: string, nameColumn: string, block: number, name: string | Uint8Array): Statement {
  return { sql: `update ${table} set to_block = ? where ${nameColumn} = ? and to_block is null`, values: [block, name] };
}
