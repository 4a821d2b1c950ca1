import {
  fromStateKey,
  nameCollection,
  parseRecord,
  readPageLimit,
  toStateKey,
  upgradeRecord,
  type Key,
  type Recorded,
  type Store,
} from '@databund/model';
import type { ChaincodeStub } from './stub';

/** The ledger as one transaction reads it through the peer. */
export class StubLedger implements Store {
  constructor(
    private readonly stub: ChaincodeStub,
    private readonly callerMspId: string,
  ) {}

  async find<T>(key: Key<T>): Promise<Recorded<T> | undefined> {
    const record = parseRecord(await this.stub.getState(toStateKey(key)));
    return record && upgradeRecord(key, record);
  }

  async readPage(prefix: Key, { limit, after }: { readonly limit: number; readonly after?: Key }): Promise<readonly Key[]> {
    // The smallest key after it. A bookmark replaces the start of the scan, whatever it is.
    const bookmark = after ? `${toStateKey(after)}\u0000` : '';
    const { iterator } = await this.stub.getStateByPartialCompositeKeyWithPagination(prefix.type, [...prefix.parts], limit, bookmark);
    const keys: Key[] = [];
    for (let next = await iterator.next(); !next.done; next = await iterator.next()) {
      const key = fromStateKey(next.value.key);
      if (key) keys.push(key);
    }
    await iterator.close();
    return keys;
  }

  async findAnchor(mspId: string, key: Key): Promise<string | undefined> {
    const hash = await this.stub.getPrivateDataHash(nameCollection(mspId), toStateKey(key));
    return hash.length === 0 ? undefined : Buffer.from(hash).toString('hex');
  }

  async findKeyPolicy(key: Key): Promise<Uint8Array | undefined> {
    return toPolicy(await this.stub.getStateValidationParameter(toStateKey(key)));
  }

  async findPrivate(key: Key<string>, mspId = this.callerMspId): Promise<string | undefined> {
    const bytes = await this.stub.getPrivateData(nameCollection(mspId), toStateKey(key));
    return bytes.length === 0 ? undefined : Buffer.from(bytes).toString('utf8');
  }

  getPageLimit(): Promise<number> {
    return readPageLimit(this);
  }
}

/** Returns a policy as the peer has it; the shim returns undefined for a key without one, although its types do not say so. */
function toPolicy(policy: Uint8Array | undefined): Uint8Array | undefined {
  return policy === undefined || policy.length === 0 ? undefined : policy;
}
