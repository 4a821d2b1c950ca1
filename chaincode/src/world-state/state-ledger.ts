import type { Iterators } from 'fabric-shim';
import type { ChaincodeStub } from './stub';
import { Refusal, fromStateKey, toStateKey, type Change, type Key, type Ledger, type Page, type Recorded } from '../model';
import { implicitCollection } from './private-state';
import { parseRecord, type StateReader } from './state-reader';

const defaultLimit = 50;

/** The shim leaves the metadata out where a page is empty: it has no bytes then. */
interface PageOfKeys {
  readonly iterator: Iterators.StateQueryIterator;
  readonly metadata?: { readonly bookmark?: string };
}

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

  async page(prefix: Key, { limit = defaultLimit, cursor }: { readonly limit?: number; readonly cursor?: string }): Promise<Page<Key>> {
    const bookmark = cursor === undefined ? '' : bookmarkOf(cursor, toStateKey(prefix));
    const found: PageOfKeys = await this.stub.getStateByPartialCompositeKeyWithPagination(prefix.type, [...prefix.parts], limit, bookmark);
    const items: Key[] = [];
    const { iterator } = found;
    for (let next = await iterator.next(); !next.done; next = await iterator.next()) {
      const key = fromStateKey(next.value.key);
      if (key) items.push(key);
    }
    await iterator.close();
    const following = found.metadata?.bookmark ?? '';
    return { items, ...(following !== '' && { next: Buffer.from(following, 'utf8').toString('base64url') }) };
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

/** A bookmark replaces the start of a scan, so one from elsewhere would read elsewhere. @throws CURSOR_INVALID */
function bookmarkOf(cursor: string, prefix: string): string {
  const bookmark = Buffer.from(cursor, 'base64url').toString('utf8');
  if (!bookmark.startsWith(prefix) || !bookmark.isWellFormed()) throw new Refusal('CURSOR_INVALID');
  return bookmark;
}
