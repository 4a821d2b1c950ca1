import type { ChannelConfig, Policy } from '../peer/types';

/** Where a value was written: block and index of the transaction in it. */
export interface StateVersion {
  readonly blockNumber: number;
  readonly txIndex: number;
}

/** One result of a scan. */
export interface KeyValue {
  readonly namespace: string;
  readonly key: string;
  readonly value: Uint8Array;
}

/** `[startKey, endKey)` in UTF-8 byte order; an empty end is the end of the namespace. With `collection`: of its plaintext. */
export interface KeyRange {
  readonly namespace: string;
  readonly startKey: string;
  readonly endKey: string;
  readonly collection?: string;
}

/** A batch of a scan, as Fabric's peer fetches it: up to 100, one peeked ahead, so `hasMore` promises a non-empty next batch. */
export interface ScanBatch {
  readonly results: readonly KeyValue[];
  readonly hasMore: boolean;
}

/** An open scan; what it fetched becomes the range query of the read-write set. */
export interface RangeScan {
  readBatch(): Promise<ScanBatch>;
  close(): Promise<void>;
}

/** One page of a paginated scan; an empty bookmark is the end. */
export interface Page {
  readonly results: readonly KeyValue[];
  readonly bookmark: string;
}

/** One entry of a key's history, newest first. */
export interface KeyModification {
  readonly txId: string;
  readonly value: Uint8Array;
  readonly timestamp: { readonly seconds: number; readonly nanos: number };
  readonly isDelete: boolean;
}

/** A collection of a chaincode definition, or an implicit one. */
export interface Collection {
  readonly name: string;
  /** PB(SignaturePolicyEnvelope) of its members. */
  readonly memberPolicy: Uint8Array;
  /** PB(ApplicationPolicy), where the collection has its own. */
  readonly endorsementPolicy?: Uint8Array;
  readonly blockToLive: number;
  readonly memberOnlyRead: boolean;
  readonly memberOnlyWrite: boolean;
  readonly requiredPeerCount: number;
}

/** A chaincode definition as committed in the namespace `_lifecycle`. */
export interface ChaincodeDefinition {
  readonly name: string;
  readonly sequence: number;
  readonly version: string;
  readonly initRequired: boolean;
  /** PB(ApplicationPolicy). */
  readonly endorsementPolicy: Uint8Array;
  readonly collections: readonly Collection[];
}

/** What validation will ask of a simulated transaction, for one namespace or one collection of it (`''`: public). */
export interface EndorsementNeed {
  readonly namespace: string;
  readonly collection: string;
  /** Whether the policy of the collection, or else of the chaincode, applies (some key written has none of its own, or nothing is written). */
  readonly defaultPolicy: boolean;
  /** PB(SignaturePolicyEnvelope) of the keys written that have their own, without repetition. */
  readonly keyPolicies: readonly Uint8Array[];
}

/** The outcome of a simulation. */
export interface SimulationResult {
  /** PB(TxReadWriteSet). */
  readonly publicRwset: Uint8Array;
  /** PB(TxPvtReadWriteSet), present when private data were written. */
  readonly privateRwset?: Uint8Array;
  readonly needs: readonly EndorsementNeed[];
  /** Collections read or written, for the rule that only members of every one may endorse where transient data is used. */
  readonly collections: readonly {
    readonly namespace: string;
    readonly collection: string;
    readonly isRead: boolean;
    readonly isWritten: boolean;
  }[];
  readonly hasWrites: boolean;
}

/**
 * Simulates one transaction upon one height, as one organisation's peer sees it. Reads do not see own writes.
 * Refusals are thrown as `LedgerError` with Fabric's text, to be prefixed `<TYPE> failed: transaction ID: <txid>: `.
 * Close it (or finish, which closes) or its snapshot stays.
 */
export interface TxSimulator {
  readonly height: number;
  /** The committed definition; records the read of its sequence, as every endorsed application transaction does. */
  chaincodeDefinition(name: string): ChaincodeDefinition | undefined;
  getState(namespace: string, key: string): Uint8Array | undefined;
  putState(namespace: string, key: string, value: Uint8Array): void;
  deleteState(namespace: string, key: string): void;
  getMetadata(namespace: string, key: string): ReadonlyMap<string, Uint8Array>;
  /** Replaces the whole metadata of the key; an empty map deletes it. */
  setMetadata(namespace: string, key: string, metadata: ReadonlyMap<string, Uint8Array>): void;
  openRange(range: KeyRange): RangeScan;
  readPage(range: KeyRange, page: { readonly size: number; readonly bookmark: string }): Promise<Page>;
  getPrivate(namespace: string, collection: string, key: string): Uint8Array | undefined;
  getPrivateHash(namespace: string, collection: string, key: string): Uint8Array | undefined;
  putPrivate(namespace: string, collection: string, key: string, value: Uint8Array): void;
  deletePrivate(namespace: string, collection: string, key: string): void;
  purgePrivate(namespace: string, collection: string, key: string): void;
  getPrivateMetadata(namespace: string, collection: string, key: string): ReadonlyMap<string, Uint8Array>;
  setPrivateMetadata(namespace: string, collection: string, key: string, metadata: ReadonlyMap<string, Uint8Array>): void;
  /** Newest first; reads committed data and records nothing. */
  getHistory(namespace: string, key: string): AsyncIterableIterator<KeyModification>;
  finish(): SimulationResult;
  close(): void;
}

/** A block as the orderer made it. The ledger adds validation flags and commit hash. */
export interface OrderedBlock {
  readonly number: number;
  readonly previousHash: Uint8Array;
  readonly dataHash: Uint8Array;
  /** PB(Envelope) each. */
  readonly data: readonly Uint8Array[];
  /** PB(Metadata), index 0: the orderer's signatures over the header. */
  readonly signatures: Uint8Array;
}

/** A transaction of a committed block, for commit status, chaincode events and filtered blocks. */
export interface CommittedTransaction {
  readonly txId: string;
  /** HeaderType; 3 is an endorser transaction. */
  readonly type: number;
  /** TxValidationCode. */
  readonly code: number;
  /** PB(ChaincodeEvent) of the action, where it has one (also where the transaction is not valid). */
  readonly event?: Uint8Array;
  readonly chaincodeName?: string;
}

/** A block with everything the peer knows about it. */
export interface CommittedBlock {
  readonly number: number;
  /** PB(common.Block), all metadata filled. */
  readonly bytes: Uint8Array;
  readonly headerHash: Uint8Array;
  readonly flags: Uint8Array;
  /** Empty for block 0. */
  readonly commitHash: Uint8Array;
  readonly transactions: readonly CommittedTransaction[];
}

/** Where a transaction stands: its first occurrence. */
export interface TransactionLocation {
  readonly blockNumber: number;
  readonly index: number;
  readonly code: number;
}

/** Options of a new simulation. */
export interface SimulatorOptions {
  /** The organisation whose peer simulates: its view of private data. */
  readonly mspId: string;
  /** Named in refusals. */
  readonly txId?: string;
  /** PB(SerializedIdentity) of the proposal's creator, for collections that only members read or write. */
  readonly creator?: Uint8Array;
}

/** The ledger of one channel, shared by the peers of one process. */
export interface Ledger {
  readonly channelId: string;
  readonly config: ChannelConfig;
  /** Number of blocks. */
  readonly height: number;
  /** Header hash of the last block. */
  readonly lastBlockHash: Uint8Array;
  /** Validates, stores and applies a block; calls are worked off in order. Resolves when durable and visible. @throws LedgerError unless it follows the last block. */
  commit(block: OrderedBlock): Promise<CommittedBlock>;
  /** Puts right what a failed write has left behind: a block that is stored then counts as committed. Does nothing where all is well. @throws what fails again */
  recover(): Promise<void>;
  /** PB(common.Block). */
  getBlock(blockNumber: number): Promise<Uint8Array | undefined>;
  getCommittedBlock(blockNumber: number): Promise<CommittedBlock | undefined>;
  findTransaction(txId: string): TransactionLocation | undefined;
  openSimulator(options: SimulatorOptions): TxSimulator;
  /** Keeps a simulation's private plaintext until its transaction commits (Fabric's transient store); call before answering Endorse. */
  holdPrivateData(txId: string, privateRwset: Uint8Array): Promise<void>;
  chaincodeDefinition(name: string): ChaincodeDefinition | undefined;
  /** The policies that validation will evaluate over the endorsements of this transaction; the invoked chaincode's own when it writes nothing. */
  findPolicies(chaincodeName: string, needs: readonly EndorsementNeed[]): readonly Policy[];
  /** MSP ids of the application's organisations that are members of the collection; undefined: no such collection. */
  findCollectionMembers(namespace: string, collection: string): readonly string[] | undefined;
  /** Called once a block, in order, after it is durable and visible. Returns how to stop. */
  onCommit(listener: (block: CommittedBlock) => void): () => void;
  close(): Promise<void>;
}

/** A refusal of the ledger, with Fabric's own text. */
export class LedgerError extends Error {
  override readonly name = 'LedgerError';
}
