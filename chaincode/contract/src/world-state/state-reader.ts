import type { ChaincodeStub } from './stub';
import { parseRecord, toStateKey, upgraded, type Key, type Reader, type Recorded } from '@databund/model';

/** Reads the world state, each key once, and remembers what it read. */
export class StateReader implements Reader {
  private readonly known = new Map<string, Recorded<object> | undefined>();

  constructor(private readonly stub: ChaincodeStub) {}

  /** What lies under a key; `undefined` where nothing does. */
  async find<T>(key: Key<T>): Promise<Recorded<T> | undefined> {
    const stateKey = toStateKey(key);
    if (!this.known.has(stateKey)) {
      const record = parseRecord(await this.stub.getState(stateKey));
      this.known.set(stateKey, record && upgraded(key.type, record));
    }
    return this.known.get(stateKey) as Recorded<T> | undefined; // The key ties itself to the type of its value.
  }

  /** What was read of a key, or written over it. */
  recall(key: Key): Recorded<object> | undefined {
    return this.known.get(toStateKey(key));
  }

  /** Takes a record that this transaction writes for what lies there. */
  remember(key: Key, record: Recorded<object>): void {
    this.known.set(toStateKey(key), record);
  }

  /** Every record that was read, and is there. */
  seenRecords(): readonly Recorded<object>[] {
    return [...this.known.values()].filter((record) => record !== undefined);
  }

  /** Reads only what is known: after the writing, nothing more comes into the transaction’s read set. */
  asKnown(): Reader {
    return { find: <T>(key: Key<T>) => Promise.resolve(this.recall(key) as Recorded<T> | undefined) };
  }
}
