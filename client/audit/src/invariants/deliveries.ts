import {
  believeStored,
  stateOfDelivery,
  keys,
  readDelivery,
  toStateKey,
  type DeliveryRecord,
  type Recorded,
  type SlotRecord,
  type StanceRecord,
} from '@databund/model';
import { findStop, listBehind, readUse } from '../reference/use';
import {
  checkEach,
  joinOutcomes,
  makeOutcome,
  selectWrites,
  type CheckTransaction,
  type CommittedTransaction,
  type Invariant,
  type Outcome,
  type Outcomes,
  type RecordWrite,
} from './invariant';
import type { LedgerState } from './ledger-state';
import { checkOwnerWrites } from './owner-writes';

type DeliveryWrite = RecordWrite<DeliveryRecord>;

function listDeliveries(transaction: CommittedTransaction): readonly DeliveryWrite[] {
  return selectWrites<DeliveryRecord>(transaction, 'delivery');
}

function listOpenings(transaction: CommittedTransaction): readonly DeliveryWrite[] {
  return listDeliveries(transaction).filter(({ before }) => !before);
}

const checkPermission: CheckTransaction = (transaction, { before }) =>
  checkEach(listOpenings(transaction), async ({ key, record }) => {
    const use = await readUse(before, record.authorisation);
    if (!use) return makeOutcome(key, `opened without authorisation ${record.authorisation}, or without its listing`);
    const stop = findStop(use, record.change.at);
    if (stop) return makeOutcome(key, `opened in spite of ${stop}`);
    // A change of what decides must be ordered before the opening or after it.
    const deciding = [...use.deciding, toStateKey(keys.slot(record.authorisation, record.slot))];
    const read = new Set(transaction.reads.map((each) => each.key));
    const unread = deciding.find((each) => !read.has(each));
    return makeOutcome(key, unread && `opened without reading ${unread}`);
  });

const runningStates: readonly string[] = ['OPENED', 'SERVING', 'SENT'];

/** Remembers revocations, and reports each later step of a delivery under one, except its end. */
const checkRevocations = (): CheckTransaction => {
  const revoked = new Set<string>();
  return (transaction) => {
    const steps = listDeliveries(transaction).filter(
      ({ record }) => revoked.has(record.authorisation) && runningStates.includes(record.state),
    );
    const revocations = selectWrites<StanceRecord>(transaction, 'stance').filter(
      ({ parts, record }) => parts[0] === 'authorisation' && record.state === 'REVOKED',
    );
    for (const { parts } of revocations) revoked.add(parts[1] ?? '');
    return [
      ...revocations.map(({ key }) => makeOutcome(key, undefined)),
      ...steps.map(({ key, record }) => makeOutcome(key, `${record.state} after ${record.authorisation} was revoked`)),
    ];
  };
};

const checkSlots: CheckTransaction = (transaction, { before }) =>
  checkEach(listOpenings(transaction), async ({ key, record }) => {
    const authorisation = await before.find(keys.authorisation(record.authorisation));
    if (!authorisation) return makeOutcome(key, `authorisation ${record.authorisation} does not exist`);
    const { count } = authorisation.terms;
    if (record.slot < 1 || record.slot > count)
      return makeOutcome(key, `takes slot ${String(record.slot)}, 1 to ${String(count)} expected`);
    return makeOutcome(key, (await findSlotError(transaction, record, before)) ?? findSharedKey(transaction, record));
  });

async function findSlotError(
  transaction: CommittedTransaction,
  delivery: Recorded<DeliveryRecord>,
  before: LedgerState,
): Promise<string | undefined> {
  const { id, authorisation, slot, replaces } = delivery;
  const key = keys.slot(authorisation, slot);
  const taken = await before.find(key);
  if (replaces === undefined && taken) return `takes slot ${String(slot)}, which ${taken.delivery} has taken`;
  const broken = replaces === undefined ? undefined : await findReplacementError(before, delivery, { replaces, taken });
  if (broken !== undefined) return broken;
  const isTaken = selectWrites<SlotRecord>(transaction, 'slot').some(
    (write) => write.key === toStateKey(key) && write.record.delivery === id,
  );
  return isTaken ? undefined : `does not write slot ${String(slot)}`;
}

async function findReplacementError(
  before: LedgerState,
  { slot, change: { at } }: Recorded<DeliveryRecord>,
  { replaces, taken }: { readonly replaces: string; readonly taken: SlotRecord | undefined },
): Promise<string | undefined> {
  if (taken?.delivery !== replaces || taken.replaced !== undefined) return `takes slot ${String(slot)}, a slot of ${replaces} expected`;
  const failed = stateOfDelivery(await readDelivery(believeStored(before), replaces), at);
  const hasFailed = ['MISMATCH', 'TIMED_OUT', 'OVERDUE'].includes(failed);
  return hasFailed ? undefined : `replaces a delivery that is ${failed}, MISMATCH, TIMED_OUT or OVERDUE expected`;
}

/** Reports an opening that writes a key which other transactions write too. A replacement may write the slot and the delivery that it replaces. */
function findSharedKey({ writes }: CommittedTransaction, { replaces = '' }: DeliveryRecord): string | undefined {
  const replaced = toStateKey(keys.delivery(replaces));
  const shared = writes.find(({ key, type, before }) => before && type !== 'slot' && key !== replaced);
  return shared && `writes ${shared.key}, new keys and slots expected`;
}

/** Checks every opening after a grade was raised: it needs approvals of the new epoch. */
const checkEpochs: CheckTransaction = (transaction, { before }) => {
  const openings = listOpenings(transaction);
  const foreign = checkOwnerWrites(transaction, 'grade', before);
  return joinOutcomes(openings.length === 0 ? [] : checkOpenings(openings, before), selectBroken(foreign));
};

async function checkOpenings(openings: readonly DeliveryWrite[], before: LedgerState): Promise<readonly Outcome[]> {
  const outcomes = await Promise.all(
    openings.map(async ({ key, record }): Promise<readonly Outcome[]> => {
      const use = await readUse(before, record.authorisation);
      const epoch = use?.grade.epoch ?? 1;
      if (!use || epoch === 1) return [];
      const behind = listBehind(use);
      return [makeOutcome(key, behind.length > 0 && `opened before ${behind.join(', ')} approved epoch ${String(epoch)}`)];
    }),
  );
  return outcomes.flat();
}

function selectBroken(outcomes: Outcomes): Outcomes {
  const select = (all: readonly Outcome[]) => all.filter(({ broken }) => broken !== undefined);
  return outcomes instanceof Promise ? outcomes.then(select) : select(outcomes);
}

/** Permission, revocation, slots and epochs: invariants 1, 2, 3 and 16. */
export const deliveryInvariants: readonly Invariant[] = [
  {
    number: 1,
    name: 'delivery opens by right',
    rule: 'A delivery opens only if its authorisation is ACTIVE and in its period, its terms permit it, its listing is not stopped, and it read every key that decides this',
    begin: () => checkPermission,
  },
  { number: 2, name: 'revocation is final', rule: 'After a committed revocation no delivery opens under it', begin: checkRevocations },
  {
    number: 3,
    name: 'slots',
    rule: 'Each delivery takes a free slot of 1..n, and writes no key that others write',
    begin: () => checkSlots,
  },
  {
    number: 16,
    name: 'grade epochs',
    rule: 'A raised grade stops deliveries until every stance names its epoch',
    begin: () => checkEpochs,
  },
];
