import { getText, type ReadStore, type Row } from '../read-model/read-store';
import { SqliteStore } from '../read-model/sqlite-store';

const tables: readonly string[] = [
  `create table request (
    id text primary key, fingerprint text not null, begun_at integer not null, transactions text not null, answer text not null)`,
  'create index request_by_time on request (begun_at)',
];

/** A request as it is kept: its transactions before they are sent, and then its answer. */
export interface KeptRequest {
  readonly fingerprint: string;
  readonly transactionIds: readonly string[];
  /** JSON; `undefined` as long as it has none. */
  readonly answer: string | undefined;
}

/** The requests with an idempotency key, in a file of the gateway. */
export class KeptRequests {
  private constructor(private readonly store: ReadStore) {}

  static async open(path: string): Promise<KeptRequests> {
    return new KeptRequests(await SqliteStore.open(path, tables));
  }

  async find(id: string): Promise<KeptRequest | undefined> {
    return (await this.store.query('select * from request where id = ?', id)).map(readRequest)[0];
  }

  /** Keeps a request that begins. */
  async begin(id: string, fingerprint: string, atMs: number): Promise<void> {
    await this.run('insert into request values (?, ?, ?, ?, ?)', id, fingerprint, atMs, '', '');
  }

  /** Keeps the id of a transaction that is sent next. */
  async addTransaction(id: string, transactionId: string): Promise<void> {
    await this.run("update request set transactions = transactions || ? || ' ' where id = ?", transactionId, id);
  }

  async keepAnswer(id: string, answer: string): Promise<void> {
    await this.run('update request set answer = ? where id = ?', answer, id);
  }

  /** Forgets a request of which nothing was sent. */
  async forget(id: string): Promise<void> {
    await this.run("delete from request where id = ? and transactions = ''", id);
  }

  /** Forgets requests that began before an instant. */
  async forgetBefore(atMs: number): Promise<void> {
    await this.run('delete from request where begun_at < ?', atMs);
  }

  close(): Promise<void> {
    return this.store.close();
  }

  private run(sql: string, ...values: readonly (string | number)[]): Promise<void> {
    return this.store.write([{ sql, values }]);
  }
}

function readRequest(row: Row): KeptRequest {
  const answer = getText(row, 'answer');
  return {
    fingerprint: getText(row, 'fingerprint'),
    transactionIds: getText(row, 'transactions').split(' ').filter(Boolean),
    answer: answer === '' ? undefined : answer,
  };
}
