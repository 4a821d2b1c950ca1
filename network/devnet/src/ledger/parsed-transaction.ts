import type { ledger } from '@hyperledger/fabric-protos';
import type { SignedData } from '../peer/types';

/** Validation codes that this ledger assigns (Fabric's `TxValidationCode`). */
export const codes = {
  VALID: 0,
  NIL_ENVELOPE: 1,
  BAD_PAYLOAD: 2,
  BAD_COMMON_HEADER: 3,
  BAD_CREATOR_SIGNATURE: 4,
  INVALID_ENDORSER_TRANSACTION: 5,
  INVALID_CONFIG_TRANSACTION: 6,
  UNSUPPORTED_TX_PAYLOAD: 7,
  BAD_PROPOSAL_TXID: 8,
  DUPLICATE_TXID: 9,
  ENDORSEMENT_POLICY_FAILURE: 10,
  MVCC_READ_CONFLICT: 11,
  PHANTOM_READ_CONFLICT: 12,
  TARGET_CHAIN_NOT_FOUND: 14,
  EXPIRED_CHAINCODE: 17,
  BAD_HEADER_EXTENSION: 19,
  BAD_RESPONSE_PAYLOAD: 21,
  BAD_RWSET: 22,
  ILLEGAL_WRITESET: 23,
  INVALID_CHAINCODE: 25,
  INVALID_OTHER_REASON: 255,
} as const;

/** HeaderType of the transactions in a channel. */
export const headerTypes = { config: 1, endorserTransaction: 3 } as const;

/** Hashed read-write set of a collection. */
export interface ParsedCollection {
  readonly name: string;
  readonly set: ledger.rwset.kvrwset.HashedRWSet;
  /** Empty if nothing was written. */
  readonly privateHash: Uint8Array;
}

/** Read-write set of a namespace. */
export interface ParsedNamespace {
  readonly name: string;
  readonly set: ledger.rwset.kvrwset.KVRWSet;
  readonly collections: readonly ParsedCollection[];
}

/** Reads and writes of a chaincode, and their endorsements. */
export interface ParsedAction {
  readonly chaincodeName: string;
  /** PB(ChaincodeEvent). */
  readonly event: Uint8Array | undefined;
  readonly namespaces: readonly ParsedNamespace[];
  readonly endorsements: readonly SignedData[];
}

/** A transaction of a block, as far as it could be parsed; `code` is VALID unless parsing found a reason against it. */
export interface ParsedTransaction {
  readonly txId: string;
  readonly type: number;
  readonly code: number;
  readonly timestamp: { readonly seconds: number; readonly nanos: number };
  readonly action: ParsedAction | undefined;
}
