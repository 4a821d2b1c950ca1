import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DevnetError } from '../errors';
import { hashBlockData, hashBlockHeader } from '../proto/block-header';
import type { ChannelConfig, Policy } from '../peer/types';
import { decodeBlock, encodeBlock, type StoredBlock } from './block';
import { BlockStore } from './block-store';
import { ChannelState } from './channel-state';
import { toCommittedBlock } from './committed-block';
import { beginChain } from './first-block';
import { readHistory } from './history';
import { parseTransaction } from './parse-transaction';
import { openStateDatabase, readHeight } from './state-database';
import type { StateDatabase } from './state-view';
import { StateSimulator } from './tx-simulator';
import type { ChaincodeDefinition, CommittedBlock, EndorsementNeed, Ledger } from './types';
import type { OrderedBlock, PrivateDataReader, SimulatorOptions, TransactionLocation, TxSimulator } from './types';

/** Folder and first configuration of a ledger. */
export interface LedgerOptions {
  readonly directory: string;
  /** PB(Envelope) of a new channel's first configuration; ignored if the ledger has blocks. */
  readonly genesisEnvelope: Uint8Array;
}

/** The ledger of one channel: blocks in a file, and the state that follows from them in a database. */
export class ChannelLedger implements Ledger {
  private readonly listeners = new Set<(block: CommittedBlock) => void>();
  /** Resolves when the last queued commit is done; commits run one after another. */
  private queue: Promise<unknown> = Promise.resolve();
  private isClosed = false;
  private announcedHeight: number;

  private constructor(
    private readonly blocks: BlockStore,
    private readonly state: ChannelState,
  ) {
    this.announcedHeight = this.height;
  }

  /** Opens a ledger and replays blocks that the state lacks. @throws LEDGER_IN_USE, BLOCKS_CORRUPT or STATE_CORRUPT */
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
      const height = await readHeight(database);
      if (height > blocks.height) throw makeAheadError(height, blocks.height, path);
      const genesis = await beginChain(blocks, genesisEnvelope);
      return new ChannelLedger(blocks, await ChannelState.open(database, blocks, genesis));
    } catch (error) {
      await blocks.close();
      throw error;
    }
  }

  get config(): ChannelConfig {
    return this.state.config;
  }

  get channelId(): string {
    return this.config.channelId;
  }

  get height(): number {
    return this.state.view.height;
  }

  get lastBlockHash(): Uint8Array {
    return this.state.tip.headerHash;
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

  readPrivateData(blockNumber: number, reader: PrivateDataReader): Promise<ReadonlyMap<number, Uint8Array>> {
    return this.state.readPrivateData(blockNumber, reader);
  }

  findTransaction(txId: string): TransactionLocation | undefined {
    return this.state.findTransaction(txId);
  }

  openSimulator({ mspId, txId = '', creator }: SimulatorOptions): TxSimulator {
    const view = this.state.view.retain();
    return new StateSimulator({
      view,
      mspId,
      txId,
      channelId: this.channelId,
      chaincodes: this.state.chaincodes,
      creator: creator && this.config.deserialize(creator),
      readHistory: (namespace, key) => readHistory(view, this.blocks, { namespace, key }),
    });
  }

  holdPrivateData(txId: string, privateRwset: Uint8Array): Promise<void> {
    return this.state.hold(txId, privateRwset);
  }

  findChaincodeDefinition(name: string): ChaincodeDefinition | undefined {
    return this.state.chaincodes.findDefinition(this.state.view, name);
  }

  findPolicies(chaincodeName: string, needs: readonly EndorsementNeed[]): readonly Policy[] {
    const own = needs.some(({ namespace }) => namespace === chaincodeName) ? [] : [makeEmptyNeed(chaincodeName)];
    return [...own, ...needs].flatMap((need) => [
      ...need.keyPolicies.map((bytes) => this.config.compileSignaturePolicy(bytes)),
      ...(need.defaultPolicy ? [this.findDefaultPolicy(need)] : []),
    ]);
  }

  findCollectionMembers(namespace: string, collection: string): readonly string[] | undefined {
    return this.state.chaincodes.findCollectionRules(this.state.view, namespace, collection)?.members;
  }

  onCommit(listener: (block: CommittedBlock) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Waits for queued commits, then closes blocks and state. */
  async close(): Promise<void> {
    await this.queue;
    this.isClosed = true;
    await this.blocks.close();
    await this.state.close();
  }

  private findDefaultPolicy({ namespace, collection }: EndorsementNeed): Policy {
    const { view, chaincodes } = this.state;
    const ofCollection = collection === '' ? undefined : chaincodes.findCollectionRules(view, namespace, collection)?.endorsementPolicy;
    const policy = ofCollection ?? chaincodes.findNamespacePolicy(view, namespace);
    if (!policy) throw new DevnetError('CHAINCODE_UNDEFINED', `chaincode ${namespace} is not defined on channel ${this.channelId}`);
    return policy;
  }

  private async commitNow(block: OrderedBlock): Promise<CommittedBlock> {
    if (this.isClosed) throw new DevnetError('LEDGER_STOPPED', 'the ledger is closed');
    if (this.state.failure !== undefined)
      throw new DevnetError('LEDGER_STOPPED', 'the ledger has stopped after a failed write', { cause: this.state.failure });
    this.checkIsNext(block);
    const validated = await this.state.validate(block);
    const { flags, commitHash } = validated;
    const stored: StoredBlock = { ...block, flags, commitHash, headerHash: hashBlockHeader(block) };
    const bytes = encodeBlock(stored);
    const updates = await this.state.preparePrivateUpdates(block.number, validated);
    await this.blocks.append(stored, bytes);
    await this.state.apply(stored, validated, updates);
    return this.announce(toCommittedBlock(stored, bytes, validated.transactions));
  }

  private readNextToAnnounce(): Promise<CommittedBlock | undefined> {
    return this.getCommittedBlock(this.announcedHeight);
  }

  private announce(block: CommittedBlock): CommittedBlock {
    this.announcedHeight = block.number + 1;
    for (const listener of this.listeners) listener(block);
    return block;
  }

  private async recoverNow(): Promise<void> {
    if (this.state.failure === undefined || this.isClosed) return;
    await this.state.reopen();
    for (let block = await this.readNextToAnnounce(); block; block = await this.readNextToAnnounce()) this.announce(block);
  }

  private checkIsNext(block: OrderedBlock): void {
    if (block.number !== this.height) throw makeOrderError(`expected block ${this.height}, got ${block.number}`);
    if (Buffer.compare(block.previousHash, this.lastBlockHash) !== 0)
      throw makeOrderError(`block ${block.number} does not follow the last one`);
    if (!hashBlockData(block.data).equals(block.dataHash)) throw makeOrderError(`data of block ${block.number} differs from its header`);
  }
}

/** Opens a channel's ledger, or creates it with this configuration. */
export function openLedger(directory: string, genesisEnvelope: Uint8Array): Promise<Ledger> {
  return ChannelLedger.open({ directory, genesisEnvelope });
}

function makeAheadError(height: number, blockHeight: number, path: string): DevnetError {
  const problem = `The state database is at height ${height}, ahead of the ${blockHeight} blocks in ${path}.`;
  return new DevnetError('STATE_CORRUPT', `${problem} Restore ${path} from a backup.`);
}

function makeOrderError(problem: string): DevnetError {
  return new DevnetError('BLOCK_OUT_OF_ORDER', problem);
}

function makeEmptyNeed(namespace: string): EndorsementNeed {
  return { namespace, collection: '', defaultPolicy: true, keyPolicies: [] };
}
