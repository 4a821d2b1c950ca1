import type { Change, Recorded } from '@databund/model';
import type { ChangeSigner } from '../read-history';
import type { Read, StateAccess } from '../state-access';
import type { LedgerState } from './ledger-state';

/** A record that a transaction wrote: what its key is, and what lay there before. */
export interface RecordWrite {
  readonly key: string;
  /** The key’s type and attributes, as `keys` makes them. */
  readonly type: string;
  readonly parts: readonly string[];
  readonly record: Recorded<object>;
  readonly before: Recorded<object> | undefined;
}

/** A valid transaction of the exchange’s chaincode, in the order of the ledger. */
export interface Committed {
  readonly block: number;
  readonly txId: string;
  /** The transaction’s own time, milliseconds since 1970. */
  readonly timeMs: number;
  readonly creator: ChangeSigner | undefined;
  /** The organisations whose peers endorsed it: their signatures are checked when it is asked. */
  readonly endorsedBy: () => ReadonlySet<string>;
  readonly reads: readonly Read[];
  readonly writes: readonly RecordWrite[];
  /** The keys of records that were written so that nobody can read them. */
  readonly unreadable: readonly string[];
  /** All keys written, indexes too. */
  readonly writtenKeys: readonly string[];
  /** What was written into private collections, hashed. */
  readonly privately: readonly StateAccess[];
  /** The payload of its event. */
  readonly event: Uint8Array;
}

/** One time that an invariant was put to the test: it held, or was broken. */
export interface Outcome {
  readonly key?: string;
  /** What is wrong; nothing where it held. */
  readonly broken?: string | undefined;
}

/** The states before and after a transaction. */
export interface Around {
  readonly before: LedgerState;
  readonly after: LedgerState;
}

/** Puts an invariant to the test wherever a transaction could have broken it. What it must remember, it keeps. */
export type Examine = (transaction: Committed, around: Around) => Promise<readonly Outcome[]> | readonly Outcome[];

/** One of the invariants of the exchange, by its number in the rules. */
export interface Invariant {
  readonly number: number;
  readonly rule: string;
  /** Begins the examination of a ledger. */
  readonly begin: () => Examine;
}

/** An outcome that holds where nothing is said. */
export function outcome(key: string, broken: string | undefined | false): Outcome {
  return { key, ...(typeof broken === 'string' && { broken }) };
}

/** The writes of one type of key, as its records. The key ties itself to the type of its value. */
export function writesOf<T>({ writes }: Committed, type: string): readonly (RecordWrite & Typed<T>)[] {
  return writes.filter((write) => write.type === type) as unknown as readonly (RecordWrite & Typed<T>)[];
}

interface Typed<T> {
  readonly record: T & { readonly state: string; readonly change: Change };
  readonly before: (T & { readonly state: string; readonly change: Change }) | undefined;
}
