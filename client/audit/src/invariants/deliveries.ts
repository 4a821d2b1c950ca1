import {
  ExchangeError,
  stateOfDelivery,
  keys,
  readAccess,
  readDelivery,
  slotsBehind,
  findStop,
  toStateKey,
  versionId,
  type Access,
  type DeliveryRecord,
  type SlotRecord,
  type StanceRecord,
} from '@databund/model';
import { outcome, writesOf, type Committed, type Examine, type Invariant } from './invariant';
import type { LedgerState } from './ledger-state';
import { ownedWrites } from './owners';

/** A delivery that a transaction opened. */
interface Opening {
  readonly key: string;
  readonly delivery: DeliveryRecord & { readonly change: { readonly at: string } };
}

/** What of a transaction lets data flow: a delivery opened, or gone on with. */
function deliveriesIn(transaction: Committed): readonly (Opening & { readonly isNew: boolean })[] {
  return writesOf<DeliveryRecord>(transaction, 'delivery').map(({ key, record, before }) => ({ key, delivery: record, isNew: !before }));
}

function openingsIn(transaction: Committed): readonly Opening[] {
  return deliveriesIn(transaction).filter(({ isNew }) => isNew);
}

async function accessOf(state: LedgerState, id: string): Promise<Access | string> {
  try {
    return await readAccess(state, id);
  } catch (error) {
    if (error instanceof ExchangeError) return error.code;
    throw error;
  }
}

const opensOnlyWhenPermitted: Examine = async (transaction, { before }) => {
  const read = new Set(transaction.reads.map(({ key }) => key));
  return Promise.all(
    openingsIn(transaction).map(async ({ key, delivery }) => {
      const access = await accessOf(before, delivery.authorisation);
      if (typeof access === 'string') return outcome(key, access);
      const stop = findStop(access, delivery.change.at);
      const unread = decidingKeys(access, delivery).find((each) => !read.has(each));
      return outcome(key, stop ? `${stop.code} ${JSON.stringify(stop.details)}` : unread && `did not read ${unread}`);
    }),
  );
};

/** The keys that an opening must have read, so that a change of one of them comes before it or after it. */
function decidingKeys(
  { access: { authorisation, approvers }, offered: { listing, resource } }: Access,
  { slot }: DeliveryRecord,
): readonly string[] {
  const { id, version } = listing;
  const upon = versionId(id, version);
  return [
    keys.authorisation(authorisation.id),
    ...approvers.map(({ slot: of }) => keys.stance('authorisation', authorisation.id, of)),
    keys.listingVersion(id, version),
    keys.stance('listing', upon, 'operator'),
    keys.stance('listing', upon, 'authority'),
    keys.grade(id, version),
    keys.slot(authorisation.id, slot),
    ...(resource ? [keys.resource(resource.id)] : []),
  ].map(toStateKey);
}

/** Told of each revocation, and then of each step of a delivery under it but its end. */
const opensNothingOnceRevoked = (): Examine => {
  const revoked = new Set<string>();
  return (transaction) => {
    const steps = deliveriesIn(transaction).filter(
      ({ delivery }) => revoked.has(delivery.authorisation) && (delivery.state === 'OPENED' || delivery.state === 'SENT'),
    );
    const revocations = writesOf<StanceRecord>(transaction, 'stance').filter(
      ({ parts, record }) => parts[0] === 'authorisation' && record.state === 'REVOKED',
    );
    for (const { parts } of revocations) revoked.add(parts[1] ?? '');
    return [...revocations.map(({ key }) => outcome(key, undefined)), ...steps.map(({ key }) => outcome(key, 'after its revocation'))];
  };
};

const takesASlotOfItsOwn: Examine = async (transaction, { before }) =>
  Promise.all(
    openingsIn(transaction).map(async ({ key, delivery }) => {
      const head = await before.find(keys.authorisation(delivery.authorisation));
      const { slot } = delivery;
      if (!head || slot < 1 || slot > head.terms.count) return outcome(key, `slot ${String(slot)} of ${String(head?.terms.count)}`);
      return outcome(key, (await slotBroken(transaction, delivery, before)) ?? hotKey(transaction));
    }),
  );

async function slotBroken(
  transaction: Committed,
  { id, authorisation, slot, replaces, change: { at } }: Opening['delivery'],
  before: LedgerState,
): Promise<string | undefined> {
  const key = keys.slot(authorisation, slot);
  const taken = await before.find(key);
  const isFree = replaces === undefined ? !taken : taken?.delivery === replaces && taken.replaced === undefined;
  if (!isFree) return `slot ${String(slot)} was taken`;
  if (replaces !== undefined) {
    const failed = stateOfDelivery(await readDelivery(before, replaces), at);
    if (failed !== 'MISMATCH' && failed !== 'TIMED_OUT') return `replaces what is ${failed}`;
  }
  const written = writesOf<SlotRecord>(transaction, 'slot').some((write) => write.key === toStateKey(key) && write.record.delivery === id);
  return written ? undefined : `slot ${String(slot)} was not taken`;
}

/** Openings write keys of their own alone; a replacement writes the slot that it goes on with. */
function hotKey({ writes }: Committed): string | undefined {
  const hot = writes.find(({ type, before }) => before && type !== 'slot');
  return hot && `writes ${hot.key}, which was there before`;
}

/** Asked of every step by which data flow, once the grade of what they are of was raised. */
const waitsForEveryEpoch: Examine = async (transaction, { before }) => {
  const outcomes = await Promise.all(
    deliveriesIn(transaction)
      .filter(({ isNew }) => isNew)
      .map(async ({ key, delivery }) => {
        const access = await accessOf(before, delivery.authorisation);
        if (typeof access === 'string' || access.access.epoch === 1) return [];
        const behind = slotsBehind(access.access);
        return [outcome(key, behind.length > 0 && `${behind.join(', ')} approved an earlier epoch`)];
      }),
  );
  const foreign = (await ownedWrites(transaction, 'grade', before)).filter(({ broken }) => broken !== undefined);
  return [...outcomes.flat(), ...foreign];
};

/** The invariants of deliveries. */
export const ofDeliveries: readonly Invariant[] = [
  {
    number: 1,
    rule: 'A delivery opens only while its authorisation is ACTIVE, in its window, on its terms, upon a listing that is not stopped: reading every key that decides it',
    begin: () => opensOnlyWhenPermitted,
  },
  { number: 2, rule: 'After a committed revocation no delivery opens under it', begin: opensNothingOnceRevoked },
  {
    number: 3,
    rule: 'Each delivery takes one slot of 1..n that nobody has, and no key that others write',
    begin: () => takesASlotOfItsOwn,
  },
  { number: 16, rule: 'A raised grade stops deliveries until every stance names its epoch', begin: () => waitsForEveryEpoch },
];
