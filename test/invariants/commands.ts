import { hashBytes, keys, transactions, type AnyTransaction, type Key, type TransactionName } from '@databund/model';
import {
  findLifecycle,
  ids,
  mandateTerms,
  offeredTerms,
  place,
  readObjectValues,
  resourceContent,
  standingTerms,
  type ObjectValues,
} from '../support/lifecycles';
import { findTransaction, requireName, type DynamicCall } from '../support/dynamic-call';
import { makeContent } from '../support/listings';
import { people, type Person } from '../support/memory-world';
import { algorithm, makeDraft, type Kind } from './kinds';
import { idsOfPredecessor, type LaneWorld } from './lane-world';
import type { Act, Facts, Thing } from './reference/facts';
import { findRule } from './reference';

/** A transaction to perform. */
export interface Call extends DynamicCall {
  readonly name: TransactionName;
}

/** The parts of a command. */
interface Parts {
  readonly kind: Kind;
  readonly act: Act;
  readonly world: LaneWorld;
  readonly values: ObjectValues;
}
type Make = (parts: Parts) => object;

const makeTerms = ({ kind, act }: Parts) => ({ ...kind.terms, count: act.way ?? 2 });
const makePayment: Make = ({ kind, act: { slip }, world }) => ({
  id: ids.trade,
  amountHash: slip === undefined ? undefined : world.hashAmount(slip, kind.isPublic === true),
});
const makeOffer: Make = ({ kind, act }) => ({
  terms: { ...kind.terms, purpose: offeredTerms.purpose, count: act.way ?? 2 },
});
const makeOpening: Make = ({ kind }) => ({
  id: ids.delivery,
  authorisation: ids.authorisation,
  ...(kind.terms.mode === 'compute' && { algorithm }),
});
const outcomes = ['settle', 'refund', 'resume'] as const;
const editDraft: Make = ({ act }) => ({ id: draft, content: makeContent({ keywords: [`after revision ${String(act.revision)}`] }) });
const applicant: Person = { participantId: ids.participant, mspId: 'ProviderMSP', roles: [] };
const formerOne: Person = { participantId: idsOfPredecessor.predecessor, mspId: 'ProviderMSP', roles: [] };
const registration = { name: { en: 'N' }, roles: ['provider'] };
const { predecessor, draft } = idsOfPredecessor;

/** The commands that differ from those of the lifecycle tables, by thing and action. */
const own: Readonly<Record<string, Make>> = {
  'listing create': ({ kind, act }) => ({ id: ids.listing, content: makeDraft(kind, act.way !== 1) }),
  'listing edit': ({ kind, act }) => ({
    content: { ...makeDraft(kind, act.way !== 1), keywords: [`after revision ${String(act.revision)}`] },
  }),
  'listing createVersion': () => ({ content: makeContent() }),
  'listing reclassify': ({ act }) => ({ grade: (['general', 'important', 'core'] as const)[act.way ?? 1] }),
  'authorisation request': (parts) => ({
    id: ids.authorisation,
    listing: ids.listing,
    version: 1,
    terms: makeTerms(parts),
    ...(parts.act.isResting && { standing: { operator: ids.standing } }),
  }),
  'standing give': () => ({ id: ids.standing, slot: 'operator', ...standingTerms }),
  'authorisation offer': makeOffer,
  'authorisation counter': makeOffer,
  'trade order': ({ kind }) => ({
    id: ids.trade,
    authorisation: ids.authorisation,
    kind: kind.trade,
    ...(kind.isAtListPrice && { atListPrice: true }),
  }),
  'trade fund': makePayment,
  'trade settle': makePayment,
  'trade refund': makePayment,
  'delivery open': makeOpening,
  'delivery replace': makeOpening,
  'delivery mismatch': ({ values }) => ({ id: ids.delivery, revision: values.delivery, hash: hashBytes('something else') }),
  'dispute open': () => ({ id: ids.dispute, trade: ids.trade, claim: hashBytes('it is not what was listed') }),
  'dispute rule': ({ act }) => ({ outcome: outcomes[(act.way ?? 0) % 3] }),
  'resource create': () => ({ id: ids.resource, content: resourceContent }),
  'mandate grant': () => ({ ...mandateTerms, grantee: people.provider.participantId }),
  'participant register': () => ({ id: ids.participant, ...registration }),
  'participant begin': () => ({ id: ids.listing, content: makeContent() }),
  'participant leave': ({ act }) => (act.way === 1 ? { successor: predecessor } : {}),
  'participant succeed': () => ({ predecessor }),
  'predecessor register': () => ({ id: predecessor, ...registration }),
  'predecessor admit': () => ({ id: predecessor }),
  'predecessor withdraw': () => ({ id: predecessor }),
  'predecessor leave': ({ act }) => ({ id: predecessor, ...(act.way === 1 && { successor: ids.participant }) }),
  'draft create': () => ({ id: draft, content: makeContent() }),
  'draft edit': editDraft,
  'draft editAsSuccessor': editDraft,
  'proposal setParameters': ({ act }) => ({ parameters: { requestPeriodHours: 720 + (act.way ?? 0) } }),
  'proposal setOrganisation': () => ({ mspId: 'BuyerMSP', roles: ['buyer'] }),
  'proposal agree': () => ({}),
  'proposal decline': () => ({}),
  'preset setPreset': () => ({ sector: 'roads', title: { en: 'Roads' }, requires: ['spatial'] }),
};

const nounOf: Readonly<Partial<Record<Thing, string>>> = {
  designation: 'listing',
  proposal: 'exchange',
  preset: 'exchange',
  predecessor: 'participant',
  draft: 'listing',
};
const verbOf: Readonly<Record<string, string>> = {
  replace: 'open',
  mismatch: 'acknowledge',
  supersede: 'createVersion',
  leave: 'withdraw',
  editAsSuccessor: 'edit',
};

/** Finds the transaction that an act calls. */
function findActTransaction({ thing, action }: Pick<Act, 'thing' | 'action'>): AnyTransaction {
  if (action === 'begin') return transactions.CreateListing;
  return findTransaction(nounOf[thing] ?? thing, verbOf[action] ?? action);
}

/** Returns the call of an act, with the revisions and hashes at present. */
export async function makeCall(act: Act, facts: Facts, world: LaneWorld): Promise<Call> {
  const parts: Parts = { kind: facts.kind, act, world, values: await readObjectValues(world) };
  const command = {
    ...findTableCommand(act)?.(parts.values),
    ...own[`${act.thing} ${act.action}`]?.(parts),
    ...(await nameDelivery(act, facts, world)),
    ...nameState(act, facts),
  };
  const as = findApplicant(act) ?? people[act.actor];
  const name = requireName(findActTransaction(act).name);
  return { name, command, as, ...(act.action === 'price' && { transient: { slip: world.makeSlip(act.slip ?? 0) } }) };
}

const byApplicant: readonly string[] = ['register', 'pin', 'leave', 'succeed', 'begin'];

/** Returns the participant of the story that acts itself. In stories, the operator takes all other actions on it. */
export function findApplicant({ thing, action }: Act): Person | undefined {
  if (thing === 'draft') return action === 'editAsSuccessor' ? applicant : formerOne;
  if (!byApplicant.includes(action)) return undefined;
  if (thing === 'participant') return applicant;
  return thing === 'predecessor' ? formerOne : undefined;
}

/** Returns how the lifecycle tables make the command. */
function findTableCommand({ thing, action }: Act): ((values: ObjectValues) => object) | undefined {
  const table = findLifecycle(nounOf[thing] ?? thing);
  return table?.commands[verbOf[action] ?? action];
}

/** Returns the members about the newest delivery: the real id to replace, or the first window without a receipt. */
async function nameDelivery({ action }: Act, { delivery }: Facts, world: LaneWorld): Promise<object> {
  if (action === 'acknowledgeWindow') return { window: (delivery?.acknowledged ?? 0) + 1 };
  const newest = action === 'replace' ? await world.find(keys.delivery(ids.delivery)) : undefined;
  return newest ? { replaces: newest.id } : {};
}

/** Returns the members that name the state on which the act was decided. */
function nameState(act: Act, facts: Facts): object {
  const { names } = findRule(act);
  if (names === 'round' && act.round !== facts.authorisation?.round) return { termsHash: hashBytes('other terms') };
  if (act.isOfOtherContent) return { contentHash: hashBytes('other content') };
  if (names !== 'revision') return {};
  const isFirst = act.revision === 0 && findRule(act).makes;
  const member = act.thing === 'designation' ? 'designation' : 'revision';
  return isFirst ? {} : { [member]: Math.max(1, act.revision ?? 1) };
}

/** The keys under which the newest view of each thing is remembered. */
export const viewKeys: Readonly<Record<Thing, Key>> = {
  participant: keys.participant(ids.participant),
  predecessor: keys.participant(predecessor),
  draft: keys.listingVersion(draft, 1),
  proposal: keys.proposal(),
  preset: keys.preset('roads'),
  resource: keys.resource(ids.resource),
  mandate: keys.mandate(ids.mandate),
  standing: keys.standing(ids.standing),
  designation: keys.authoritative(place.theme, place.adcode),
  listing: keys.listingVersion(ids.listing, 1),
  authorisation: keys.authorisation(ids.authorisation),
  trade: keys.trade(ids.trade),
  delivery: keys.delivery(ids.delivery),
  dispute: keys.dispute(ids.dispute),
};
