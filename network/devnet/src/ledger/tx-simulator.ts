import { DevnetError } from '../errors';
import type { Identity } from '../peer/types';
import { listDefinitionKeys, lifecycleNamespace, encodeSequenceKey } from '../peer/lifecycle';
import type { ChaincodeDirectory, CollectionRules } from './chaincode-directory';
import { planEndorsement } from './endorsement-needs';
import { StateScan, totalQueryLimit } from './range-scan';
import { hashKey, RwsetBuilder, type CollectionSet, type Write } from './rwset-builder';
import type { StateView } from './state-view';
import type { ChaincodeDefinition, KeyModification, KeyRange, Page, RangeScan, SimulationResult, StateVersion, TxSimulator } from './types';
import { decodeMetadata, isSameVersion } from './versioned-value';

/** Dependencies of a simulation. */
export interface SimulationBasis {
  /** Retained by the caller; the simulation releases it. */
  readonly view: StateView;
  readonly channelId: string;
  readonly chaincodes: ChaincodeDirectory;
  readonly mspId: string;
  readonly txId: string;
  readonly creator: Identity | undefined;
  readonly readHistory: (namespace: string, key: string) => AsyncIterableIterator<KeyModification>;
}

type Metadata = ReadonlyMap<string, Uint8Array>;

/** Simulates one transaction (Fabric's `lockbased_txmgr` and `tx_simulator.go`). */
export class StateSimulator implements TxSimulator {
  readonly height: number;
  private readonly builder = new RwsetBuilder();
  /** Scans of private data have no namespace, because validation does not repeat them. */
  private readonly scans: { readonly scan: StateScan; readonly namespace?: string }[] = [];
  private hasWritten = false;
  private hasReadPage = false;
  private hasScannedPrivate = false;
  private isClosed = false;
  /** The namespaces whose definition was read, and recorded as read. */
  private readonly definitionsRead = new Set<string>();

  constructor(private readonly basis: SimulationBasis) {
    this.height = basis.view.height;
  }

  readChaincodeDefinition(name: string): ChaincodeDefinition | undefined {
    this.getState(lifecycleNamespace, encodeSequenceKey(name));
    return this.basis.chaincodes.findDefinition(this.basis.view, name);
  }

  getState(namespace: string, key: string): Uint8Array | undefined {
    const found = this.basis.view.getPublic(namespace, key);
    this.builder.openNamespace(namespace).reads.set(key, found?.version);
    return found?.value;
  }

  putState(namespace: string, key: string, value: Uint8Array): void {
    this.checkWritable();
    this.builder.openNamespace(namespace).writes.set(key, { value });
  }

  deleteState(namespace: string, key: string): void {
    this.putState(namespace, key, new Uint8Array());
  }

  getMetadata(namespace: string, key: string): Metadata {
    const found = this.basis.view.getPublic(namespace, key);
    this.builder.openNamespace(namespace).reads.set(key, found?.version);
    return decodeMetadata(found?.metadata);
  }

  setMetadata(namespace: string, key: string, metadata: Metadata): void {
    this.checkWritable();
    this.builder.openNamespace(namespace).metadata.set(key, metadata);
  }

  openRange(range: KeyRange): RangeScan {
    if (range.collection !== undefined) return this.openPrivateRange(range, range.collection);
    const scan = new StateScan(range, this.basis.view.scanPublic(range.namespace, range.startKey, range.endKey));
    this.scans.push({ scan, namespace: range.namespace });
    return scan;
  }

  async readPage(range: KeyRange, page: { readonly size: number; readonly bookmark: string }): Promise<Page> {
    this.refuseIf(this.hasWritten, 'Paginated queries are supported only in a read-only transaction');
    this.hasReadPage = true;
    const from = { ...range, startKey: page.bookmark === '' ? range.startKey : page.bookmark };
    const limit = page.size === 0 ? totalQueryLimit : Math.min(page.size, totalQueryLimit);
    const scan = new StateScan(from, this.basis.view.scanPublic(from.namespace, from.startKey, from.endKey), limit);
    this.scans.push({ scan, namespace: range.namespace });
    const result = await scan.readPage();
    await scan.close();
    return result;
  }

  getPrivate(namespace: string, collection: string, key: string): Uint8Array | undefined {
    this.checkReader(namespace, collection);
    const { view, mspId } = this.basis;
    const plaintext = view.getPrivate({ mspId, namespace, collection, key });
    const version = view.getHashed(namespace, collection, hashKey(key).toString('hex'))?.version;
    if (!isSameVersion(version, plaintext?.version)) throw makeNotAvailable(version, plaintext?.version);
    this.readHashed(namespace, collection, key);
    this.builder.openNamespace(namespace).openCollection(collection).isReadInPlain = true;
    return plaintext?.value;
  }

  /** Reads as Fabric's peer does for several keys at once: it trusts the plaintext that it has, without comparing it with the hash. */
  getSeveralPrivate(namespace: string, collection: string, keys: readonly string[]): readonly (Uint8Array | undefined)[] {
    this.checkReader(namespace, collection);
    const { view, mspId } = this.basis;
    const set = this.builder.openNamespace(namespace).openCollection(collection);
    set.isReadInPlain ||= keys.length > 0;
    return keys.map((key) => {
      const plaintext = view.getPrivate({ mspId, namespace, collection, key });
      set.reads.set(key, plaintext?.version);
      return plaintext?.value;
    });
  }

  getPrivateHash(namespace: string, collection: string, key: string): Uint8Array | undefined {
    this.readRules(namespace, collection);
    return this.readHashed(namespace, collection, key)?.value;
  }

  putPrivate(namespace: string, collection: string, key: string, value: Uint8Array): void {
    this.openForWrite(namespace, collection).writes.set(key, { value });
  }

  deletePrivate(namespace: string, collection: string, key: string): void {
    this.putPrivate(namespace, collection, key, new Uint8Array());
  }

  purgePrivate(namespace: string, collection: string, key: string): void {
    const write: Write = { value: new Uint8Array(), isPurge: true };
    this.openForWrite(namespace, collection).writes.set(key, write);
  }

  getPrivateMetadata(namespace: string, collection: string, key: string): Metadata {
    this.checkReader(namespace, collection);
    return decodeMetadata(this.readHashed(namespace, collection, key)?.metadata);
  }

  setPrivateMetadata(namespace: string, collection: string, key: string, metadata: Metadata): void {
    this.openForWrite(namespace, collection).metadata.set(key, metadata);
  }

  getHistory(namespace: string, key: string): AsyncIterableIterator<KeyModification> {
    return this.basis.readHistory(namespace, key);
  }

  finish(): SimulationResult {
    for (const { scan, namespace } of this.scans) {
      if (namespace !== undefined) this.builder.openNamespace(namespace).ranges.push(scan.toRangeQueryInfo());
    }
    const privateRwset = this.builder.buildPrivate();
    const needs = planEndorsement(this.builder, this.basis.view);
    const collectionsRead = [...this.builder.namespaces].flatMap(([namespace, set]) =>
      [...set.collections].flatMap(([collection, { isReadInPlain }]) => (isReadInPlain ? [{ namespace, collection }] : [])),
    );
    this.close();
    const publicRwset = this.builder.buildPublic();
    return { publicRwset, ...(privateRwset ? { privateRwset } : {}), needs, collectionsRead, hasWrites: needs.length > 0 };
  }

  close(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    for (const { scan } of this.scans) void scan.close();
    this.basis.view.release();
  }

  private openPrivateRange(range: KeyRange, collection: string): RangeScan {
    this.checkReader(range.namespace, collection);
    this.refuseIf(this.hasWritten, 'Queries on pvt data is supported only in a read-only transaction');
    this.hasScannedPrivate = true;
    const scan = new StateScan(range, this.basis.view.scanPrivate(this.basis.mspId, { ...range, collection }));
    this.scans.push({ scan });
    return scan;
  }

  private readHashed(namespace: string, collection: string, key: string) {
    const found = this.basis.view.getHashed(namespace, collection, hashKey(key).toString('hex'));
    this.builder.openNamespace(namespace).openCollection(collection).reads.set(key, found?.version);
    return found;
  }

  private openForWrite(namespace: string, collection: string): CollectionSet {
    const rules = this.readRules(namespace, collection);
    if (rules.memberOnlyWrite && !this.isMember(rules)) throw makeAccessDenied('write', namespace, collection);
    this.checkWritable();
    return this.builder.openNamespace(namespace).openCollection(collection);
  }

  private checkReader(namespace: string, collection: string): void {
    const rules = this.readRules(namespace, collection);
    if (rules.memberOnlyRead && !this.isMember(rules)) throw makeAccessDenied('read', namespace, collection);
  }

  private isMember(rules: CollectionRules): boolean {
    const { creator } = this.basis;
    return creator !== undefined && rules.memberPolicy?.evaluateIdentities([creator]) === undefined;
  }

  /** Reads a collection's rules and records reads of the whole definition, as Fabric's peer does. */
  private readRules(namespace: string, collection: string): CollectionRules {
    if (!this.definitionsRead.has(namespace)) for (const key of listDefinitionKeys(namespace)) this.getState(lifecycleNamespace, key);
    this.definitionsRead.add(namespace);
    const rules = this.basis.chaincodes.findCollectionRules(this.basis.view, namespace, collection);
    if (!rules)
      throw new DevnetError('SIMULATION_REJECTED', `collection ${this.basis.channelId}/${namespace}/${collection} could not be found`);
    return rules;
  }

  private checkWritable(): void {
    this.refuseIf(this.hasScannedPrivate, 'Transaction has already performed queries on pvt data. Writes are not allowed');
    this.refuseIf(this.hasReadPage, 'Transaction has already performed a paginated query. Writes are not allowed');
    this.hasWritten = true;
  }

  /** Rejects with Fabric's text, whose spelling is "unsuppored". */
  private refuseIf(condition: boolean, reason: string): void {
    if (condition) throw new DevnetError('SIMULATION_REJECTED', `txid [${this.basis.txId}]: unsuppored transaction. ${reason}`);
  }
}

function makeAccessDenied(access: 'read' | 'write', namespace: string, collection: string): DevnetError {
  const what = `tx creator does not have ${access} access permission on privatedata`;
  return new DevnetError('SIMULATION_REJECTED', `${what} in chaincodeName:${namespace} collectionName: ${collection}`);
}

function makeNotAvailable(publicVersion: StateVersion | undefined, privateVersion: StateVersion | undefined): DevnetError {
  const versions = `Public hash version = ${formatVersion(publicVersion)}, Private data version = ${formatVersion(privateVersion)}`;
  return new DevnetError('SIMULATION_REJECTED', `private data matching public hash version is not available. ${versions}`);
}

function formatVersion(version: StateVersion | undefined): string {
  return version ? `{BlockNum: ${version.blockNumber}, TxNum: ${version.txIndex}}` : '<nil>';
}
