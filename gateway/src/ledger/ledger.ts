import type { AnyTransaction } from '@databund/model';
import type { HeldIdentity } from '../identity/wallet';

/** A call of a declared transaction, as one participant. */
export interface LedgerCall {
  readonly transaction: AnyTransaction;
  readonly command: object;
  readonly as: HeldIdentity;
  readonly transient?: object;
}

/** A committed transaction. */
export interface Committed {
  readonly object: unknown;
  readonly transactionId: string;
  readonly blockNumber: number;
}

/** What the gateway asks of a ledger. Refusals and failures are `ExchangeError`s with codes of the error table. */
export interface Ledger {
  /** The organisations that it reaches, by MSP id. */
  readonly organisations: readonly string[];
  /** Whether the last transaction that was handed over for ordering was written, for all that is known. */
  readonly takesWrites: boolean;
  /** Endorses, submits, and waits until it is committed. */
  submit(call: LedgerCall): Promise<Committed>;
  /** Asks the caller’s own organisation’s peer. */
  evaluate(call: LedgerCall): Promise<unknown>;
  /** One past the newest block’s number, at the caller’s organisation’s peer. */
  height(as: HeldIdentity): Promise<number>;
  /** A block as it is stored: a serialised common.Block. */
  block(as: HeldIdentity, number: number): Promise<Uint8Array>;
  close(): void;
}
