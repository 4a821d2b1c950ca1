import { ReadModelError, type ReadStore, type Row, type Statement, type Value } from './read-store';
import { openDatabase, type SqliteDatabase, type SqliteDriver, type SqliteStatement } from './sqlite-drivers';

const mostStatements = 500;
/** A crash of the machine can lose the last blocks, never a part of one: they are read again. */
const settings = 'pragma journal_mode = wal; pragma synchronous = normal; pragma cache_size = -65536; pragma busy_timeout = 5000';

/** A store in one file of SQLite. */
export class SqliteStore implements ReadStore {
  private readonly prepared = new Map<string, SqliteStatement>();

  private constructor(private readonly database: SqliteDatabase) {}

  /** Opens or creates a store whose tables are these. @throws ReadModelError STORE_DAMAGED if the file has others, or is no database */
  static async open(path: string, tables: readonly string[], driver?: SqliteDriver): Promise<SqliteStore> {
    const database = await openDatabase(path, driver);
    try {
      database.exec(settings);
      createTables(database, tables);
      return new SqliteStore(database);
    } catch (error) {
      database.close();
      throw explain(error);
    }
  }

  query(sql: string, ...values: readonly Value[]): Promise<readonly Row[]> {
    return this.run(() =>
      this.prepare(sql)
        .all(...values.map(toDriver))
        .map(toRow),
    );
  }

  write(statements: readonly Statement[]): Promise<void> {
    return this.run(() => {
      this.database.exec('begin immediate');
      try {
        for (const { sql, values } of statements) this.prepare(sql).run(...values.map(toDriver));
        this.database.exec('commit');
      } catch (error) {
        this.database.exec('rollback');
        throw error;
      }
    });
  }

  /** Closes the file, after what stands beside it was written into it: one driver leaves that to a later time. */
  close(): Promise<void> {
    this.prepared.clear();
    return this.run(() => {
      try {
        this.database.exec('pragma wal_checkpoint(truncate)');
      } finally {
        this.database.close();
      }
    });
  }

  /** Runs work of the driver, which is done at once. */
  private async run<T>(work: () => T): Promise<T> {
    try {
      return await Promise.resolve(work());
    } catch (error) {
      throw explain(error);
    }
  }

  private prepare(sql: string): SqliteStatement {
    const known = this.prepared.get(sql);
    if (known) return known;
    if (this.prepared.size >= mostStatements) this.prepared.clear();
    const statement = this.database.prepare(sql);
    this.prepared.set(sql, statement);
    return statement;
  }
}

/** Creates the tables in an empty file. The file keeps their text, so that one with other tables is known. */
function createTables(database: SqliteDatabase, tables: readonly string[]): void {
  const text = tables.join(';\n');
  database.exec('create table if not exists definition (text text not null)');
  const [found] = database.prepare('select text from definition').all().map(toRow);
  if (found?.['text'] === text) return;
  if (found) throw new ReadModelError('STORE_DAMAGED', 'The store of the read model has the tables of another version.');
  database.exec('begin immediate');
  database.exec(text);
  database.prepare('insert into definition (text) values (?)').run(text);
  database.exec('commit');
}

/** Makes what each driver takes as bytes. */
function toDriver(value: Value): Value {
  return value instanceof Uint8Array ? Buffer.from(value.buffer, value.byteOffset, value.byteLength) : value;
}

/** Reads a row; one driver answers bytes as an ArrayBuffer. */
function toRow(row: unknown): Row {
  const entries = Object.entries(row ?? {}).map(([name, value]) => [
    name,
    value instanceof ArrayBuffer ? new Uint8Array(value) : (value as unknown),
  ]);
  return Object.fromEntries(entries) as Row; // `as`: SQLite has no other types of values.
}

/** Messages of SQLite about a file that was altered outside: a short file is an error of the disk, and a lost page can be the list of tables. */
const damages = /malformed|not a database|corrupt|disk image|disk i\/o|no such table|already exists|missing row|vtable constructor/i;

/** Names a damage. Drivers make errors outside the context of a caller, so their class says nothing. */
function explain(error: unknown): unknown {
  const message = typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : '';
  if (error instanceof ReadModelError || !damages.test(message)) return error;
  return new ReadModelError('STORE_DAMAGED', `The store of the read model is damaged: ${message}.`);
}
