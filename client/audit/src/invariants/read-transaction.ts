import { readCreator, readEndorsers, type StateAccess, type ValidTransaction, type Version } from '@databund/ledger-verifier';
import { fromStateKey } from '@databund/model';
import { toChangeSigner } from '../change-signer';
import { findPublicAccess } from '../exchange-chaincode';
import { isRecordKey } from '../recorded-change';
import { readStoredRecord } from '../stored-record';
import type { CommittedTransaction, RecordWrite, StatePair } from './invariant';
import { LedgerState } from './ledger-state';

/** A valid transaction of the exchange, with the states before and after it. */
export interface ReadTransaction extends StatePair {
  readonly committed: CommittedTransaction;
  /** Applies the transaction to the state before it. */
  readonly apply: () => void;
}

/** Reads a valid transaction for the invariants; `undefined` if it is of another chaincode. */
export function readTransaction(valid: ValidTransaction, before: LedgerState, chaincode: string): ReadTransaction | undefined {
  const { transaction, config, block, index } = valid;
  const { action, txId, timeMs } = transaction;
  const open = findPublicAccess(transaction, chaincode);
  if (!action || !open) return undefined;
  const version: Version = `${block}.${index}`;
  const after = new LedgerState(before);
  after.apply(open, version);
  const creator = readCreator(transaction, config);
  const committed: CommittedTransaction = {
    block,
    txId,
    timeMs,
    creator: creator && toChangeSigner(creator),
    listEndorsers: () => new Set(readEndorsers(transaction, config).flatMap(({ mspId, role }) => (role === 'peer' ? [mspId] : []))),
    reads: open.reads,
    writes: readRecords(open, { before, after }),
    unreadable: listUnreadable(open),
    privateWrites: action.accesses.filter(
      ({ namespace, collection, writes }) => namespace === chaincode && collection !== '' && writes.length > 0,
    ),
    event: action.event,
  };
  return { committed, before, after, apply: () => before.adopt(after) };
}

function readRecords({ writes }: StateAccess, { before, after }: StatePair): readonly RecordWrite[] {
  return writes.flatMap(({ key }) => {
    const { type, parts } = fromStateKey(key) ?? { type: '', parts: [] };
    const record = isRecordKey(key) ? after.findRecord(key, type) : undefined;
    return record ? [{ key, type, parts, record, before: before.findRecord(key, type) }] : [];
  });
}

function listUnreadable({ writes }: StateAccess): readonly string[] {
  return writes.filter(({ key, value }) => value && isRecordKey(key) && !readStoredRecord(value)).map(({ key }) => key);
}
