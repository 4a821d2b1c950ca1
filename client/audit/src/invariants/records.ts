import { fromStateKey, instantOf, latest, readAuthorisation, readTrade, stateOfAuthorisation, stateOfTrade, type Change } from '@databund/model';
import { outcome, type Committed, type Examine, type Invariant, type RecordWrite } from './invariant';
import type { LedgerState } from './ledger-state';

const runsWithoutAGap: Examine = ({ writes, txId }) =>
  writes.map(({ key, record: { change }, before }) => {
    const revision = before?.change.revision ?? 0;
    if (change.revision !== revision + 1) return outcome(key, `revision ${String(change.revision)} after ${String(revision)}`);
    return outcome(key, (change.previousTxId !== before?.change.txId || change.txId !== txId) && 'names other transactions');
  });

const saysWhoAndWhen: Examine = (transaction, { before: state }) => {
  const at = latest(instantOf(transaction.timeMs), ...timesRead(transaction, state));
  const unreadable = transaction.unreadable.map((key) => outcome(key, 'does not say who changed it, and when: it cannot be read'));
  const readable = transaction.writes.map(({ key, record: { change }, before }) => {
    if (!isBy(transaction, change)) return outcome(key, `changed by ${change.actor}, whom its creator is not`);
    if (before && change.at < before.change.at) return outcome(key, `${change.at} is before ${before.change.at}`);
    return outcome(key, change.at !== at && `${change.at}, though what was read makes it ${at}`);
  });
  return [...unreadable, ...readable];
};

function isBy({ creator }: Committed, { actor, mspId, certHash }: Change): boolean {
  return actor === creator?.actor && mspId === creator.mspId && certHash.value === creator.certHash;
}

function timesRead({ reads }: Committed, state: LedgerState): readonly string[] {
  return reads.flatMap(({ key }) => state.recordAt(key, fromStateKey(key)?.type ?? '')?.change.at ?? []);
}

/** The written states in which a key stays for ever. */
const finals: Readonly<Record<string, readonly string[]>> = {
  participant: ['WITHDRAWN'],
  resource: ['REJECTED', 'CANCELLED'],
  mandate: ['REVOKED'],
  'listing-version': ['REJECTED', 'DELISTED'],
  stance: ['REJECTED', 'REVOKED'],
  authorisation: ['WITHDRAWN', 'SURRENDERED'],
  trade: ['CANCELLED'],
  clearing: ['SETTLED', 'REFUNDED'],
  delivery: ['ACKED', 'MISMATCH', 'TERMINATED'],
  window: ['ACKED', 'MISMATCH'],
  dispute: ['ENFORCED', 'WITHDRAWN'],
};

/** Asked of every key that comes to its end, and of every write that follows one, written or computed. */
const staysFinal: Examine = async ({ writes }, { before: state }) => {
  const reached = writes.filter(({ type, record }) => finals[type]?.includes(record.state)).map(({ key }) => outcome(key, undefined));
  const revived = await Promise.all(
    writes.map(async (write) => ({ write, final: writtenFinal(write) ?? (await computedFinal(write, state)) })),
  );
  return [
    ...reached,
    ...revived.flatMap(({ write, final }) => (final === undefined ? [] : [outcome(write.key, `changed after ${final}`)])),
  ];
};

function writtenFinal({ type, before }: RecordWrite): string | undefined {
  return before && finals[type]?.includes(before.state) ? before.state : undefined;
}

const over: ReadonlySet<string> = new Set(['REVOKED', 'REJECTED', 'WITHDRAWN', 'SURRENDERED', 'LAPSED', 'EXPIRED']);
const ended: ReadonlySet<string> = new Set(['SETTLED', 'REFUNDED', 'CANCELLED']);

/** The head of what is revoked, or paid, is not written again, though it says so in other keys. */
async function computedFinal({ type, parts, record, before }: RecordWrite, state: LedgerState): Promise<string | undefined> {
  if (!before) return undefined;
  if (type === 'authorisation') {
    const computed = stateOfAuthorisation(await readAuthorisation(state, parts[0] ?? ''), record.change.at);
    return over.has(computed) ? computed : undefined;
  }
  if (type !== 'trade') return undefined;
  const computed = stateOfTrade(await readTrade(state, parts[0] ?? ''));
  return ended.has(computed) ? computed : undefined;
}

/** The invariants of every record. */
export const ofRecords: readonly Invariant[] = [
  { number: 10, rule: 'Revisions of a key run 1..n without a gap, each naming the transaction before it', begin: () => runsWithoutAGap },
  {
    number: 11,
    rule: 'Every change has actor, MSP, transaction and a time that never decreases: the latest of the transaction’s and those of what it read',
    begin: () => saysWhoAndWhen,
  },
  { number: 12, rule: 'Final states have no successors', begin: () => staysFinal },
];
