import type { AnyTransaction } from '@databund/model';
import type { HeldIdentity } from '../identity/wallet';

/** A call of a declared transaction, as one participant. */
export interface LedgerCall {
  readonly transaction: AnyTransaction;
  readonly command: object;
  readonly as: HeldIdentity;
  readonly transient?: object;
  /** Called with the id of each transaction before it is sent to the orderer. */
  readonly beforeSend?: (transactionId: string) => Promise<void>;
  /**
   * Sets of organisations that can endorse it, in order of preference; the next is tried if an organisation cannot be reached, and
   * Fabric plans for `undefined`. Without any set, the declaration of the transaction names the endorsers.
   */
  readonly endorsers?: readonly (readonly string[] | undefined)[];
}

/** A committed transaction, and the object as it left it. */
export interface Committed {
  readonly object: unknown;
  readonly transactionId: string;
  readonly blockNumber: number;
}

/** Serialised blocks, one after another. */
export type BlockStream = AsyncIterable<Uint8Array> & { close(): void };

/** The ledger as the gateway uses it. Every failure is an `ExchangeError`. */
export interface Ledger {
  /** MSP ids of the organisations that it reaches. */
  readonly organisations: readonly string[];
  /** Tells whether the last transaction that was sent to the orderer was written. */
  readonly takesWrites: boolean;
  /** The number of blocks up to the last in which it wrote; 0 if it wrote nothing. */
  readonly committedHeight: number;
  /** Endorses and submits a transaction, and waits until it is committed. */
  submit(call: LedgerCall): Promise<Committed>;
  /** Returns a transaction that was committed as valid, as its submit answered it; `undefined` if none has this id. */
  findCommitted(as: HeldIdentity, transactionId: string): Promise<Committed | undefined>;
  /** Asks the peer of the caller's own organisation, or of the one that a read of a private text names. */
  evaluate(call: LedgerCall): Promise<unknown>;
  /** Returns the number of blocks at the peer of the caller's organisation. */
  readHeight(as: HeldIdentity): Promise<number>;
  /** Returns a block as it is stored, a serialised common.Block. It shows everything on the channel: check the caller's role first. */
  block(as: HeldIdentity, number: number): Promise<Uint8Array>;
  /** Returns the blocks from a number on as they are stored, in one stream, until it is closed. */
  streamBlocks(as: HeldIdentity, from: number): Promise<BlockStream>;
  close(): void;
}
