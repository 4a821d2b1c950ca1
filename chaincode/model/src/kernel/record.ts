import { Type, type Static, type TObject, type TProperties } from '@sinclair/typebox';
import { decodeUtf8 } from './bytes';
import { listErrors } from './check';
import { Hash } from './hash';
import { Closed, Instant, MspId, Revision } from './forms';
import { Reason } from './text';

/** The last change of a record: who made it, when, and from which state to which. It is part of the record, so a key's history is the history of its changes. */
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
  "Revisions of a key run from 1 without a gap. `at` is the latest of the transaction's time and the times of what it read, so it never decreases.",
);
export type Change = Static<typeof Change>;

/** The schema version of the records that this code writes. */
export const schemaVersion = 1;

const sets = Type.Array(Type.String());

/**
 * One change of a record, as its organisation said it: the members that it set. `old` has values that it set and a later change replaced;
 * of long ones that were replaced twice, it has the hash.
 */
export const Said = Closed({
  change: Change,
  sets,
  /** True if a later change of the same kind by the same organisation replaces this one, as each window of a feed does. */
  isRepeated: Type.Optional(Type.Literal(true)),
  old: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
});
export type Said = Static<typeof Said>;

/** Describes how a record came to be: its earlier changes in order, and what its last change set. */
export const Trail = Closed({ earlier: Type.Array(Said), sets, isRepeated: Said.properties.isRepeated });
export type Trail = Static<typeof Trail>;

/** A record as stored: its content, state, schema version and last change, and the trail of its earlier changes. */
export type Recorded<T> = T & { readonly state: string; readonly schema: number; readonly change: Change; readonly trail?: Trail };

const Readable = Type.Object({
  state: Type.String(),
  schema: Type.Integer({ minimum: 1 }),
  change: Change,
  trail: Type.Optional(Trail),
});

/**
 * Parses a stored record. One that cannot be read counts as absent: its writer could also have deleted it, and an undeclared error
 * would block all others.
 */
export function parseRecord(bytes: Uint8Array): Recorded<object> | undefined {
  const value = parse(bytes);
  return isReadable(value) ? value : undefined;
}

function isReadable(value: unknown): value is Recorded<object> {
  return listErrors(Readable, value).length === 0;
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(decodeUtf8(bytes));
  } catch {
    return undefined;
  }
}

/** Declares how a record is shown: its members, its revision and its last change. */
export function ViewOf<P extends TProperties>(
  $id: string,
  properties: P,
): TObject<P & { revision: typeof Revision; change: typeof Change }> {
  return Type.Object({ ...properties, revision: Revision, change: Change }, { $id, additionalProperties: false });
}

/** Returns the part of a view that every record has: its revision and its last change. */
export function showChange(record: Recorded<object>): { revision: number; change: Change } {
  return { revision: record.change.revision, change: record.change };
}

/** The value of an index key. Only its presence matters. */
export interface IndexEntry {
  readonly schema: number;
}

/** Returns whether something is a stored record: what stands for a record that its organisation deleted has no change. */
export function isRecorded<T extends object>(record: T | undefined): record is Recorded<T> {
  return record !== undefined && 'change' in record;
}
