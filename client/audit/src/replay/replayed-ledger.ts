import type { Version } from '@databund/ledger-verifier';
import { hashBytes, nameCollection, toStateKey, type Key, type Recorded, type Store } from '@databund/model';
import { AuditError } from '../audit-error';
import { toHex } from '../bytes';
import type { LedgerState } from '../invariants/ledger-state';

/** The state before a transaction, read as its endorsers read it. Notes each key with the version that it has there. */
export class ReplayedLedger implements Store {
  /** Versions of the keys that were read; `undefined` if a key was absent. */
  readonly reads = new Map<string, Version | undefined>();

  /** Versions of the private hashes that were read, by collection and the hash of the key; `undefined` if a key was absent. */
  readonly hashReads = new Map<string, Version | undefined>();

  constructor(private readonly state: LedgerState) {}

  find<T>(key: Key<T>): Promise<Recorded<T> | undefined> {
    const stateKey = toStateKey(key);
    this.reads.set(stateKey, this.state.findVersion(stateKey));
    return this.state.find(key);
  }

  readPage(): Promise<never> {
    return rejectReading('pages');
  }

  findAnchor(mspId: string, key: Key): Promise<string | undefined> {
    const collection = nameCollection(mspId);
    const keyHash = hashBytes(toStateKey(key)).value;
    const found = this.state.findHash(collection, keyHash);
    this.hashReads.set(`${collection} ${keyHash}`, found?.version);
    return Promise.resolve(found && toHex(found.value));
  }

  findPrivate(): Promise<never> {
    return rejectReading('private data');
  }

  getPageLimit(): Promise<never> {
    return rejectReading('pages');
  }
}

function rejectReading(what: string): Promise<never> {
  return Promise.reject(
    new AuditError('NOT_REPLAYED', `A replay reads single keys, not ${what}: only queries do, and they write nothing.`),
  );
}
