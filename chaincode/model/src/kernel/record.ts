import { Type, type Static, type TObject, type TProperties } from '@sinclair/typebox';
import { errorsIn } from './check';
import { Hash } from './hash';
import { Closed, Instant, MspId, Reason, Revision } from './forms';

/** Who changed a key last, when, and from what to what. It lies inside the key’s value, so a key’s history is the history of its changes. */
export const Change = Closed(
  {
    revision: Revision,
    action: Type.String(),
    from: Type.String(),
    to: Type.String(),
    actor: Type.String(),
    mspId: MspId,
    certHash: Hash,
    txId: Type.String(),
    previousTxId: Type.Optional(Type.String()),
    at: Instant,
    reason: Type.Optional(Reason),
  },
  'Revisions of a key run 1..n; `at` is the later of the transaction’s time and that of what it read, so it never decreases.',
);
export type Change = Static<typeof Change>;

/** The version of the form of records that this code writes. */
export const schemaVersion = 2;

/** What lies under a key: its content, its state, its schema’s version and its last change. */
export type Recorded<T> = T & { readonly state: string; readonly schema: number; readonly change: Change };

const Readable = Type.Object({ state: Type.String(), schema: Type.Integer({ minimum: 1 }), change: Change });

/**
 * A record as it lies in the world state. What cannot be read is as absent: whoever could write it could have taken the record away,
 * and a refusal that nobody declares would keep the others from what is theirs.
 */
export function parseRecord(bytes: Uint8Array): Recorded<object> | undefined {
  const value = parse(bytes);
  return errorsIn(Readable, value).length === 0 ? (value as Recorded<object>) : undefined;
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    return undefined;
  }
}

/** How a record shows to those who may see it: its members, its revision and its last change. */
export function ViewOf<P extends TProperties>(
  $id: string,
  properties: P,
): TObject<P & { revision: typeof Revision; change: typeof Change }> {
  return Type.Object({ ...properties, revision: Revision, change: Change }, { $id, additionalProperties: false });
}

/** What of a record’s last change shows in a view. */
export function shown(record: Recorded<object>): { revision: number; change: Change } {
  return { revision: record.change.revision, change: record.change };
}

/** What lies under an index key: only that it is there. */
export interface IndexEntry {
  readonly schema: number;
}
