import { parseTransaction } from '@databund/devnet/internal/ledger/parse-transaction';
import { UpdateBatch, type Update } from '@databund/devnet/internal/ledger/update-batch';
import type { VersionedValue } from '@databund/devnet/internal/ledger/versioned-value';
import { computeCommitHash, encodeUpdates } from '@databund/devnet/internal/proto/commit-hash';

/** The state behind a ledger that is written by hand, as far as its commit hashes need it. */
export class ForgedState {
  private readonly values: Map<string, VersionedValue>;
  private commitHash: Uint8Array;

  constructor(before?: ForgedState) {
    this.values = new Map(before?.values);
    this.commitHash = before?.commitHash ?? new Uint8Array();
  }

  /** Returns a state that goes on from here by itself. */
  fork(): ForgedState {
    return new ForgedState(this);
  }

  /** Applies the valid transactions of a block. Returns its commit hash; empty for block 0. */
  apply(number: number, data: readonly Uint8Array[], flags: Uint8Array): Uint8Array {
    if (number === 0) return this.commitHash;
    const batch = new UpdateBatch({
      getPublic: (namespace, key) => this.values.get(`${namespace}/${key}`),
      getHashed: (namespace, collection, key) => this.values.get(`${namespace}/${collection}/${key}`),
    });
    for (const [txIndex, envelope] of data.entries()) {
      const { action } = parseTransaction(envelope);
      for (const namespace of flags[txIndex] === 0 ? (action?.namespaces ?? []) : [])
        batch.apply(namespace, { blockNumber: number, txIndex });
    }
    this.keep(batch);
    this.commitHash = computeCommitHash(flags, encodeUpdates(batch.namespaces), this.commitHash);
    return this.commitHash;
  }

  private keep({ namespaces }: UpdateBatch): void {
    for (const [namespace, { keys, collections }] of namespaces) {
      for (const [key, update] of keys) this.set(`${namespace}/${key}`, update);
      for (const [collection, updates] of collections)
        for (const [key, update] of updates) this.set(`${namespace}/${collection}/${key}`, update);
    }
  }

  private set(key: string, { value, version, metadata }: Update): void {
    if (value === undefined) this.values.delete(key);
    else this.values.set(key, { value, version, metadata });
  }
}
