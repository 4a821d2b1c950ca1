import type { StateAccess } from './blocks/state-access';
import type { Signer } from './identity/membership';
import type { Findings } from './report';

/** A valid endorser transaction, as an inspector sees it before its writes are applied. */
export interface InspectedTransaction {
  readonly block: number;
  readonly txId: string;
  /** The transaction's timestamp, milliseconds since 1970. */
  readonly timeMs: number;
  readonly chaincode: string;
  /** Reads and writes by namespace and private collection. */
  readonly accesses: readonly StateAccess[];
  /** Payload of the chaincode's event; empty without an event. */
  readonly event: Uint8Array;
  /** `undefined` if the identity cannot be read. A signature that does not hold is already reported. */
  readonly creator: Signer | undefined;
  /** Endorsers whose signatures and certificates hold. */
  readonly endorsers: readonly Signer[];
}

/**
 * Checks an application's own rules. It is given every valid transaction in the order of the ledger and keeps what it must remember.
 */
export interface Inspector<Code extends string, Kind extends string> {
  /** The kinds of checks that the report counts, even if one is never made. */
  readonly checks: readonly Kind[];
  /** Inspects a transaction. An error that it throws is reported as TRANSACTION_UNREADABLE. */
  inspect(transaction: InspectedTransaction, findings: Findings<Code, Kind>): void;
}
