import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { hashBlockData, hashBlockHeader } from '../proto/block-header';
import { BlockChannelConfig } from '../peer/channel-config';
import { lifecycleNamespace } from '../peer/lifecycle';
import type { ChannelConfig, Policy } from '../peer/types';
import { decodeBlock, encodeBlock, type StoredBlock } from './block';
import { BlockStore } from './block-store';
import { ChaincodeDirectory } from './chaincode-directory';
import { toCommittedBlock } from './committed-block';
import { beginChain } from './first-block';
import { HeldPrivateData } from './held-private-data';
import { readHistory } from './history';
import { parseTransaction } from './parse-transaction';
import { codes } from './parsed-transaction';
import { PrivateUpdates } from './private-updates';
import { blockOperations, decodeTransactionPlace, readSavepoint } from './state-operations';
import { savepointKey, transactionKey } from './state-keys';
import { openStateDatabase, reopenStateDatabase } from './state-database';
import { StateView, type StateDatabase } from './state-view';
import { StateSimulator } from './tx-simulator';
import { LedgerError } from './types';
import type { ChaincodeDefinition, CommittedBlock, EndorsementNeed, Ledger } from './types';
import type { OrderedBlock, SimulatorOptions, TransactionLocation, TxSimulator } from './types';
import { replayBlock, validateBlock, type ValidatedBlock } from './validate-block';

/** Where a ledger stands, and what it begins with. */
export interface LedgerOptions {
  readonly directory: string;
  /** PB(Envelope) of the configuration that a new channel starts from; a ledger that has blocks keeps its own. */
  readonly genesisEnvelope: Uint8Array;
}

/** One channel's ledger: blocks in a file, and in a database the state that follows from them. */
export class ChannelLedger implements Ledger {
  readonly config: ChannelConfig;
  private readonly chaincodes: ChaincodeDirectory;
  private readonly listeners = new Set<(block: CommittedBlock) => void>();
  /** Commits run one after the other; one that failed on the way to the state stops all behind it. */
  private queue: Promise<unknown> = Promise.resolve();
  private failure: unknown;
  private isClosed = false;
  private announcedHeight = 0;
  private last: StoredBlock;

  private constructor(
    private readonly database: StateDatabase,
    private readonly blocks: BlockStore,
    private held: HeldPrivateData,
    private readonly parts: { readonly config: BlockChannelConfig; readonly last: StoredBlock; view: StateView },
  ) {
    this.config = parts.config;
    this.last = parts.last;
    this.chaincodes = new ChaincodeDirectory(parts.config);
  }

  /** Opens a ledger and brings the state up to the blocks. @throws LedgerError where it is in use or does not fit. */
  static async open({ directory, genesisEnvelope }: LedgerOptions): Promise<ChannelLedger> {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    const database = await openStateDatabase(join(directory, 'state'));
    try {
      return await ChannelLedger.openWith(database, join(directory, 'blocks'), genesisEnvelope);
    } catch (error) {
      await database.close();
      throw error;
    }
  }

  private static async openWith(database: StateDatabase, path: string, genesisEnvelope: Uint8Array): Promise<ChannelLedger> {
    const blocks = await BlockStore.open(path);
    try {
      const height = readSavepoint(await database.get(savepointKey));
      if (height > blocks.height)
        throw new LedgerError(`the state is at ${height}, ahead of ${blocks.height} blocks: restore ${path} from a copy`);
      const genesis = await beginChain(blocks, genesisEnvelope);
      const held = new HeldPrivateData(database);
      await held.load(height);
      const config = new BlockChannelConfig(genesis.data[0] ?? new Uint8Array());
      const last = blocks.lastBlock ?? genesis;
      const ledger = new ChannelLedger(database, blocks, held, { config, last, view: new StateView(database, height) });
      await ledger.replay();
      ledger.announcedHeight = ledger.height;
      return ledger;
    } catch (error) {
      await blocks.close();
      throw error;
    }
  }

  get channelId(): string {
    return this.config.channelId;
  }

  get height(): number {
    return this.parts.view.height;
  }

  get lastBlockHash(): Uint8Array {
    return this.last.headerHash;
  }

  commit(block: OrderedBlock): Promise<CommittedBlock> {
    const committed = this.queue.then(() => this.commitNow(block));
    this.queue = committed.catch(() => undefined);
    return committed;
  }

  recover(): Promise<void> {
    const recovered = this.queue.then(() => this.recoverNow());
    this.queue = recovered.catch(() => undefined);
    return recovered;
  }

  async getBlock(blockNumber: number): Promise<Uint8Array | undefined> {
    return blockNumber < this.height ? this.blocks.read(blockNumber) : undefined;
  }

  async getCommittedBlock(blockNumber: number): Promise<CommittedBlock | undefined> {
    const bytes = await this.getBlock(blockNumber);
    if (!bytes) return undefined;
    const block = decodeBlock(bytes);
    const transactions = block.data.map((envelope) => parseTransaction(envelope));
    return toCommittedBlock(block, bytes, transactions);
  }

  findTransaction(txId: string): TransactionLocation | undefined {
    const place = this.database.getSync(transactionKey(txId));
    return place && decodeTransactionPlace(place);
  }

  newSimulator({ mspId, txId = '', creator }: SimulatorOptions): TxSimulator {
    const view = this.parts.view.retain();
    return new StateSimulator({
      view,
      mspId,
      txId,
      channelId: this.channelId,
      chaincodes: this.chaincodes,
      creator: creator && this.config.deserialize(creator),
      readHistory: (namespace, key) => readHistory(view, this.blocks, { namespace, key }),
    });
  }

  holdPrivateData(txId: string, privateRwset: Uint8Array): Promise<void> {
    return this.writing(this.held.hold(txId, privateRwset, this.height));
  }

  chaincodeDefinition(name: string): ChaincodeDefinition | undefined {
    return this.chaincodes.definition(this.parts.view, name);
  }

  policiesFor(chaincodeName: string, needs: readonly EndorsementNeed[]): readonly Policy[] {
    const own = needs.some(({ namespace }) => namespace === chaincodeName) ? [] : [emptyNeed(chaincodeName)];
    return [...own, ...needs].flatMap((need) => [
      ...need.keyPolicies.map((bytes) => this.config.signaturePolicy(bytes)),
      ...(need.defaultPolicy ? [this.defaultPolicy(need)] : []),
    ]);
  }

  collectionMembers(namespace: string, collection: string): readonly string[] | undefined {
    return this.chaincodes.collectionRules(this.parts.view, namespace, collection)?.members;
  }

  onCommit(listener: (block: CommittedBlock) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Waits for the commits under way. */
  async close(): Promise<void> {
    await this.queue;
    this.isClosed = true;
    this.parts.view.release();
    await this.blocks.close();
    await this.database.close();
  }

  private defaultPolicy({ namespace, collection }: EndorsementNeed): Policy {
    const { view } = this.parts;
    const ofCollection = collection === '' ? undefined : this.chaincodes.collectionRules(view, namespace, collection)?.endorsementPolicy;
    const policy = ofCollection ?? this.chaincodes.namespacePolicy(view, namespace);
    if (!policy) throw new LedgerError(`chaincode ${namespace} is not defined on channel ${this.channelId}`);
    return policy;
  }

  private async commitNow(block: OrderedBlock): Promise<CommittedBlock> {
    if (this.isClosed) throw new LedgerError('the ledger is closed');
    if (this.failure !== undefined) throw new LedgerError('the ledger stands still after a failure', { cause: this.failure });
    this.refuseUnlessNext(block);
    const validated = await validateBlock(block, {
      view: this.parts.view,
      config: this.parts.config,
      chaincodes: this.chaincodes,
      isKnownTxId: (txId) => this.findTransaction(txId) !== undefined,
      previousCommitHash: this.last.commitHash,
    });
    const { flags, commitHash } = validated;
    const stored: StoredBlock = { ...block, flags, commitHash, headerHash: hashBlockHeader(block) };
    const bytes = encodeBlock(stored);
    const updates = this.privateUpdates(block.number, validated);
    if (!updates.isEmpty) await this.writing(this.held.sync());
    await this.blocks.append(stored, bytes);
    await this.writing(this.apply(stored, validated, updates));
    return this.announce(toCommittedBlock(stored, bytes, validated.transactions));
  }

  private nextToAnnounce(): Promise<CommittedBlock | undefined> {
    return this.getCommittedBlock(this.announcedHeight);
  }

  private announce(block: CommittedBlock): CommittedBlock {
    this.announcedHeight = block.number + 1;
    for (const listener of this.listeners) listener(block);
    return block;
  }

  /** The state is opened anew, at whatever block it is, and brought up to the blocks. */
  private async recoverNow(): Promise<void> {
    if (this.failure === undefined || this.isClosed) return;
    const { view } = this.parts;
    await reopenStateDatabase(this.database);
    const savepoint = readSavepoint(await this.database.get(savepointKey));
    this.held = new HeldPrivateData(this.database);
    await this.held.load(savepoint);
    this.parts.view = new StateView(this.database, savepoint);
    view.release();
    await this.replay();
    this.last = this.blocks.lastBlock ?? this.last;
    this.failure = undefined;
    for (let block = await this.nextToAnnounce(); block; block = await this.nextToAnnounce()) this.announce(block);
  }

  /** A write to the database that failed makes all that follow it doubtful. */
  private async writing<T>(write: Promise<T>): Promise<T> {
    try {
      return await write;
    } catch (error) {
      this.failure ??= error;
      throw error;
    }
  }

  private refuseUnlessNext(block: OrderedBlock): void {
    if (block.number !== this.height) throw new LedgerError(`expected block ${this.height}, got ${block.number}`);
    if (Buffer.compare(block.previousHash, this.lastBlockHash) !== 0)
      throw new LedgerError(`block ${block.number} does not follow the last one`);
    if (!hashBlockData(block.data).equals(block.dataHash)) throw new LedgerError(`data of block ${block.number} differ from its header`);
  }

  private privateUpdates(blockNumber: number, { transactions, flags }: Pick<ValidatedBlock, 'transactions' | 'flags'>): PrivateUpdates {
    const updates = new PrivateUpdates(this.parts.view, this.chaincodes, this.held);
    transactions.forEach((transaction, txIndex) => {
      if (flags[txIndex] === codes.VALID) updates.apply(transaction, { blockNumber, txIndex });
    });
    return updates;
  }

  /** Writes everything that follows from a stored block in one batch, then lets readers see it. */
  private async apply(block: StoredBlock, verdict: Pick<ValidatedBlock, 'transactions' | 'batch'>, updates: PrivateUpdates): Promise<void> {
    const { view } = this.parts;
    const { transactions, batch } = verdict;
    const isNewTxId = (txId: string) => this.findTransaction(txId) === undefined;
    const operations = await blockOperations({ view, block, transactions, batch, updates, isNewTxId });
    const txIds = transactions.map(({ txId }) => txId);
    const released = this.held.release(txIds, block.number).map((key) => ({ type: 'del' as const, key }));
    await this.database.batch([...operations, ...released]);
    const definitions = batch.namespaces.has(lifecycleNamespace) ? undefined : view.definitions;
    this.parts.view = new StateView(this.database, block.number + 1, definitions);
    this.last = block;
    view.release();
  }

  private async replay(): Promise<void> {
    while (this.height < this.blocks.height) {
      const bytes = await this.blocks.read(this.height);
      const block = decodeBlock(bytes ?? new Uint8Array());
      const { transactions, batch } = replayBlock(block, block.flags, this.parts.view);
      await this.apply(block, { transactions, batch }, this.privateUpdates(block.number, { transactions, flags: block.flags }));
    }
  }
}

/** Opens a channel's ledger, or begins it with this configuration. */
export function openLedger(directory: string, genesisEnvelope: Uint8Array): Promise<Ledger> {
  return ChannelLedger.open({ directory, genesisEnvelope });
}

function emptyNeed(namespace: string): EndorsementNeed {
  return { namespace, collection: '', defaultPolicy: true, keyPolicies: [] };
}
