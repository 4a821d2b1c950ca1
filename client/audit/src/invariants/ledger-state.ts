import { parseRecord, toStateKey, upgradeRecord, type Key, type Reader, type Recorded } from '@databund/model';
import type { Version } from '../state-access';

interface Held {
  readonly value: Uint8Array;
  readonly version: Version;
}

/** The public state of the exchange’s chaincode as the blocks so far leave it, read as the chaincode reads it. */
export class LedgerState implements Reader {
  /** Upon another state, which is not changed. */
  constructor(private readonly below?: LedgerState) {}

  private readonly held = new Map<string, Held | undefined>();
  private readonly parsed = new Map<string, Recorded<object> | undefined>();

  find<T>(key: Key<T>): Promise<Recorded<T> | undefined> {
    return Promise.resolve(this.recordAt(toStateKey(key), key.type) as Recorded<T> | undefined); // The key ties itself to the type of its value.
  }

  /** The record under a key of a type; nothing where there is none, or no record. */
  recordAt(key: string, type: string): Recorded<object> | undefined {
    if (!this.held.has(key)) return this.below?.recordAt(key, type);
    if (!this.parsed.has(key)) this.parsed.set(key, parse(type, this.held.get(key)?.value));
    return this.parsed.get(key);
  }

  /** The version of a key; nothing where it is absent. */
  versionOf(key: string): Version | undefined {
    return this.held.has(key) ? this.held.get(key)?.version : this.below?.versionOf(key);
  }

  /** Puts a value under a key, or takes it away. */
  write(key: string, value: Uint8Array | undefined, version: Version): void {
    this.held.set(key, value && { value, version });
    this.parsed.delete(key);
  }

  /** Notes that a key got another version with the value that it has. */
  touch(key: string, version: Version): void {
    const held = this.held.get(key);
    if (held) this.held.set(key, { ...held, version });
  }

  /** What lies under a key, byte for byte. */
  bytesAt(key: string): Uint8Array | undefined {
    return this.held.get(key)?.value;
  }

  /** How many keys there are. */
  get size(): number {
    return [...this.held.values()].filter((held) => held !== undefined).length;
  }
}

/** What cannot be read is as absent, as it is to the chaincode. */
function parse(type: string, value: Uint8Array | undefined): Recorded<object> | undefined {
  const record = value && parseRecord(value);
  return record && upgradeRecord({ type, parts: [] }, record);
}
