import {
  keys,
  stanceSlots,
  type ChangeProposal,
  type DesignationRecord,
  type DisputeRecord,
  type ListingRecord,
  type MandateRecord,
  type ResourceRecord,
  type StanceRecord,
} from '@databund/model';
import { outcome, writesOf, type Around, type Committed, type Examine, type Invariant, type Outcome } from './invariant';
import type { LedgerState } from './ledger-state';

const approvedByWhoRequested: Examine = (transaction, { before: state, after }) =>
  Promise.all(
    writesOf<StanceRecord>(transaction, 'stance')
      .filter(({ parts, before, record }) => parts[0] === 'authorisation' && before && record.state === 'APPROVED')
      .map(async ({ key, parts, record }) => {
        const head = await state.find(keys.authorisation(parts[1] ?? ''));
        const others = await Promise.all(stanceSlots.map((slot) => after.find(keys.stance('authorisation', parts[1] ?? '', slot))));
        const fills = others.filter((stance) => stance?.filledBy === record.filledBy).length;
        if (record.filledBy !== record.change.actor && record.change.action !== 'resume')
          return outcome(key, 'filled by another than its actor');
        if (record.filledBy === head?.buyer) return outcome(key, 'approved by who requested it');
        return outcome(key, fills > 1 && 'one participant fills two slots');
      }),
  );

const ruledByAParty = (transaction: Committed): readonly Outcome[] =>
  writesOf<DisputeRecord>(transaction, 'dispute')
    .filter(({ record, before }) => record.rulings.length > (before?.rulings.length ?? 0))
    .map(({ key, record: { rulings, buyer, provider } }) => {
      const arbiters = rulings.map(({ arbiter }) => arbiter);
      const isPartial = arbiters.some((arbiter) => arbiter === buyer || arbiter === provider);
      return outcome(key, isPartial ? 'ruled by a party' : new Set(arbiters).size < arbiters.length && 'ruled twice by one arbiter');
    });

/** What of a listing, and of a resource, only others than who lists or holds it may do. */
const reviews = ['requestChanges', 'reject', 'approve', 'upholdObjection', 'endNotice'];
const registrations = ['giveNotice', 'reject', 'upholdObjection', 'register', 'acceptChange', 'declineChange', 'correct', 'cancel'];

function reviewedByItsOwn(transaction: Committed): readonly Outcome[] {
  const listings = writesOf<ListingRecord>(transaction, 'listing-version')
    .filter(({ record }) => reviews.includes(record.change.action))
    .map(({ key, record: { provider, change } }) => outcome(key, change.actor === provider && 'reviewed by who lists it'));
  const resources = writesOf<ResourceRecord>(transaction, 'resource')
    .filter(({ record }) => registrations.includes(record.change.action))
    .map(({ key, record: { holder, change } }) => outcome(key, change.actor === holder && 'registered by who holds it'));
  return [...listings, ...resources];
}

/** Opinions, grades and stances upon a listing lie under keys of their own, which name it. */
async function judgedByItsOwn(transaction: Committed, { after }: Around): Promise<readonly Outcome[]> {
  const judgements = [
    ...writesOf(transaction, 'attestation'),
    ...writesOf(transaction, 'grade').filter(({ record }) => record.change.action === 'reclassify'),
    ...writesOf(transaction, 'stance').filter(({ parts, before }) => parts[0] === 'listing' && before),
  ];
  return Promise.all(
    judgements.map(async ({ key, type, parts, record }) => {
      const [id = '', version = ''] = type === 'stance' ? (parts[1] ?? '').split('@') : parts;
      const listing = await after.find(keys.listingVersion(id, Number(version)));
      return outcome(key, listing?.provider === record.change.actor && 'judged by who lists it');
    }),
  );
}

const agreedByWhoProposed = (transaction: Committed): readonly Outcome[] =>
  writesOf<ChangeProposal>(transaction, 'exchange-proposal')
    .filter(({ record }) => record.change.action === 'agree')
    .map(({ key, record: { proposedBy, change } }) => outcome(key, proposedBy === change.actor && 'agreed to by who proposed it'));

/** A mandate is given and taken by others than its grantee; what is designated is nobody’s own. */
async function favouredByItself(transaction: Committed, { after }: Around): Promise<readonly Outcome[]> {
  const mandates = writesOf<MandateRecord>(transaction, 'mandate').map(({ key, record: { grantee, change } }) =>
    outcome(key, change.actor === grantee && 'mandated by its grantee'),
  );
  const designations = writesOf<DesignationRecord>(transaction, 'authoritative')
    .filter(({ record }) => record.state === 'DESIGNATED')
    .map(async ({ key, record: { listing, change } }) =>
      outcome(key, (await ownersOf(after, listing)).includes(change.actor) && 'designated by who lists or holds it'),
    );
  return [...mandates, ...(await Promise.all(designations))];
}

/** Who lists what is listed, and who holds the resource that it is of. */
async function ownersOf(state: LedgerState, id: string): Promise<readonly (string | undefined)[]> {
  const { provider, live } = (await state.find(keys.listing(id))) ?? {};
  const version = live === undefined ? undefined : await state.find(keys.listingVersion(id, live));
  const { resource } = version?.content ?? {};
  return [provider, resource === undefined ? undefined : (await state.find(keys.resource(resource)))?.holder];
}

const nobodyJudgesItsOwn: Examine = async (transaction, around) => [
  ...(await approvedByWhoRequested(transaction, around)),
  ...ruledByAParty(transaction),
  ...agreedByWhoProposed(transaction),
  ...reviewedByItsOwn(transaction),
  ...(await judgedByItsOwn(transaction, around)),
  ...(await favouredByItself(transaction, around)),
];

/** The invariant of those who judge. */
export const ofJudges: readonly Invariant[] = [
  {
    number: 8,
    rule: 'Nobody approves its own request or proposal, or judges what it lists, holds or operates; no participant fills two slots, no arbiter is a party',
    begin: () => nobodyJudgesItsOwn,
  },
];
