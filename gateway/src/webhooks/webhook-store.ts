import type { EventsQuery, Webhook } from '@databund/client';
import { getNumber, getText, makeDamaged, type ReadStore, type Row, type Value } from '../read-model/read-store';
import { SqliteStore } from '../read-model/sqlite-store';

/** Tables of the gateway's own state: nothing in them follows from the blocks. */
const tables: readonly string[] = [
  `create table webhook (
    id text primary key, msp text not null, participant text not null, url text not null, filters text not null, state text not null,
    place text not null, created_at text not null, failing_since text not null)`,
  'create index webhook_by_owner on webhook (msp, participant)',
  `create table dead_letter (
    number integer primary key, webhook text not null, event text not null, at text not null, reason text not null)`,
  'create index dead_letter_by_webhook on dead_letter (webhook, number)',
];

/** The participant that a webhook belongs to. */
export interface Owner {
  readonly mspId: string;
  readonly participantId: string;
}

/** A webhook as it is stored, without its dead letters. */
export interface StoredWebhook extends Pick<Webhook, 'id' | 'url' | 'state' | 'after' | 'createdAt'> {
  readonly owner: Owner;
  readonly filters: EventsQuery;
  /** Empty if the last attempt did not fail. */
  readonly failingSince: string;
}

/** Dead letters that are shown. */
const shownLetters = 100;

/** The webhooks of a gateway, in a file of their own. */
export class WebhookStore {
  private constructor(private readonly store: ReadStore) {}

  /** Opens or creates a store, and reads all of it. @throws ReadModelError STORE_DAMAGED */
  static async open(path: string): Promise<WebhookStore> {
    const opened = new WebhookStore(await SqliteStore.open(path, tables));
    try {
      await opened.requireWhole();
      return opened;
    } catch (error) {
      await opened.close();
      throw error;
    }
  }

  async add({ id, owner, url, filters, state, after, createdAt, failingSince }: StoredWebhook): Promise<void> {
    const values = [id, owner.mspId, owner.participantId, url, JSON.stringify(filters), state, after, createdAt, failingSince];
    await this.run('insert into webhook values (?, ?, ?, ?, ?, ?, ?, ?, ?)', ...values);
  }

  async find(id: string): Promise<StoredWebhook | undefined> {
    return (await this.store.query('select * from webhook where id = ?', id)).map(readWebhook)[0];
  }

  /** Returns all webhooks, or those of one participant. */
  async list(owner?: Owner): Promise<readonly StoredWebhook[]> {
    const rows = owner
      ? await this.store.query('select * from webhook where msp = ? and participant = ? order by id', owner.mspId, owner.participantId)
      : await this.store.query('select * from webhook order by id');
    return rows.map(readWebhook);
  }

  /** Describes a webhook for its owner. */
  async describe({ owner: _owner, failingSince, filters, ...webhook }: StoredWebhook): Promise<Webhook> {
    const { id } = webhook;
    const letters = await this.store.query(
      'select event, at, reason from dead_letter where webhook = ? order by number desc limit ?',
      id,
      shownLetters,
    );
    const [counted] = await this.store.query('select count(*) as count from dead_letter where webhook = ?', id);
    return {
      ...webhook,
      filters,
      ...(failingSince !== '' && { failingSince }),
      deadLetters: letters.map((row) => ({ event: getText(row, 'event'), at: getText(row, 'at'), reason: getText(row, 'reason') })),
      deadLetterCount: counted ? getNumber(counted, 'count') : 0,
    };
  }

  /** Notes that everything up to a place is done. */
  move(id: string, place: string): Promise<void> {
    return this.run('update webhook set place = ? where id = ?', place, id);
  }

  /** Notes that an event was taken. */
  noteDelivery(id: string, event: string): Promise<void> {
    return this.run("update webhook set place = ?, failing_since = '' where id = ?", event, id);
  }

  /** Notes since when nothing could be delivered. */
  noteFailure(id: string, since: string): Promise<void> {
    return this.run('update webhook set failing_since = ? where id = ?', since, id);
  }

  disable(id: string): Promise<void> {
    return this.run("update webhook set state = 'DISABLED' where id = ?", id);
  }

  /** Keeps an event that is given up, and goes on after it. */
  giveUp(id: string, { event, at, reason }: Webhook['deadLetters'][number]): Promise<void> {
    return this.store.write([
      { sql: 'insert into dead_letter (webhook, event, at, reason) values (?, ?, ?, ?)', values: [id, event, at, reason] },
      { sql: 'update webhook set place = ? where id = ?', values: [event, id] },
    ]);
  }

  /** Lets a webhook send again what follows a place. Its dead letters are dropped. */
  restart(id: string, place: string): Promise<void> {
    return this.store.write([
      { sql: 'delete from dead_letter where webhook = ?', values: [id] },
      { sql: "update webhook set place = ?, state = 'ACTIVE', failing_since = '' where id = ?", values: [place, id] },
    ]);
  }

  remove(id: string): Promise<void> {
    return this.store.write([
      { sql: 'delete from dead_letter where webhook = ?', values: [id] },
      { sql: 'delete from webhook where id = ?', values: [id] },
    ]);
  }

  close(): Promise<void> {
    return this.store.close();
  }

  private async requireWhole(): Promise<void> {
    const [found] = await this.store.query('pragma quick_check(1)');
    if (found?.['quick_check'] !== 'ok') throw makeDamaged('a page of its file is not what was written');
    await this.list();
  }

  private run(sql: string, ...values: readonly Value[]): Promise<void> {
    return this.store.write([{ sql, values }]);
  }
}

function readWebhook(row: Row): StoredWebhook {
  return {
    id: getText(row, 'id'),
    owner: { mspId: getText(row, 'msp'), participantId: getText(row, 'participant') },
    url: getText(row, 'url'),
    filters: parseFilters(getText(row, 'filters')),
    state: getText(row, 'state') === 'ACTIVE' ? 'ACTIVE' : 'DISABLED',
    after: getText(row, 'place'),
    createdAt: getText(row, 'created_at'),
    failingSince: getText(row, 'failing_since'),
  };
}

function parseFilters(text: string): EventsQuery {
  try {
    return JSON.parse(text) as EventsQuery; // `as`: the gateway wrote it.
  } catch {
    throw makeDamaged('filters are not JSON');
  }
}
