import type { Version } from '@databund/ledger-verifier';
import { nameCollection, toStateKey, type Key, type Recorded, type Store } from '@databund/model';
import { AuditError } from '../audit-error';
import type { LedgerState } from '../invariants/ledger-state';
import { namePrivateKey, type PrivateHashes } from './private-hashes';

/** The state before a transaction, read as its endorsers read it. Notes each key with the version that it has there. */
export class ReplayedLedger implements Store {
  /** Versions of the keys that were read; `undefined` if a key was absent. */
  readonly reads = new Map<string, Version | undefined>();
  /** The same of private keys whose hashes were read, by collection and hash of the key. */
  readonly hashReads = new Map<string, Version | undefined>();

  constructor(
    private readonly state: LedgerState,
    private readonly hashes: PrivateHashes,
  ) {}

  find<T>(key: Key<T>): Recorded<T> | undefined {
    const stateKey = toStateKey(key);
    this.reads.set(stateKey, this.state.findVersion(stateKey));
    return this.state.findNow(key, stateKey);
  }

  /** Returns the SHA-256, in hex, of what an organisation keeps under a key of its own collection. */
  findAnchor(mspId: string, key: Key): string | undefined {
    const name = namePrivateKey(nameCollection(mspId), toStateKey(key));
    const found = this.hashes.find(name);
    this.hashReads.set(name, found?.version);
    return found?.hash;
  }

  findKeyPolicy(key: Key): Promise<Uint8Array | undefined> {
    const stateKey = toStateKey(key);
    this.reads.set(stateKey, this.state.findVersion(stateKey));
    return Promise.resolve(this.state.findKeyPolicy(stateKey));
  }

  readPage(): Promise<never> {
    return rejectReading('pages');
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
