import type { ChannelConfig, Policy } from '../peer/types';

/** Version of a value: block number and index of the transaction in the block. */
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

/** `[startKey, endKey)` in UTF-8 byte order, of public keys or of a collection's plaintext; an empty end is the end of the namespace. */
export interface KeyRange {
  readonly namespace: string;
  readonly startKey: string;
  readonly endKey: string;
  readonly collection?: string;
}

/** A batch of a scan: up to 100 results. `hasMore` guarantees that the next batch is not empty. */
export interface ScanBatch {
  readonly results: readonly KeyValue[];
  readonly hasMore: boolean;
}

/** An open scan; the fetched keys become a range query in the read-write set. */
export interface RangeScan {
  readBatch(): Promise<ScanBatch>;
  close(): Promise<void>;
}

/** One page of a paginated scan; the last one has an empty bookmark. */
export interface Page {
  readonly results: readonly KeyValue[];
  readonly bookmark: string;
}

/** One entry of a key's history. */
export interface KeyModification {
  readonly txId: string;
  readonly value: Uint8Array;
  readonly timestamp: { readonly seconds: number; readonly nanos: number };
  readonly isDelete: boolean;
}

/** A collection of a chaincode definition. */
export interface Collection {
  readonly name: string;
  /** PB(SignaturePolicyEnvelope) of its members. */
  readonly memberPolicy: Uint8Array;
  /** PB(ApplicationPolicy), if the collection has its own. */
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

/** Policies that validation will evaluate for one namespace or one collection of it (`''` for public keys). */
export interface EndorsementNeed {
  readonly namespace: string;
  readonly collection: string;
  /** True if the policy of the collection, or else of the chaincode, applies: some written key has no policy, or nothing is written. */
  readonly defaultPolicy: boolean;
  /** Distinct PB(SignaturePolicyEnvelope) of the written keys that have one. */
  readonly keyPolicies: readonly Uint8Array[];
}

/** A collection of a namespace. */
export interface CollectionName {
  readonly namespace: string;
  readonly collection: string;
}

/** The outcome of a simulation. */
export interface SimulationResult {
  /** PB(TxReadWriteSet). */
  readonly publicRwset: Uint8Array;
  /** PB(TxPvtReadWriteSet), if private data was written. */
  readonly privateRwset?: Uint8Array;
  readonly needs: readonly EndorsementNeed[];
  /** Collections whose plaintext was read: only their members can endorse. Reads of hashes do not count. */
  readonly collectionsRead: readonly CollectionName[];
  readonly hasWrites: boolean;
}

/**
 * Simulates one transaction at one height for one organisation's peer; reads do not see the transaction's own writes.
 * The caller must call `finish` or `close`, or the snapshot stays open. @throws SIMULATION_REJECTED with Fabric's text
 */
export interface TxSimulator {
  readonly height: number;
  /** Reads the committed definition and records the read of its sequence, as every endorsed transaction does. */
  readChaincodeDefinition(name: string): ChaincodeDefinition | undefined;
  getState(namespace: string, key: string): Uint8Array | undefined;
  putState(namespace: string, key: string, value: Uint8Array): void;
  deleteState(namespace: string, key: string): void;
  getMetadata(namespace: string, key: string): ReadonlyMap<string, Uint8Array>;
  /** Replaces all metadata of the key; an empty map deletes it. */
  setMetadata(namespace: string, key: string, metadata: ReadonlyMap<string, Uint8Array>): void;
  openRange(range: KeyRange): RangeScan;
  readPage(range: KeyRange, page: { readonly size: number; readonly bookmark: string }): Promise<Page>;
  getPrivate(namespace: string, collection: string, key: string): Uint8Array | undefined;
  /** Reads several keys of one collection, whose plaintext it does not compare with the hashes. */
  getSeveralPrivate(namespace: string, collection: string, keys: readonly string[]): readonly (Uint8Array | undefined)[];
  getPrivateHash(namespace: string, collection: string, key: string): Uint8Array | undefined;
  putPrivate(namespace: string, collection: string, key: string, value: Uint8Array): void;
  deletePrivate(namespace: string, collection: string, key: string): void;
  purgePrivate(namespace: string, collection: string, key: string): void;
  getPrivateMetadata(namespace: string, collection: string, key: string): ReadonlyMap<string, Uint8Array>;
  setPrivateMetadata(namespace: string, collection: string, key: string, metadata: ReadonlyMap<string, Uint8Array>): void;
  /** Reads committed modifications, newest first, and records nothing. */
  getHistory(namespace: string, key: string): AsyncIterableIterator<KeyModification>;
  finish(): SimulationResult;
  close(): void;
}

/** A block of the orderer, without validation codes and commit hash. */
export interface OrderedBlock {
  readonly number: number;
  readonly previousHash: Uint8Array;
  readonly dataHash: Uint8Array;
  /** PB(Envelope) each. */
  readonly data: readonly Uint8Array[];
  /** PB(Metadata) with the orderer's signatures over the header. */
  readonly signatures: Uint8Array;
}

/** A transaction of a committed block, for commit status, chaincode events and filtered blocks. */
export interface CommittedTransaction {
  readonly txId: string;
  /** HeaderType; 3 is an endorser transaction. */
  readonly type: number;
  /** TxValidationCode. */
  readonly code: number;
  /** PB(ChaincodeEvent) of the action if it has one, even if the transaction is invalid. */
  readonly event?: Uint8Array;
  readonly chaincodeName?: string;
}

/** A committed block with everything that was computed for it. */
export interface CommittedBlock {
  readonly number: number;
  /** PB(common.Block) with all metadata. */
  readonly bytes: Uint8Array;
  readonly headerHash: Uint8Array;
  readonly flags: Uint8Array;
  /** Empty for block 0. */
  readonly commitHash: Uint8Array;
  readonly transactions: readonly CommittedTransaction[];
}

/** Location of a transaction's first occurrence. */
export interface TransactionLocation {
  readonly blockNumber: number;
  readonly index: number;
  readonly code: number;
}

/** Options of a new simulation. */
export interface SimulatorOptions {
  /** The organisation whose peer simulates; decides which private data is visible. */
  readonly mspId: string;
  /** Named in error texts. */
  readonly txId?: string;
  /** PB(SerializedIdentity) of the proposal's creator, for collections that only members may read or write. */
  readonly creator?: Uint8Array;
}

/** The peer that is asked for private data, by its organisation, and PB(SerializedIdentity) of who asks. */
export interface PrivateDataReader {
  readonly mspId: string;
  readonly reader: Uint8Array;
}

/** The ledger of one channel, shared by all peers of this process. */
export interface Ledger {
  readonly channelId: string;
  readonly config: ChannelConfig;
  /** Number of blocks. */
  readonly height: number;
  /** Header hash of the last block. */
  readonly lastBlockHash: Uint8Array;
  /** Validates, stores and applies a block; calls are queued. Resolves when the block is durable and visible. @throws BLOCK_OUT_OF_ORDER or LEDGER_STOPPED */
  commit(block: OrderedBlock): Promise<CommittedBlock>;
  /** Recovers from a failed write; a block that was stored then counts as committed. Does nothing if no write failed. @throws the error of a new failure */
  recover(): Promise<void>;
  /** Reads PB(common.Block); undefined above the height. */
  getBlock(blockNumber: number): Promise<Uint8Array | undefined>;
  getCommittedBlock(blockNumber: number): Promise<CommittedBlock | undefined>;
  /** Reads PB(TxPvtReadWriteSet) by transaction index of a block, as far as the peer holds it and the reader may see it. */
  readPrivateData(blockNumber: number, reader: PrivateDataReader): Promise<ReadonlyMap<number, Uint8Array>>;
  findTransaction(txId: string): TransactionLocation | undefined;
  openSimulator(options: SimulatorOptions): TxSimulator;
  /** Stores a simulation's private data until its transaction commits (Fabric's transient store); call before returning the endorsement. */
  holdPrivateData(txId: string, privateRwset: Uint8Array): Promise<void>;
  findChaincodeDefinition(name: string): ChaincodeDefinition | undefined;
  /** Finds the policies that validation will evaluate for a transaction; the invoked chaincode's policy if it writes nothing. */
  findPolicies(chaincodeName: string, needs: readonly EndorsementNeed[]): readonly Policy[];
  /** Finds the MSP ids of the collection's members; undefined if there is no such collection. */
  findCollectionMembers(namespace: string, collection: string): readonly string[] | undefined;
  /** Calls back once per block, in order, when it is durable and visible. Returns a function that unsubscribes. */
  onCommit(listener: (block: CommittedBlock) => void): () => void;
  close(): Promise<void>;
}
