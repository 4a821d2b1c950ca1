import { byNoun, hashBytes, keys, type AnyTransaction, type Key, type TransactionName } from '@databund/model';
import {
  ids,
  lifecycles,
  mandateTerms,
  type Noun,
  offeredTerms,
  place,
  readStanding,
  resourceContent,
  type Standing,
} from '../support/lifecycles';
import { makeContent } from '../support/listings';
import { people, type Person } from '../support/memory-world';
import { algorithm, contentOf, type Kind } from './kinds';
import type { LaneWorld } from './lane-world';
import type { Act, Facts, Thing } from './reference/facts';
import { ruleOf } from './reference';

/** A transaction that is to be performed. */
export interface Call {
  readonly name: TransactionName;
  readonly command: object;
  readonly as: Person;
  readonly transient?: object;
}

/** What a command is made of. */
interface Making {
  readonly kind: Kind;
  readonly act: Act;
  readonly world: LaneWorld;
  readonly standing: Standing;
}
type Make = (making: Making) => object;

const terms = ({ kind, act }: Making) => ({ ...kind.terms, count: act.way ?? 2 });
const money: Make = ({ kind, act: { slip }, world }) => ({
  id: ids.trade,
  amountHash: slip === undefined ? undefined : world.amountHash(slip, kind.isPublic === true),
});
const proposed: Make = ({ kind, act }) => ({
  terms: { ...kind.terms, purpose: offeredTerms.purpose, count: act.way ?? 2 },
});
const opening: Make = ({ kind }) => ({
  id: ids.delivery,
  authorisation: ids.authorisation,
  ...(kind.terms.mode === 'compute' && { algorithm }),
});
const outcomes = ['settle', 'refund', 'resume'] as const;
const applicant: Person = { participantId: ids.participant, mspId: 'BuyerMSP', roles: [] };

/** What the tables of lives do not say, or say otherwise, by thing and action. */
const own: Readonly<Record<string, Make>> = {
  'listing create': ({ kind, act }) => ({ id: ids.listing, content: contentOf(kind, act.way !== 1) }),
  'listing edit': ({ kind, act }) => ({
    content: { ...contentOf(kind, act.way !== 1), keywords: [`after revision ${String(act.revision)}`] },
  }),
  'listing createVersion': () => ({ content: makeContent() }),
  'listing reclassify': ({ act }) => ({ grade: (['general', 'important', 'core'] as const)[act.way ?? 1] }),
  'authorisation request': (making) => ({ id: ids.authorisation, listing: ids.listing, version: 1, terms: terms(making) }),
  'authorisation offer': proposed,
  'authorisation counter': proposed,
  'trade order': ({ kind }) => ({
    id: ids.trade,
    authorisation: ids.authorisation,
    kind: kind.trade,
  }),
  'trade fund': money,
  'trade settle': money,
  'trade refund': money,
  'delivery open': opening,
  'delivery replace': opening,
  'delivery mismatch': ({ standing }) => ({ id: ids.delivery, revision: standing.delivery, hash: hashBytes('something else') }),
  'dispute open': () => ({ id: ids.dispute, trade: ids.trade, claim: 'it is not what was listed' }),
  'dispute rule': ({ act }) => ({ outcome: outcomes[(act.way ?? 0) % 3] }),
  'resource create': () => ({ id: ids.resource, content: resourceContent }),
  'mandate grant': () => ({ ...mandateTerms, grantee: people.provider.participantId }),
  'participant register': () => ({ id: ids.participant, name: { en: 'N' }, roles: ['buyer'] }),
  'proposal setParameters': ({ act }) => ({ parameters: { requestPeriodHours: 720 + (act.way ?? 0) } }),
  'proposal setOrganisation': () => ({ mspId: 'BuyerMSP', roles: ['buyer'] }),
  'proposal agree': () => ({}),
  'proposal decline': () => ({}),
  'preset setPreset': () => ({ sector: 'roads', title: { en: 'Roads' }, requires: ['spatial'] }),
};

const nounOf: Partial<Readonly<Record<Thing, keyof typeof byNoun>>> = { designation: 'listing', proposal: 'exchange', preset: 'exchange' };
const verbOf: Readonly<Record<string, string>> = { replace: 'open', mismatch: 'acknowledge', supersede: 'createVersion' };

/** The transaction of an act. */
export function transactionOf({ thing, action }: Pick<Act, 'thing' | 'action'>): AnyTransaction {
  const verbs = byNoun[nounOf[thing] ?? (thing as keyof typeof byNoun)] as Readonly<Record<string, AnyTransaction>>;
  const transaction = verbs[verbOf[action] ?? action];
  if (!transaction) throw new Error(`there is no transaction for ${thing} ${action}`);
  return transaction;
}

/** The transaction of an act with what it is given, as things stand. */
export async function callOf(act: Act, facts: Facts, world: LaneWorld): Promise<Call> {
  const making: Making = { kind: facts.kind, act, world, standing: await readStanding(world) };
  const command = {
    ...tabled(act)?.(making.standing),
    ...own[`${act.thing} ${act.action}`]?.(making),
    ...(await ofDelivery(act, facts, world)),
    ...named(act, facts),
  };
  const as = isByApplicant(act) ? applicant : people[act.actor];
  const name = transactionOf(act).name as TransactionName;
  return { name, command, as, ...(act.action === 'price' && { transient: { slip: world.slip(act.slip ?? 0) } }) };
}

/** What a participant does for itself: the stories have it done by the operator, who does all else to it. */
export function isByApplicant({ thing, action }: Act): boolean {
  return thing === 'participant' && (action === 'register' || action === 'pin');
}

/** The command as the tables of lives have it. */
function tabled({ thing, action }: Act): ((standing: Standing) => object) | undefined {
  const table = lifecycles[(nounOf[thing] ?? thing) as Noun] as (typeof lifecycles)[Noun] | undefined;
  return table?.commands[verbOf[action] ?? action];
}

/** What is named of the newest delivery: the id that it really has where it is replaced, the first window that was not acknowledged. */
async function ofDelivery({ action }: Act, { delivery }: Facts, world: LaneWorld): Promise<object> {
  if (action === 'acknowledgeWindow') return { window: (delivery?.acknowledged ?? 0) + 1 };
  const newest = action === 'replace' ? await world.find(keys.delivery(ids.delivery)) : undefined;
  return newest ? { replaces: newest.id } : {};
}

/** What the act names of the state that it was decided upon. */
function named(act: Act, facts: Facts): object {
  const { names } = ruleOf(act);
  if (names === 'round' && act.round !== facts.authorisation?.round) return { termsHash: hashBytes('other terms') };
  if (act.isOfOtherContent) return { contentHash: hashBytes('other content') };
  if (names !== 'revision') return {};
  const isFirst = act.revision === 0 && ruleOf(act).makes;
  const member = act.thing === 'designation' ? 'designation' : 'revision';
  return isFirst ? {} : { [member]: Math.max(1, act.revision ?? 1) };
}

/** Under which key the newest view of a thing is remembered. */
export const viewKeys: Readonly<Record<Thing, Key>> = {
  participant: keys.participant(ids.participant),
  proposal: keys.proposal(),
  preset: keys.preset('roads'),
  resource: keys.resource(ids.resource),
  mandate: keys.mandate(ids.mandate),
  designation: keys.authoritative(place.theme, place.adcode),
  listing: keys.listingVersion(ids.listing, 1),
  authorisation: keys.authorisation(ids.authorisation),
  trade: keys.trade(ids.trade),
  delivery: keys.delivery(ids.delivery),
  dispute: keys.dispute(ids.dispute),
};
