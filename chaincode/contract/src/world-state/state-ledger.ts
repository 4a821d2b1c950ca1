import type { ChaincodeStub } from './stub';
import { fromStateKey, parseRecord, toStateKey, type Change, type Key, type Ledger, type Recorded } from '@databund/model';
import { implicitCollection } from './private-state';
import type { StateReader } from './state-reader';

/** What an evaluate reads besides keys: pages, histories, and its caller’s organisation’s private data. */
export class StateLedger implements Ledger {
  constructor(
    private readonly stub: ChaincodeStub,
    private readonly reader: StateReader,
    private readonly callerMspId: string,
  ) {}

  find<T>(key: Key<T>): Promise<Recorded<T> | undefined> {
    return this.reader.find(key);
  }

  async page(prefix: Key, { limit, after }: { readonly limit: number; readonly after?: Key }): Promise<readonly Key[]> {
    // The least of the keys after it. A bookmark replaces the start of the scan, whatever it is.
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

  async history(key: Key): Promise<readonly Change[]> {
    const iterator = await this.stub.getHistoryForKey(toStateKey(key));
    const changes: Change[] = [];
    for (let next = await iterator.next(); !next.done; next = await iterator.next()) {
      const record = parseRecord(next.value.value);
      if (record) changes.push(record.change);
    }
    await iterator.close();
    return changes.reverse(); // Fabric gives the newest first.
  }

  async findPrivate(key: Key<string>): Promise<string | undefined> {
    const bytes = await this.stub.getPrivateData(implicitCollection(this.callerMspId), toStateKey(key));
    return bytes.length === 0 ? undefined : Buffer.from(bytes).toString('utf8');
  }
}
