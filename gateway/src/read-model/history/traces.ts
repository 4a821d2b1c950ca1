import { fromStateKey, type Key } from '@databund/model';
import type { BlockOverlay } from '../block-overlay';
import type { BlockTransaction, ReadBlock } from '../read-block';
import type { Statement } from '../read-store';
import { findLinks, type Link } from './linked-record';

const insertTrace =
  'insert or ignore into trace (subject, block, position, kind, id, version, part, reason) values (?, ?, ?, ?, ?, ?, ?, ?)';

/** A link that a transaction wrote, with the reason that it gave. */
interface Traced extends Link {
  readonly type: string;
  readonly reason: string;
}

/** Derives the rows by which timelines are read: each transaction under every object in whose history it stands. */
export async function deriveTraces(overlay: BlockOverlay, block: ReadBlock): Promise<readonly Statement[]> {
  const statements: Statement[] = [];
  for (const transaction of block.transactions)
    for (const { object, subjects, reason } of dropImplied(await listTraced(overlay, transaction)))
      for (const subject of subjects) {
        const { kind, id, version, part } = object;
        const values = [subject, block.number, transaction.position, kind, id, version, part, reason];
        statements.push({ sql: insertTrace, values });
      }
  return statements;
}

async function listTraced(overlay: BlockOverlay, { id, accesses }: BlockTransaction): Promise<readonly Traced[]> {
  const traced: Traced[] = [];
  const written = accesses.filter(({ collection }) => collection === '').flatMap(({ writes }) => writes);
  for (const key of written.flatMap(({ key: stateKey }) => fromStateKey(stateKey) ?? [])) {
    const records = await listRecords(overlay, key);
    const { change } = records.at(-1) ?? {};
    const reason = change?.txId === id && change.reason ? JSON.stringify(change.reason) : '';
    traced.push(...(await findLinks({ key, records }, overlay)).map((link) => ({ ...link, type: key.type, reason })));
  }
  return traced.sort((one, other) => Number(one.reason === '') - Number(other.reason === '')); // The row with a reason is kept.
}

async function listRecords(overlay: BlockOverlay, key: Key) {
  const stored = key as Key<object>; // `as`: every stored record is an object.
  const found = [await overlay.before.find(stored), await overlay.find(stored)];
  return found.flatMap((record) => record ?? []);
}

/** Drops what is said of all versions if the step is about one of them, because that one shows it. */
function dropImplied(traced: readonly Traced[]): readonly Traced[] {
  const judged = new Set(traced.filter(({ object }) => object.version > 0).map(({ object }) => object.id));
  return traced.filter(({ type, object }) => type !== 'grade' || !judged.has(object.id));
}
