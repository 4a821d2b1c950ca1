import { encodeWrites, listStatements, parseRecord, toCanonicalJson, type RecordWrite, type Recorded, type Writes } from '@databund/model';
import { isOwn, type Plot } from './plot';
import { toRawWrites, type RawWrites } from './raw-writes';
import type { Scene } from './scene';

/** The writes of a forgery, or the reason why no writes are possible. */
export type Tampered = { readonly raw: RawWrites } | { readonly skipped: string };

/** Encodes writes in the name of the speaker; they are anchored only if its organisation takes part, for nobody else can. */
export function encode(plot: Plot, writes: Writes, anchoredBy = isOwn(plot) ? plot.scene.speaker.mspId : undefined): RawWrites {
  const { txId, time, reads, hashReads, answer } = plot.scene;
  const known = { txId, time, reads: [...reads], hashReads: [...hashReads], answer };
  if (anchoredBy !== undefined) return { ...toRawWrites(encodeWrites(writes, anchoredBy)), ...known };
  const { privately: _, ...open } = writes;
  const records = writes.records.map((record) => ({ ...record, anchors: [] }));
  return { ...toRawWrites(encodeWrites({ ...open, records }, plot.scene.speaker.mspId)), ...known };
}

/** Returns the write of a record with another value, and with the anchor that fits it. */
export function changeRecord(write: RecordWrite, change: (record: Recorded<object>) => Recorded<object>): RecordWrite {
  const record = normalize(change(write.record));
  const text = getLastText({ ...write, record });
  return { ...write, record, anchors: write.anchors.map((anchor) => ({ ...anchor, text })) };
}

/** Returns the text of the last statement of a record. */
export function getLastText({ key, record }: Pick<RecordWrite, 'key' | 'record'>): string {
  return listStatements(key, record).at(-1)?.text ?? '';
}

/** Puts members in the order in which they are stored. */
export function normalize(record: Recorded<object>): Recorded<object> {
  return parseRecord(Buffer.from(toCanonicalJson(record))) ?? record;
}

/** Returns the record that a key has now. */
export function readRecord({ ledger }: Scene, stateKey: string): Recorded<object> | undefined {
  const value = ledger.get('values', stateKey);
  return value && parseRecord(value);
}
