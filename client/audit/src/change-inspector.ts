import type { Findings, InspectedTransaction, Inspector, Write } from '@databund/ledger-verifier';
import { toChangeSigner } from './change-signer';
import { exchangeChaincode } from './exchange-chaincode';
import { isRecordKey, isStanceKey, readRecordedChange, type RecordedChange } from './recorded-change';

/** What may be wrong with the changes of an exchange's records. */
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
    const open = transaction.accesses.filter(({ namespace, collection }) => namespace === this.chaincode && collection === '');
    for (const { key, value } of open.flatMap(({ writes }) => writes)) {
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
      const stanceOwner = isStanceKey(key) ? (before?.stanceOwner ?? record.mspId) : undefined;
      this.changes.set(key, { revision: record.change.revision, txId: record.change.txId, stanceOwner });
      return;
    }
    findings.report({ ...placeOf(write), code: 'CHANGE_MISSING', details: value ? 'record cannot be read' : 'record was deleted' });
    this.changes.delete(key); // To the chaincode the record is absent, so the next write starts again.
  }
}

function placeOf({ key, transaction: { block, txId } }: RecordWrite): { block: number; transaction: string; key: string } {
  return { block, transaction: txId, key };
}

function verifyRevision(write: RecordWrite, { change }: RecordedChange, findings: ChangeFindings): void {
  const { before, transaction } = write;
  const at = placeOf(write);
  const revision = (before?.revision ?? 0) + 1;
  const isNext = change.revision === revision && change.previousTxId === before?.txId;
  const previous = (txId: string | undefined) => txId ?? 'none';
  const details =
    `revision ${String(change.revision)} after transaction ${previous(change.previousTxId)}, ` +
    `${String(revision)} after ${previous(before?.txId)} expected`;
  findings.check('revisions', isNext, { ...at, code: 'REVISION', details });
  if (change.txId !== transaction.txId)
    findings.report({ ...at, code: 'CHANGE_TRANSACTION', details: `names ${change.txId}, ${transaction.txId} expected` });
  const creator = transaction.creator && toChangeSigner(transaction.creator);
  const isByCreator =
    creator && change.actor === creator.actor && change.mspId === creator.mspId && change.certHash.value === creator.certHash;
  if (isByCreator !== true)
    findings.report({
      ...at,
      code: 'CHANGE_ACTOR',
      details: `names ${change.actor} of ${change.mspId}, ${creator?.actor ?? 'no participant'} of ${creator?.mspId ?? 'no MSP'} expected as creator`,
    });
}

/** Requires that a stance is made PENDING, together with what it judges, and that afterwards only its own organisation changes it. */
function verifyStance(write: RecordWrite, findings: ChangeFindings): void {
  const { record, before, transaction } = write;
  const at = placeOf(write);
  if (!before) {
    const details = `first state ${record?.state ?? 'none'}, PENDING expected`;
    findings.check('stances', record?.state === 'PENDING', { ...at, code: 'STANCE_NOT_PENDING', details });
    return;
  }
  const owner = before.stanceOwner;
  const isOwn = record?.mspId === owner && record?.change.mspId === owner;
  const isEndorsed = transaction.endorsers.some(({ mspId, role }) => mspId === owner && role === 'peer');
  const endorsers = transaction.endorsers.map(({ mspId }) => mspId).join(', ');
  const details = `changed by ${record?.change.mspId ?? 'none'}, endorsed by ${endorsers}; both must be ${String(owner)}`;
  findings.check('stances', isOwn && isEndorsed, { ...at, code: 'STANCE_FOREIGN', details });
}
