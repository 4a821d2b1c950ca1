import { ledger } from '@hyperledger/fabric-protos';
import { computeSha256 } from '../proto/bytes';
import { encodeHeldKey, heldRange, syncKey } from './state-keys';
import type { StateDatabase } from './state-view';

/** Number of blocks after which private data without a transaction is deleted, as on Fabric. */
const retentionBlocks = 1000;

/** Private data between endorsement and commit, on disk (Fabric's transient store). */
export class HeldPrivateData {
  /** Database keys by transaction, and the height at which the first was stored. */
  private readonly index = new Map<string, { readonly height: number; readonly keys: Buffer[] }>();
  /** The writes of a transaction's data that are under way. */
  private readonly writing = new Map<string, Promise<unknown>>();

  constructor(private readonly database: StateDatabase) {}

  async load(height: number): Promise<void> {
    for await (const key of this.database.keys(heldRange)) this.remember(key.toString('utf8', 1, key.indexOf(0)), key, height);
  }

  /** Stores each collection of PB(TxPvtReadWriteSet) under the hash that the transaction will contain. */
  async hold(txId: string, privateRwset: Uint8Array, height: number): Promise<void> {
    const parts = ledger.rwset.TxPvtReadWriteSet.deserializeBinary(privateRwset)
      .getNsPvtRwsetList()
      .flatMap((namespace) => namespace.getCollectionPvtRwsetList().map((part) => ({ namespace: namespace.getNamespace(), part })));
    const entries = parts.map(({ namespace, part }) => {
      const value = Buffer.from(part.getRwset_asU8());
      return { type: 'put' as const, key: encodeHeldKey(txId, namespace, part.getCollectionName(), computeSha256(value)), value };
    });
    // Endorsers that agree hold the same bytes, which are written once.
    const added = entries.filter(({ key }) => !this.isHeld(txId, key));
    for (const { key } of added) this.remember(txId, key, height);
    const before = this.writing.get(txId);
    const written = Promise.all([before, added.length > 0 ? this.database.batch(added) : undefined]);
    this.writing.set(txId, written);
    await written.finally(() => this.writing.get(txId) === written && this.writing.delete(txId));
  }

  /** Syncs all held data to disk, because a committed block contains only its hash. */
  flush(): Promise<void> {
    return this.database.put(syncKey, Buffer.alloc(0), { sync: true });
  }

  /** Finds PB(KVRWSet) of the collection with this hash; undefined if no endorser of this process made it. */
  find(txId: string, at: { namespace: string; collection: string; hash: Uint8Array }): Uint8Array | undefined {
    if (!this.index.has(txId)) return undefined;
    return this.database.getSync(encodeHeldKey(txId, at.namespace, at.collection, at.hash));
  }

  /** Forgets data of these transactions and data that is too old; returns the database keys to delete. */
  release(txIds: readonly string[], height: number): readonly Buffer[] {
    const old =
      height % 100 === 0 ? [...this.index].filter(([, held]) => held.height + retentionBlocks < height).map(([txId]) => txId) : [];
    return [...txIds, ...old].flatMap((txId) => {
      const keys = this.index.get(txId)?.keys ?? [];
      this.index.delete(txId);
      return keys;
    });
  }

  private isHeld(txId: string, key: Buffer): boolean {
    return this.index.get(txId)?.keys.some((each) => each.equals(key)) ?? false;
  }

  private remember(txId: string, key: Buffer, height: number): void {
    const known = this.index.get(txId);
    if (known) known.keys.push(key);
    else this.index.set(txId, { height, keys: [key] });
  }
}
