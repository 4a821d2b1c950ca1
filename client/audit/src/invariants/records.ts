import {
  believeStored,
  toInstant,
  getChangeTime,
  readAuthorisation,
  readTrade,
  stateOfAuthorisation,
  stateOfTrade,
  type Change,
} from '@databund/model';
import { describeSigner } from '../change-signer';
import { findKeyType } from '../recorded-change';
import {
  joinOutcomes,
  makeOutcome,
  type CheckTransaction,
  type CommittedTransaction,
  type Invariant,
  type Outcomes,
  type RecordWrite,
} from './invariant';
import type { LedgerState } from './ledger-state';

const checkRevisions: CheckTransaction = ({ writes, txId }) =>
  writes.map(({ key, record: { change }, before }) => {
    const expected = (before?.change.revision ?? 0) + 1;
    if (change.revision !== expected) return makeOutcome(key, `revision ${String(change.revision)}, ${String(expected)} expected`);
    const previous = before?.change.txId;
    if (change.previousTxId !== previous)
      return makeOutcome(key, `names previous transaction ${change.previousTxId ?? 'none'}, ${previous ?? 'none'} expected`);
    return makeOutcome(key, change.txId !== txId && `names transaction ${change.txId}, ${txId} expected`);
  });

const checkChanges: CheckTransaction = (transaction, { before: state }) => {
  const { creator } = transaction;
  const at = getChangeTime(toInstant(transaction.timeMs), listTimesRead(transaction, state));
  const unreadable = transaction.unreadable.map((key) => makeOutcome(key, 'record cannot be read, so its actor and time are missing'));
  const readable = transaction.writes.map(({ key, record: { change }, before }) => {
    if (!isByCreator(transaction, change))
      return makeOutcome(key, `names actor ${change.actor}, ${creator ? describeSigner(creator) : 'a valid creator'} expected`);
    if (before && change.at < before.change.at)
      return makeOutcome(key, `time ${change.at} is before that of the previous change, ${before.change.at}`);
    return makeOutcome(key, change.at !== at && `time ${change.at}, ${at} expected from the transaction and what it read`);
  });
  return [...unreadable, ...readable];
};

function isByCreator({ creator }: CommittedTransaction, { actor, mspId, certHash }: Change): boolean {
  return actor === creator?.actor && mspId === creator.mspId && certHash.value === creator.certHash;
}

function listTimesRead({ reads }: CommittedTransaction, state: LedgerState): readonly string[] {
  return reads.flatMap(({ key }) => state.findRecord(key, findKeyType(key) ?? '')?.change.at ?? []);
}

/** States, as written, in which a record stays for ever, by type of key. */
const finalStates: Readonly<Record<string, readonly string[]>> = {
  participant: ['WITHDRAWN'],
  resource: ['REJECTED', 'CANCELLED'],
  mandate: ['REVOKED'],
  standing: ['WITHDRAWN'],
  'listing-version': ['REJECTED', 'DELISTED'],
  stance: ['REJECTED', 'REVOKED'],
  authorisation: ['WITHDRAWN', 'SURRENDERED'],
  trade: ['CANCELLED'],
  clearing: ['SETTLED', 'REFUNDED'],
  delivery: ['ACKED', 'MISMATCH', 'TERMINATED'],
  window: ['ACKED', 'MISMATCH'],
  dispute: ['ENFORCED', 'WITHDRAWN'],
};

/** Checks every record that reaches a final state, and every write after one, whether the state is written or computed. */
const checkFinalStates: CheckTransaction = ({ writes }, { before: state }) => {
  const reached = writes
    .filter(({ type, record }) => finalStates[type]?.includes(record.state))
    .map(({ key }) => makeOutcome(key, undefined));
  return joinOutcomes(reached, ...writes.map((write) => checkRevived(write, findWrittenFinal(write) ?? findComputedFinal(write, state))));
};

/** Reports a write after a final state; there is no outcome if the state is not final. */
function checkRevived({ key }: Pick<RecordWrite, 'key'>, final: string | undefined | Promise<string | undefined>): Outcomes {
  if (final instanceof Promise) return final.then((found) => checkRevived({ key }, found));
  return final === undefined ? [] : [makeOutcome(key, `changed in state ${final}, which is final`)];
}

function findWrittenFinal(write: RecordWrite): string | undefined {
  const { type, before } = write;
  return before && finalStates[type]?.includes(before.state) && !hasNewReplacement(write) ? before.state : undefined;
}

/** Returns whether a delivery with a false hash records, once, which one replaces it: its state stays. */
function hasNewReplacement({ type, before, record }: RecordWrite): boolean {
  const isSame = type === 'delivery' && before?.state === 'MISMATCH' && record.state === 'MISMATCH';
  return isSame && record.change.action === 'replace' && !('replacedBy' in before);
}

const finalAuthorisations: ReadonlySet<string> = new Set(['REVOKED', 'REJECTED', 'WITHDRAWN', 'SURRENDERED', 'LAPSED', 'EXPIRED']);
const finalTrades: ReadonlySet<string> = new Set(['SETTLED', 'REFUNDED', 'CANCELLED']);

/** Returns the final state of an authorisation or a trade that follows from other records, such as a revoked stance or a settled clearing. */
function findComputedFinal({ type, parts, record, before }: RecordWrite, state: LedgerState): Promise<string | undefined> | undefined {
  const [id = ''] = parts;
  if (!before) return undefined;
  if (type === 'authorisation') return findFinalAuthorisation(id, record.change.at, state);
  return type === 'trade' ? findFinalTrade(id, record.change.at, state) : undefined;
}

async function findFinalAuthorisation(id: string, at: string, state: LedgerState): Promise<string | undefined> {
  const computed = stateOfAuthorisation(await readAuthorisation(believeStored(state), id), at);
  return finalAuthorisations.has(computed) ? computed : undefined;
}

async function findFinalTrade(id: string, at: string, state: LedgerState): Promise<string | undefined> {
  const facts = await readTrade(believeStored(state), id);
  const computed = stateOfTrade(facts, at);
  // By the rules of 1.0 a free trade was settled by the operator, and could be disputed before.
  const isByClearing = facts.clearing.state !== 'NONE' || computed === 'CANCELLED';
  return isByClearing && finalTrades.has(computed) ? computed : undefined;
}

/** Revisions, actors and final states: invariants 10, 11 and 12. */
export const recordInvariants: readonly Invariant[] = [
  {
    number: 10,
    name: 'no gaps',
    rule: 'Revisions of a key run 1..n without a gap, each naming the transaction before it',
    begin: () => checkRevisions,
  },
  {
    number: 11,
    name: 'who and when',
    rule: 'Every change has actor, MSP, transaction and a time that never decreases: the latest of the transaction and what it read',
    begin: () => checkChanges,
  },
  { number: 12, name: 'final states', rule: 'Final states have no successors', begin: () => checkFinalStates },
];
