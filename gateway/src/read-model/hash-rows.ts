import { createHash } from 'node:crypto';
import { getNumber, type ReadStore, type Row } from './read-store';
import { comparedTables } from './tables';

const pageRows = 1_000;

/** Hashes all rows that follow from the blocks, in the order in which they were written: equal stores have equal hashes. */
export async function hashRows(store: ReadStore): Promise<string> {
  const hash = createHash('sha256');
  for (const table of comparedTables) {
    hash.update(`${table}\n`);
    for await (const row of listRows(store, table)) hash.update(`${JSON.stringify(Object.entries(row).map(showColumn))}\n`);
  }
  return hash.digest('hex');
}

async function* listRows(store: ReadStore, table: string): AsyncGenerator<Row> {
  let rows: readonly Row[];
  let last = 0;
  do {
    rows = await store.query(`select rowid as place, * from ${table} where rowid > ? order by rowid limit ?`, last, pageRows);
    yield* rows;
    last = rows.map((row) => getNumber(row, 'place')).at(-1) ?? last;
  } while (rows.length === pageRows);
}

function showColumn([name, value]: readonly [string, Row[string]]): readonly unknown[] {
  return value instanceof Uint8Array ? [name, 'bytes', Buffer.from(value).toString('base64')] : [name, value];
}
