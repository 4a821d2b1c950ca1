import type { Read, StateAccess } from '@databund/ledger-verifier';
import type { Recorded } from '@databund/model';
import type { ChangeSigner } from '../change-signer';
import type { LedgerState } from './ledger-state';

/** A record that a transaction wrote, and the record that was there before. */
export interface RecordWrite<T extends object = object> {
  /** The state key. */
  readonly key: string;
  /** The key's type and attributes, as `keys` makes them. */
  readonly type: string;
  readonly parts: readonly string[];
  readonly record: Recorded<T>;
  readonly before: Recorded<T> | undefined;
}

/** A valid transaction of the exchange's chaincode. */
export interface CommittedTransaction {
  readonly block: number;
  readonly txId: string;
  /** The transaction's timestamp, milliseconds since 1970. */
  readonly timeMs: number;
  readonly creator: ChangeSigner | undefined;
  /** Returns the organisations whose peers endorsed it. The signatures are checked when it is called. */
  readonly listEndorsers: () => ReadonlySet<string>;
  readonly reads: readonly Read[];
  readonly writes: readonly RecordWrite[];
  /** Keys of records that were written in a form that cannot be read. */
  readonly unreadable: readonly string[];
  /** Writes into private collections, as hashes. */
  readonly privateWrites: readonly StateAccess[];
  /** Payload of the chaincode's event; empty without an event. */
  readonly event: Uint8Array;
}

/** The result of one application of an invariant: it held, or it was broken. */
export interface Outcome {
  readonly key?: string;
  /** The reason why the invariant is broken; absent if it held. */
  readonly broken?: string | undefined;
}

/** The public state before and after a transaction. */
export interface StatePair {
  readonly before: LedgerState;
  readonly after: LedgerState;
}

/** Outcomes, at once if nothing had to be read for them. */
export type Outcomes = Promise<readonly Outcome[]> | readonly Outcome[];

/** Applies an invariant to a transaction that could break it: one outcome per application. */
export type CheckTransaction = (transaction: CommittedTransaction, states: StatePair) => Outcomes;

/** One of the invariants of the exchange. */
export interface Invariant {
  /** Number in the rules, 1 to 16. */
  readonly number: number;
  /** Name in the rules, such as `frozen content`. */
  readonly name: string;
  readonly rule: string;
  /** Begins the check of a ledger. The function that it returns keeps what it must remember. */
  readonly begin: () => CheckTransaction;
}

/** Makes an outcome for a key: broken if a reason is given. */
export function makeOutcome(key: string, broken: string | undefined | false): Outcome {
  return { key, ...(typeof broken === 'string' && { broken }) };
}

/** Selects the writes of one type of key. The key's type determines the type of its records. */
export function selectWrites<T extends object>({ writes }: CommittedTransaction, type: string): readonly RecordWrite<T>[] {
  return writes.filter((write): write is RecordWrite<T> => write.type === type);
}

/** Applies a check to each of some writes. Of most types a transaction has none, which needs no promise. */
export function checkEach<T>(writes: readonly T[], check: (write: T) => Promise<Outcome>): Outcomes {
  return writes.length === 0 ? [] : Promise.all(writes.map(check));
}

/** Joins the outcomes of several checks in their order. */
export function joinOutcomes(...parts: readonly Outcomes[]): Outcomes {
  const known = parts.filter((part): part is readonly Outcome[] => !(part instanceof Promise));
  return known.length === parts.length ? known.flat() : joinLater(parts);
}

async function joinLater(parts: readonly Outcomes[]): Promise<readonly Outcome[]> {
  const known = await Promise.all(parts.map((part) => Promise.resolve(part)));
  return known.flat();
}
