import type { StateAccess, Version } from '@databund/ledger-verifier';
import { toStateKey, upgradeRecord, type Key, type RecordReader, type Recorded } from '@databund/model';
import { copyStored, readStoredRecord } from '../stored-record';

/** Number of records that are kept in parsed form. */
const mostRecords = 10_000;

interface StoredValue {
  readonly value: Uint8Array;
  readonly version: Version;
}

/** The public state of the exchange's chaincode after the blocks so far, read as the chaincode reads it. */
export class LedgerState implements RecordReader {
  private readonly values = new Map<string, StoredValue | undefined>();
  private readonly policies = new Map<string, Uint8Array | undefined>();
  private readonly records = new Map<string, Recorded<object> | undefined>();

  /** @param base a state whose keys show through and which is not changed */
  constructor(private readonly base?: LedgerState) {}

  find<T>(key: Key<T>): Promise<Recorded<T> | undefined> {
    return Promise.resolve(this.findNow(key));
  }

  /** Returns the record of a key; `undefined` if it does not exist or cannot be read. */
  findNow<T>(key: Key<T>, stateKey = toStateKey(key)): Recorded<T> | undefined {
    // The key's type determines the type of its records.
    return this.findRecord(stateKey, key.type) as Recorded<T> | undefined;
  }

  /** Returns the record under a state key of a type; `undefined` if the key is absent or the record cannot be read. */
  findRecord(key: string, type: string): Recorded<object> | undefined {
    if (!this.values.has(key)) return this.base?.findRecord(key, type);
    if (!this.records.has(key)) this.keepRecord(key, readRecord(type, this.values.get(key)?.value));
    return this.records.get(key);
  }

  private keepRecord(key: string, record: Recorded<object> | undefined): void {
    if (this.records.size >= mostRecords) this.records.clear();
    this.records.set(key, record);
  }

  /** Returns the version of a key; `undefined` if the key is absent. */
  findVersion(key: string): Version | undefined {
    return this.findStored(key)?.version;
  }

  private findStored(key: string): StoredValue | undefined {
    return this.values.has(key) ? this.values.get(key) : this.base?.findStored(key);
  }

  /** Returns the bytes under a key of this state, without its base. */
  findValue(key: string): Uint8Array | undefined {
    return this.values.get(key)?.value;
  }

  /** Applies what a valid transaction writes in the chaincode's public state. */
  apply({ writes, policies }: StateAccess, version: Version): void {
    for (const { key, value } of writes) this.write(key, value, version);
    for (const { key, policy } of policies) this.writePolicy(key, policy, version);
  }

  /** Writes a value, or deletes the key if the value is `undefined`. */
  write(key: string, value: Uint8Array | undefined, version: Version): void {
    this.values.set(key, value && { value: copyStored(value), version });
    this.records.delete(key);
    if (!value) this.policies.set(key, undefined);
  }

  /** Takes over what a state on top of this one changed. */
  adopt({ values, policies, records }: LedgerState): void {
    for (const [key, stored] of values) {
      this.values.set(key, stored);
      this.records.delete(key);
    }
    for (const [key, record] of records) this.keepRecord(key, record);
    for (const [key, policy] of policies) this.policies.set(key, policy);
  }

  /** Returns the endorsement policy of a key, as Fabric stores it; `undefined` if the chaincode's governs it. */
  findKeyPolicy(key: string): Uint8Array | undefined {
    return this.policies.has(key) ? this.policies.get(key) : this.base?.findKeyPolicy(key);
  }

  /** Gives a key an endorsement policy, and with it another version. */
  writePolicy(key: string, policy: Uint8Array | undefined, version: Version): void {
    this.policies.set(key, policy && new Uint8Array(policy));
    const stored = this.findStored(key);
    if (stored) this.values.set(key, { ...stored, version });
  }

  /** Counts the keys of this state, without its base. */
  get size(): number {
    return [...this.values.values()].filter((stored) => stored !== undefined).length;
  }
}

/** Reads a record; one that cannot be read is absent, as it is to the chaincode. */
function readRecord(type: string, value: Uint8Array | undefined): Recorded<object> | undefined {
  const record = value && readStoredRecord(value);
  return record && upgradeRecord({ type, parts: [] }, record);
}
