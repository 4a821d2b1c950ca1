import type { Findings, InspectedTransaction, Inspector, Write } from '@databund/ledger-verifier';
import { describeSigner, toChangeSigner } from './change-signer';
import { exchangeChaincode, listPublicWrites } from './exchange-chaincode';
import { isRecordKey, isStanceKey, readRecordedChange, type RecordedChange } from './recorded-change';

/** The faults that changes of records may have. */
export type ChangeProblemCode =
  'STANCE_FOREIGN' | 'STANCE_NOT_PENDING' | 'REVISION' | 'CHANGE_MISSING' | 'CHANGE_TRANSACTION' | 'CHANGE_ACTOR';

const checks = ['stances', 'revisions'] as const;
/** The kinds of checks of changes that are counted. */
export type ChangeCheck = (typeof checks)[number];

/** The last change of a key, as far as the next must follow from it. */
interface LastChange {
  readonly revision: number;
  readonly txId: string;
  /** The organisation that the key's stance belongs to; `undefined` for other records. */
  readonly stanceOwner: string | undefined;
}

type ChangeFindings = Findings<ChangeProblemCode, ChangeCheck>;

/** A write of a record, with the transaction that made it. */
interface RecordWrite extends Write {
  readonly record: RecordedChange | undefined;
  readonly before: LastChange | undefined;
  readonly transaction: InspectedTransaction;
}

/**
 * Checks the exchange's rules for every public write: revisions without a gap, each naming the change before it and its actor, and each
 * stance endorsed by a peer of its own organisation.
 */
export class ChangeInspector implements Inspector<ChangeProblemCode, ChangeCheck> {
  readonly checks = checks;
  private readonly changes = new Map<string, LastChange>();

  /** @param chaincode the name of the exchange's chaincode */
  constructor(private readonly chaincode = exchangeChaincode) {}

  inspect(transaction: InspectedTransaction, findings: ChangeFindings): void {
    for (const { key, value } of listPublicWrites(transaction.accesses, this.chaincode)) {
      if (isRecordKey(key)) this.inspectWrite({ key, value }, transaction, findings);
    }
  }

  private inspectWrite({ key, value }: Write, transaction: InspectedTransaction, findings: ChangeFindings): void {
    const before = this.changes.get(key);
    const record = value && readRecordedChange(value);
    const write = { key, value, record, before, transaction };
    if (isStanceKey(key)) verifyStance(write, findings);
    if (record) {
      verifyRevision(write, record, findings);
      verifyActor(write, record, findings);
      const stanceOwner = isStanceKey(key) ? (before?.stanceOwner ?? record.mspId) : undefined;
      this.changes.set(key, { revision: record.change.revision, txId: record.change.txId, stanceOwner });
      return;
    }
    findings.report({ ...findPlace(write), code: 'CHANGE_MISSING', details: value ? 'record cannot be read' : 'record was deleted' });
    this.changes.delete(key); // To the chaincode the record is absent, so the next write starts again.
  }
}

type Place = Readonly<Record<'transaction' | 'key', string>> & { readonly block: number };

function findPlace({ key, transaction: { block, txId } }: RecordWrite): Place {
  return { block, transaction: txId, key };
}

function verifyRevision(write: RecordWrite, { change }: RecordedChange, findings: ChangeFindings): void {
  const at = findPlace(write);
  const found = describeRevision(change.revision, change.previousTxId);
  const expected = describeRevision((write.before?.revision ?? 0) + 1, write.before?.txId);
  findings.check('revisions', found === expected, { ...at, code: 'REVISION', details: `${found}, ${expected} expected` });
  const { txId } = write.transaction;
  if (change.txId !== txId) findings.report({ ...at, code: 'CHANGE_TRANSACTION', details: `names ${change.txId}, ${txId} expected` });
}

function describeRevision(revision: number, previousTxId: string | undefined): string {
  return `revision ${String(revision)} after ${previousTxId === undefined ? 'no transaction' : `transaction ${previousTxId}`}`;
}

function verifyActor(write: RecordWrite, { change }: RecordedChange, findings: ChangeFindings): void {
  const { creator } = write.transaction;
  const found = describeSigner({ ...change, certHash: change.certHash.value });
  const expected = creator ? describeSigner(toChangeSigner(creator)) : 'a readable creator';
  if (found === expected && creator) return;
  findings.report({ ...findPlace(write), code: 'CHANGE_ACTOR', details: `names ${found}, ${expected} expected` });
}

/** Requires that a stance is made PENDING, together with what it judges, and that afterwards only its own organisation changes it. */
function verifyStance(write: RecordWrite, findings: ChangeFindings): void {
  const { record, before } = write;
  if (before) {
    verifyOwner(write, before.stanceOwner, findings);
    return;
  }
  const details = `first state ${record?.state ?? 'none'}, PENDING expected`;
  findings.check('stances', record?.state === 'PENDING', { ...findPlace(write), code: 'STANCE_NOT_PENDING', details });
}

function verifyOwner(write: RecordWrite, owner: string | undefined, findings: ChangeFindings): void {
  const { record, transaction } = write;
  const isOwn = record?.mspId === owner && record?.change.mspId === owner;
  const isEndorsed = transaction.endorsers.some(({ mspId, role }) => mspId === owner && role === 'peer');
  const endorsers = transaction.endorsers.map(({ mspId }) => mspId).join(', ');
  const details = `changed by ${record?.change.mspId ?? 'none'}, endorsed by ${endorsers}; ${String(owner)} expected for both`;
  findings.check('stances', isOwn && isEndorsed, { ...findPlace(write), code: 'STANCE_FOREIGN', details });
}
