import { sha256 } from './block';
import { actorOf, type Signer } from './membership';
import { isRecordKey, isStanceKey, readRecord, type RecordedChange, type RecordedValue } from './recorded-change';
import type { Findings, Problem } from './report';
import type { ReplayedState } from './replayed-state';
import type { StateAccess, Write } from './state-access';

/** A valid transaction of the exchange: where it stands, who made it, and who endorsed it. */
export interface SignedWrites {
  readonly at: Pick<Problem, 'block'> & { readonly transaction: string };
  readonly creator: Signer | undefined;
  readonly endorsers: readonly Signer[];
}

/**
 * The exchange’s own rules on what a transaction wrote publicly: revisions without a gap, each naming the change before; who acted;
 * and each stance endorsed by its own organisation’s peer. Answers what the keys’ changes now are.
 */
export function verifyChanges(
  access: StateAccess,
  signed: SignedWrites,
  { state, findings }: { readonly state: ReplayedState; readonly findings: Findings },
): ReadonlyMap<string, RecordedChange> {
  const changes = new Map<string, RecordedChange>();
  for (const write of access.writes.filter(({ key }) => isRecordKey(key))) {
    const before = state.find(access, write.key)?.change;
    const change = verifyWrite(write, before, signed, findings);
    if (change) changes.set(write.key, change);
  }
  return changes;
}

type Before = RecordedChange | undefined;

function verifyWrite({ key, value }: Write, before: Before, signed: SignedWrites, findings: Findings): Before {
  const at = { ...signed.at, key };
  const record = value && readRecord(value);
  if (isStanceKey(key)) verifyStance(record, before, { ...signed, at }, findings);
  if (record) {
    verifyFollows(record, before, { ...signed, at }, findings);
    const { revision, txId } = record.change;
    return { revision, txId, stanceOf: isStanceKey(key) ? (before?.stanceOf ?? record.mspId) : undefined };
  }
  findings.report({ ...at, code: 'CHANGE_MISSING', details: value ? 'the record cannot be read' : 'the record was deleted' });
  return undefined; // As to the chaincode, there is none: what follows begins again.
}

function verifyFollows(record: RecordedValue, before: Before, { at, creator }: SignedWrites, findings: Findings): void {
  const { change } = record;
  const revision = before?.revision ?? 0;
  const follows = change.revision === revision + 1 && change.previousTxId === before?.txId;
  findings.check('revisions', follows, { ...at, code: 'REVISION', details: `${String(change.revision)} after ${String(revision)}` });
  if (change.txId !== at.transaction) findings.report({ ...at, code: 'CHANGE_TRANSACTION' });
  if (!isActor(record, creator)) findings.report({ ...at, code: 'CHANGE_ACTOR', details: change.actor });
}

/** A stance’s first write is PENDING, made with the object: nobody has judged yet. All later ones are its organisation’s own. */
function verifyStance(record: RecordedValue | undefined, before: Before, { at, endorsers }: SignedWrites, findings: Findings): void {
  if (!before) {
    findings.check('stances', record?.state === 'PENDING', { ...at, code: 'STANCE_NOT_PENDING', details: String(record?.state) });
    return;
  }
  const of = before.stanceOf;
  const isOwn = record?.mspId === of && record?.change.mspId === of;
  const isEndorsed = endorsers.some(({ mspId, role }) => mspId === of && role === 'peer');
  const details = `of ${String(of)}, taken by ${String(record?.change.mspId)}, endorsed by ${endorsers.map(({ mspId }) => mspId).join(', ')}`;
  findings.check('stances', isOwn && isEndorsed, { ...at, code: 'STANCE_FOREIGN', details });
}

function isActor({ change: { actor, mspId, certHash } }: RecordedValue, creator: Signer | undefined): boolean {
  if (!creator) return false;
  return actor === actorOf(creator) && mspId === creator.mspId && certHash.value === sha256(creator.certificate.raw).toString('hex');
}
