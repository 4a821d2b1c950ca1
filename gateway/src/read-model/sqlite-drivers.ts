/** A prepared statement, as far as both drivers behave alike: libsql answers `get` with an earlier call's row. */
export interface SqliteStatement {
  all(...values: readonly unknown[]): unknown[];
  run(...values: readonly unknown[]): unknown;
}

/** An open database of either driver. */
export interface SqliteDatabase {
  prepare(sql: string): SqliteStatement;
  exec(sql: string): unknown;
  close(): unknown;
}

/** A driver of SQLite: the one of Node itself, or a package. */
export type SqliteDriver = 'libsql' | 'node-sqlite';

interface NodeSqlite {
  readonly DatabaseSync: new (path: string) => SqliteDatabase;
}

type OpenDatabase = (path: string) => SqliteDatabase;

/** Node has a driver of its own from 22.5 on. */
function findNodeSqlite(): NodeSqlite | undefined {
  // The types of the oldest supported Node do not know the module.
  return process.getBuiltinModule('node:sqlite') as NodeSqlite | undefined;
}

/** Opens databases by each driver that this Node has; the first is the choice. */
export function listDrivers(): readonly SqliteDriver[] {
  return findNodeSqlite() ? ['node-sqlite', 'libsql'] : ['libsql'];
}

/** Opens a database in a file. @throws Error if it cannot be opened */
export async function openDatabase(path: string, driver = listDrivers()[0]): Promise<SqliteDatabase> {
  const sqlite = driver === 'node-sqlite' ? findNodeSqlite() : undefined;
  return sqlite ? new sqlite.DatabaseSync(path) : (await loadLibsql())(path);
}

async function loadLibsql(): Promise<OpenDatabase> {
  const { default: Database } = await import('libsql');
  return (path) => new Database(path);
}
