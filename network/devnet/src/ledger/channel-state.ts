import { BlockChannelConfig } from '../peer/channel-config';
import { lifecycleNamespace } from '../peer/lifecycle';
import { decodeBlock, type StoredBlock } from './block';
import type { BlockStore } from './block-store';
import { ChaincodeDirectory } from './chaincode-directory';
import { HeldPrivateData } from './held-private-data';
import { codes } from './parsed-transaction';
import { PrivateUpdates } from './private-updates';
import { listBlockOperations, decodeTransactionPlace } from './state-operations';
import { encodeTransactionKey } from './state-keys';
import { readHeight, reopenStateDatabase } from './state-database';
import { StateCache } from './state-cache';
import { nameKey, StateView, type StateDatabase } from './state-view';
import { readPrivateSets } from './read-private-sets';
import type { OrderedBlock, PrivateDataReader, TransactionLocation } from './types';
import { replayBlock, validateBlock, type ValidatedBlock } from './validate-block';

/** View, held private data and last block at one height. */
interface Position {
  readonly view: StateView;
  readonly cache: StateCache;
  readonly held: HeldPrivateData;
  /** The last block of the state. */
  readonly tip: StoredBlock;
}

type Effects = Pick<ValidatedBlock, 'transactions' | 'batch'>;
type Verdict = Pick<ValidatedBlock, 'transactions' | 'flags'>;

/** The state database of a channel, with the private data that waits there for its transaction. */
export class ChannelState {
  readonly chaincodes: ChaincodeDirectory;
  /** The first failed write since the database was opened. */
  private firstFailure: unknown;

  private constructor(
    private readonly database: StateDatabase,
    private readonly blocks: BlockStore,
    readonly config: BlockChannelConfig,
    private at: Position,
  ) {
    this.chaincodes = new ChaincodeDirectory(config);
  }

  /** Replays the blocks that the state lacks. Block 0 contains the configuration. */
  static async open(database: StateDatabase, blocks: BlockStore, genesis: StoredBlock): Promise<ChannelState> {
    const config = new BlockChannelConfig(genesis.data[0] ?? new Uint8Array());
    const state = new ChannelState(database, blocks, config, await readPosition(database, blocks.lastBlock ?? genesis));
    await state.replay();
    return state;
  }

  /** The current state. */
  get view(): StateView {
    return this.at.view;
  }

  get tip(): StoredBlock {
    return this.at.tip;
  }

  /** The error of the first failed write, until `reopen`. */
  get failure(): unknown {
    return this.firstFailure;
  }

  findTransaction(txId: string): TransactionLocation | undefined {
    const place = this.database.getSync(encodeTransactionKey(txId));
    return place && decodeTransactionPlace(place);
  }

  /** Keeps PB(TxPvtReadWriteSet) until its transaction is in a block. */
  hold(txId: string, privateRwset: Uint8Array): Promise<void> {
    return this.guardWrite(this.at.held.hold(txId, privateRwset, this.view.height));
  }

  /** Reads the private data of a block that the peer of an organisation holds and a reader may see. */
  readPrivateData(blockNumber: number, { mspId, reader }: PrivateDataReader): Promise<ReadonlyMap<number, Uint8Array>> {
    const identity = this.config.deserialize(reader);
    return readPrivateSets(this.database, blockNumber, (namespace, collection) => {
      const rules = this.chaincodes.findCollectionRules(this.view, namespace, collection);
      if (!rules?.members.includes(mspId)) return false;
      return rules.memberPolicy ? rules.memberPolicy.evaluateIdentities([identity]) === undefined : rules.members.includes(identity.mspId);
    });
  }

  validate(block: OrderedBlock): Promise<ValidatedBlock> {
    return validateBlock(block, {
      view: this.view,
      config: this.config,
      chaincodes: this.chaincodes,
      isKnownTxId: (txId) => this.findTransaction(txId) !== undefined,
      previousCommitHash: this.tip.commitHash,
    });
  }

  /** Computes a block's changes of private data, and syncs that data to disk: the block contains only its hash. */
  async preparePrivateUpdates(blockNumber: number, validated: Verdict): Promise<PrivateUpdates> {
    const updates = this.computePrivateUpdates(blockNumber, validated);
    if (!updates.isEmpty) await this.guardWrite(this.at.held.flush());
    return updates;
  }

  /** Writes everything that follows from a stored block, then makes it visible to readers. */
  apply(block: StoredBlock, effects: Effects, updates: PrivateUpdates): Promise<void> {
    return this.guardWrite(this.applyInOneBatch(block, effects, updates));
  }

  /** Reopens the database after a failure and replays the blocks that it lacks. @throws the error of a new failure */
  async reopen(): Promise<void> {
    const { view, tip } = this.at;
    await reopenStateDatabase(this.database);
    this.at = await readPosition(this.database, this.blocks.lastBlock ?? tip);
    view.release();
    await this.replay();
    this.firstFailure = undefined;
  }

  async close(): Promise<void> {
    this.view.release();
    await this.database.close();
  }

  private computePrivateUpdates(blockNumber: number, { transactions, flags }: Verdict): PrivateUpdates {
    const updates = new PrivateUpdates(this.view, this.chaincodes, this.at.held);
    transactions.forEach((transaction, txIndex) => {
      if (flags[txIndex] === codes.VALID) updates.apply(transaction, { blockNumber, txIndex });
    });
    return updates;
  }

  private async applyInOneBatch(block: StoredBlock, { transactions, batch }: Effects, updates: PrivateUpdates): Promise<void> {
    const { view, cache, held } = this.at;
    const isNewTxId = (txId: string) => this.findTransaction(txId) === undefined;
    const operations = await listBlockOperations({ view, block, transactions, batch, updates, isNewTxId });
    const txIds = transactions.map(({ txId }) => txId);
    const released = held.release(txIds, block.number).map((key) => ({ type: 'del' as const, key }));
    await this.database.batch([...operations, ...released]);
    const definitions = batch.namespaces.has(lifecycleNamespace) ? undefined : view.definitions;
    cache.advance(
      block.number + 1,
      operations.map(({ key }) => nameKey(key)),
    );
    this.at = { view: new StateView(this.database, block.number + 1, cache, definitions), cache, held, tip: block };
    view.release();
  }

  private async replay(): Promise<void> {
    while (this.view.height < this.blocks.height) {
      const block = decodeBlock((await this.blocks.read(this.view.height)) ?? new Uint8Array());
      const effects = replayBlock(block, block.flags, this.view);
      await this.applyInOneBatch(block, effects, this.computePrivateUpdates(block.number, { ...effects, flags: block.flags }));
    }
  }

  /** Records a failed write, after which no other write may be trusted. */
  private async guardWrite<T>(write: Promise<T>): Promise<T> {
    try {
      return await write;
    } catch (error) {
      this.firstFailure ??= error;
      throw error;
    }
  }
}

async function readPosition(database: StateDatabase, tip: StoredBlock): Promise<Position> {
  const height = await readHeight(database);
  const held = new HeldPrivateData(database);
  await held.load(height);
  const cache = new StateCache(height);
  return { view: new StateView(database, height, cache), cache, held, tip };
}
