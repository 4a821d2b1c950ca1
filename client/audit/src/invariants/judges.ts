import {
  believeStored,
  findListed,
  keys,
  stanceSlots,
  type AuthorisationRecord,
  type ChangeProposal,
  type DesignationRecord,
  type DisputeRecord,
  type ListingRecord,
  type MandateRecord,
  type ResourceRecord,
  type StanceRecord,
} from '@databund/model';
import { findCovering, readUse } from '../reference/use';
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
  type StatePair,
} from './invariant';
import type { LedgerState } from './ledger-state';

/** Checks that the buyer approves no slot of its own request, and that no participant fills two slots. */
const checkApprovers: CheckTransaction = (transaction, { before: state, after }) =>
  checkEach(
    selectWrites<StanceRecord>(transaction, 'stance').filter(
      ({ parts, before, record }) => parts[0] === 'authorisation' && before && record.state === 'APPROVED',
    ),
    async ({ key, parts, record: { filledBy, change } }) => {
      const id = parts[1] ?? '';
      if (filledBy !== change.actor && change.action !== 'resume')
        return makeOutcome(key, `filled by ${String(filledBy)}, its actor ${change.actor} expected`);
      const authorisation = await state.find(keys.authorisation(id));
      if (filledBy === authorisation?.buyer) return makeOutcome(key, `approved by ${String(filledBy)}, who requested it`);
      const filled = await countFilled(after, id, filledBy);
      return makeOutcome(key, filled > 1 && `${String(filledBy)} fills ${String(filled)} slots, at most 1 expected`);
    },
  );

/** Counts the slots of an authorisation that a participant fills, by its stances and by standing approvals that cover the use. */
async function countFilled(after: LedgerState, id: string, participant: string | undefined): Promise<number> {
  const use = await readUse(after, id);
  const stances = await Promise.all(stanceSlots.map((slot) => after.find(keys.stance('authorisation', id, slot))));
  return stanceSlots.filter((slot, index) => {
    const { filledBy, mspId = '' } = stances[index] ?? {};
    return filledBy === participant || (use && findCovering(use, { slot, mspId })?.givenBy === participant);
  }).length;
}

/** Checks that no request rests on a standing approval of its buyer, or on two of one giver. */
const checkNamedStandings: CheckTransaction = (transaction, { after }) =>
  checkEach(
    selectWrites<AuthorisationRecord>(transaction, 'authorisation').filter(({ before, record }) => !before && record.standing),
    async ({ key, record: { buyer, standing = {} } }) => {
      const named = await Promise.all(Object.values(standing).map((id) => after.find(keys.standing(id))));
      const givers = named.flatMap((each) => each?.givenBy ?? []);
      const repeated = givers.find((giver, index) => giver === buyer || givers.indexOf(giver) < index);
      return makeOutcome(key, repeated !== undefined && `rests on standing approvals of ${repeated}, who buys or fills another slot`);
    },
  );

function checkArbiters(transaction: CommittedTransaction): readonly Outcome[] {
  return selectWrites<DisputeRecord>(transaction, 'dispute')
    .filter(({ record, before }) => record.rulings.length > (before?.rulings.length ?? 0))
    .map(({ key, record: { rulings, buyer, provider } }) => {
      const arbiters = rulings.map(({ arbiter }) => arbiter);
      const party = arbiters.find((arbiter) => arbiter === buyer || arbiter === provider);
      const repeated = arbiters.find((arbiter, index) => arbiters.indexOf(arbiter) < index);
      const broken = party ? `ruled by ${party}, who is a party` : repeated && `ruled twice by ${repeated}`;
      return makeOutcome(key, broken);
    });
}

/** Actions on a listing that its provider may not take. */
const reviewActions: readonly string[] = ['requestChanges', 'reject', 'approve', 'upholdObjection'];
/** Actions on a resource that its holder may not take. */
const registrationActions: readonly string[] = [
  'giveNotice',
  'reject',
  'upholdObjection',
  'register',
  'acceptChange',
  'declineChange',
  'correct',
  'cancel',
];

function checkReviewers(transaction: CommittedTransaction): readonly Outcome[] {
  const listings = selectWrites<ListingRecord>(transaction, 'listing-version')
    .filter(({ record }) => reviewActions.includes(record.change.action))
    .map((write) => rejectActor(write, write.record.provider, 'reviewed by its provider'));
  const resources = selectWrites<ResourceRecord>(transaction, 'resource')
    .filter(({ record }) => registrationActions.includes(record.change.action))
    .map((write) => rejectActor(write, write.record.holder, 'registered by its holder'));
  return [...listings, ...resources];
}

/** Checks that a provider writes no opinion, grade or stance on its own listing. */
function checkListingJudges(transaction: CommittedTransaction, { after }: StatePair): Outcomes {
  const judgements = [
    ...selectWrites(transaction, 'attestation'),
    ...selectWrites(transaction, 'grade').filter(({ record }) => record.change.action === 'reclassify'),
    ...selectWrites(transaction, 'stance').filter(({ parts, before }) => parts[0] === 'listing' && before),
  ];
  return checkEach(judgements, async (write) => {
    const [id = ''] = write.type === 'stance' ? (write.parts[1] ?? '').split('@') : write.parts;
    const listing = await after.find(keys.listing(id));
    return rejectActor(write, listing?.provider, `${write.type} written by the provider of the listing`);
  });
}

function checkAgreements(transaction: CommittedTransaction): readonly Outcome[] {
  return selectWrites<ChangeProposal>(transaction, 'exchange-proposal')
    .filter(({ record }) => record.change.action === 'agree')
    .map((write) => rejectActor(write, write.record.proposedBy, 'agreed to by its proposer'));
}

/** Checks that no grantee changes its own mandate, and that no listing is designated by its provider or the holder of its resource. */
function checkFavours(transaction: CommittedTransaction, { after }: StatePair): Outcomes {
  const mandates = selectWrites<MandateRecord>(transaction, 'mandate').map((write) =>
    rejectActor(write, write.record.grantee, 'mandate changed by its grantee'),
  );
  const designated = selectWrites<DesignationRecord>(transaction, 'authoritative').filter(({ record }) => record.state === 'DESIGNATED');
  const designations = checkEach(designated, async (write) => {
    const { listing, change } = write.record;
    const owner = (await listOwners(after, listing, change.at)).find((each) => each === change.actor);
    return rejectActor(write, owner, 'designated by the provider or the holder');
  });
  return joinOutcomes(mandates, designations);
}

/** Returns a listing's provider, and the holder of the resource that it is based on. */
async function listOwners(state: LedgerState, id: string, at: string): Promise<readonly (string | undefined)[]> {
  const pointer = await state.find(keys.listing(id));
  const listed = pointer && (await findListed(believeStored(state), pointer, at));
  const { resource } = listed?.listing.content ?? {};
  return [pointer?.provider, resource === undefined ? undefined : (await state.find(keys.resource(resource)))?.holder];
}

/** Makes an outcome that is broken if a participant made a change that it may not make. */
function rejectActor({ key, record: { change } }: RecordWrite, participant: string | undefined, what: string): Outcome {
  return makeOutcome(key, change.actor === participant && `${what} ${change.actor}`);
}

const checkJudges: CheckTransaction = (transaction, states) => {
  // Nothing may throw beside a promise that nobody awaits yet, so what can throw comes first.
  const known = [...checkArbiters(transaction), ...checkAgreements(transaction), ...checkReviewers(transaction)];
  return joinOutcomes(
    checkApprovers(transaction, states),
    checkNamedStandings(transaction, states),
    known,
    checkListingJudges(transaction, states),
    checkFavours(transaction, states),
  );
};

/** Independence of those who approve, review and rule: invariant 8. */
export const judgeInvariants: readonly Invariant[] = [
  {
    number: 8,
    name: 'no self-dealing',
    rule: 'No participant approves its own request or proposal, or judges what it lists, holds or operates; none fills two slots, no arbiter is a party',
    begin: () => checkJudges,
  },
];
