import { makePriceSlip } from '@databund/client';
import {
  hashCharge,
  hashBytes,
  keys,
  merkleRoot,
  type CommandOf,
  type Digest,
  type Hash,
  type ListingContent,
  type TransactionName,
} from '@databund/model';
import { bytes, contentWith } from './listings';
import { foundWorld, people, type MemoryWorld, type Person, type PersonName } from './memory-world';

/** Ids of the one object of each kind that the worlds of these tests have. */
export const ids = {
  participant: 'ptc-0000000000000000000000000z',
  listing: 'lst-00000000000000000000000001',
  authorisation: 'aut-00000000000000000000000001',
  trade: 'trd-00000000000000000000000001',
  delivery: 'dlv-00000000000000000000000001',
  /** What replaces the delivery. */
  replacement: 'dlv-00000000000000000000000002',
  dispute: 'dis-00000000000000000000000001',
  resource: 'res-00000000000000000000000001',
  mandate: 'man-00000000000000000000000001',
} as const;

/** One deed on the way to a state: who does what. */
export type Deed = (world: MemoryWorld) => Promise<unknown>;

/** Does a transaction as one of the people, with the revision and terms as they stand. */
export function deed<N extends TransactionName>(
  as: PersonName,
  name: N,
  command: (standing: Standing) => CommandOf<N>,
  transient?: () => object,
): Deed {
  return async (world) => world.perform(name, command(await standingOf(world)), people[as], transient?.());
}

/** What commands name of the objects as they stand. */
export interface Standing {
  readonly participant: number;
  readonly listing: number;
  readonly authorisation: number;
  readonly trade: number;
  readonly delivery: number;
  readonly dispute: number;
  readonly resource: number;
  readonly mandate: number;
  readonly designation: number;
  readonly termsHash: Hash;
  /** The content that was submitted for review. */
  readonly contentHash: Hash;
  /** What the trade’s funding names. */
  readonly amountHash: Hash;
  /** What the delivery’s buyer is to receive. */
  readonly expected: Digest;
  /** What the provider says of the delivery’s end: a job’s output. */
  readonly output: { readonly output?: Hash };
  /** Where the feed’s next window begins. */
  readonly nextFrom: string;
}

/** Reads how the objects stand. */
export async function standingOf(world: MemoryWorld): Promise<Standing> {
  const authorisation = await world.find(keys.authorisation(ids.authorisation));
  const trade = await world.find(keys.trade(ids.trade));
  return {
    participant: await world.revisionOf(keys.participant(ids.participant)),
    authorisation: authorisation?.change.revision ?? 1,
    trade: await world.revisionOf(keys.trade(ids.trade)),
    resource: await world.revisionOf(keys.resource(ids.resource)),
    mandate: await world.revisionOf(keys.mandate(ids.mandate)),
    dispute: await world.revisionOf(keys.dispute(ids.dispute)),
    designation: await world.revisionOf(keys.authoritative(theme, adcode)),
    termsHash: (await world.termsHashOf(ids.authorisation)) ?? hashBytes(''),
    amountHash: (trade && hashCharge(trade)) ?? amountHash,
    ...(await listingStanding(world)),
    ...(await deliveryStanding(world)),
  };
}

async function listingStanding(world: MemoryWorld): Promise<Pick<Standing, 'listing' | 'contentHash'>> {
  const listing = await world.find(keys.listingVersion(ids.listing, 1));
  return { listing: listing?.change.revision ?? 0, contentHash: listing?.contentHash ?? hashBytes('') };
}

async function deliveryStanding(world: MemoryWorld): Promise<Pick<Standing, 'delivery' | 'expected' | 'output' | 'nextFrom'>> {
  const delivery = await world.find(keys.delivery(ids.delivery));
  return {
    delivery: delivery?.change.revision ?? 0,
    expected: delivery?.expected ?? hashBytes(bytes),
    output: delivery?.mode === 'compute' ? { output: hashBytes('the result') } : {},
    nextFrom: delivery?.feed?.until ?? '2026-01-01T00:00:00.000Z',
  };
}

const version = { id: ids.listing, version: 1 };
const theme = 'roads';
const adcode = '310115';
const priced = contentWith({ charge: { basis: 'priced' }, theme: [theme], spatial: { crs: 'CRS84', adcode } });
const publicCharge = { amountMinor: 1_000, currency: 'CNY' };

/** What is designated, where. */
export const place = { id: ids.listing, theme, adcode };

/** The next window of a feed. */
export const nextWindow = ({ nextFrom: from }: Standing) => ({
  from,
  until: from.replace(/^\d{4}/, (year) => String(Number(year) + 1)),
  readings: 2,
  root: merkleRoot([hashBytes('1'), hashBytes('2')]),
});
/** The price that everybody agrees on. */
export const { text: slip, hash: amountHash } = makePriceSlip(ids.trade, 100, 'CNY');
/** What a price slip’s transaction carries. */
export const slipTransient = () => ({ slip });

/** Terms that the listed offer does not permit: only a negotiation comes to them. */
export const offeredTerms = {
  scenario: 's',
  purpose: 'advertising',
  from: '2026-01-01T00:00:00.000Z',
  until: '2026-12-31T00:00:00.000Z',
  count: 5,
  mode: 'download' as const,
};

/** Terms that the listed offer permits. */
export const usualTerms = {
  scenario: 's',
  purpose: 'research',
  from: '2026-01-01T00:00:00.000Z',
  until: '2026-12-31T00:00:00.000Z',
  count: 2,
  mode: 'download' as const,
};
const ofListing = { id: ids.authorisation, listing: ids.listing, version: 1 };

/** What is registered of the resource. */
export const resourceContent = { title: { en: 'Register of bridges', 'zh-Hans': '桥梁登记' }, description: { en: 'Every bridge.' } };

/** What has become of it. */
export const changedContent = { ...resourceContent, frequency: 'monthly' };

/** What the other provider may operate. */
export const mandateTerms = {
  id: ids.mandate,
  grantee: people.otherProvider.participantId,
  resources: [ids.resource],
  scenarios: [usualTerms.scenario],
  from: '2026-01-01T00:00:00.000Z',
  until: '2026-12-31T00:00:00.000Z',
  ceiling: { amountMinor: 1_000, currency: 'CNY' },
};

/** A provider, who joins the exchange where it is none of its participants yet, is given the mandate. */
export function mandating({ participantId: grantee, mspId }: Person, terms: CommandOf<'GrantMandate'> = mandateTerms): Deed {
  return async (world) => {
    if ((await world.find(keys.participant(grantee))) === undefined) {
      const asked = { id: grantee, name: { en: 'N' }, roles: ['provider' as const] };
      const { revision } = await world.perform('RegisterParticipant', asked, { participantId: grantee, mspId, roles: [] });
      await world.perform('AdmitParticipant', { id: grantee, revision }, people.operator);
    }
    return world.perform('GrantMandate', { ...terms, grantee }, people.authority);
  };
}

/** A second version, of some content, is listed in place of the first. */
export function superseding(content: ListingContent) {
  return async (world: MemoryWorld) => {
    const second = { id: ids.listing, version: 2 };
    let { revision } = await world.perform('CreateListingVersion', { ...second, content }, people.provider);
    ({ revision } = await world.perform('SubmitListing', { ...second, revision }, people.provider));
    ({ revision } = await world.perform('ApproveListing', { ...second, revision }, people.operator));
    return world.perform('EndListingNotice', { ...second, revision }, people.operator);
  };
}

/** The deeds that lead on, by name. */
export const deeds = {
  create: deed('provider', 'CreateListing', () => ({ id: ids.listing, content: priced })),
  createFeed: deed('provider', 'CreateListing', () => ({ id: ids.listing, content: { ...priced, kind: 'feed' } })),
  createPublic: deed('provider', 'CreateListing', () => ({
    id: ids.listing,
    content: contentWith({ isPublicData: true, resource: ids.resource, mandate: ids.mandate, charge: { basis: 'priced', publicCharge } }),
  })),
  submit: deed('provider', 'SubmitListing', ({ listing: revision }) => ({ ...version, revision })),
  agree: deed('authority', 'AgreeToListing', ({ listing: revision }) => ({ ...version, revision })),
  designate: deed('authority', 'DesignateListing', ({ designation }) => ({ ...place, ...(designation > 0 && { designation }) })),
  approve: deed('operator', 'ApproveListing', ({ listing: revision }) => ({ ...version, revision })),
  requestChanges: deed('operator', 'RequestListingChanges', ({ listing: revision }) => ({ ...version, revision })),
  reject: deed('operator', 'RejectListing', ({ listing: revision }) => ({ ...version, revision })),
  object: deed('buyer', 'ObjectToListing', () => ({ ...version, text: 'it is mine' })),
  attest: deed('assessor', 'AttestListing', ({ contentHash }) => ({
    ...version,
    contentHash,
    opinion: 'favourable',
    text: 'it may be listed',
  })),
  upholdObjection: deed('operator', 'UpholdListingObjection', ({ listing: revision }) => ({
    ...version,
    revision,
    objector: people.buyer.participantId,
  })),
  reclassify: deed('authority', 'ReclassifyListing', ({ contentHash }) => ({
    ...version,
    contentHash,
    grade: 'important',
    reason: 'it tells too much',
  })),
  classifyCore: deed('authority', 'ReclassifyListing', ({ contentHash }) => ({
    ...version,
    contentHash,
    grade: 'core',
    reason: 'it tells all',
  })),
  endNotice: deed('operator', 'EndListingNotice', ({ listing: revision }) => ({ ...version, revision })),
  suspend: deed('operator', 'SuspendListing', ({ listing: revision }) => ({ ...version, revision })),
  delist: deed('provider', 'DelistListing', ({ listing: revision }) => ({ ...version, revision, reason: 'withdrawn' })),
  delistByOrder: deed('operator', 'DelistListing', ({ listing: revision }) => ({ ...version, revision, reason: 'an order' })),
  supersede: superseding(priced),
  request: deed('buyer', 'RequestAuthorisation', () => ({
    ...ofListing,
    terms: usualTerms,
  })),
  requestFeed: deed('buyer', 'RequestAuthorisation', () => ({ ...ofListing, terms: { ...usualTerms, mode: 'feed' } })),
  requestJob: deed('buyer', 'RequestAuthorisation', () => ({ ...ofListing, terms: { ...usualTerms, mode: 'compute' } })),
  authorityApproves: deed('authority', 'ApproveAuthorisation', ({ termsHash }) => ({ id: ids.authorisation, termsHash })),
  providerApproves: deed('provider', 'ApproveAuthorisation', ({ termsHash }) => ({ id: ids.authorisation, termsHash })),
  operatorApproves: deed('operator', 'ApproveAuthorisation', ({ termsHash }) => ({ id: ids.authorisation, termsHash })),
  providerRejects: deed('provider', 'RejectAuthorisation', ({ termsHash }) => ({ id: ids.authorisation, termsHash })),
  providerSuspends: deed('provider', 'SuspendAuthorisation', ({ termsHash }) => ({ id: ids.authorisation, termsHash })),
  providerRevokes: deed('provider', 'RevokeAuthorisation', ({ termsHash }) => ({ id: ids.authorisation, termsHash })),
  offer: deed('provider', 'OfferAuthorisation', ({ authorisation: revision }) => ({
    id: ids.authorisation,
    revision,
    terms: offeredTerms,
  })),
  accept: deed('buyer', 'AcceptAuthorisation', ({ authorisation: revision }) => ({ id: ids.authorisation, revision })),
  counter: deed('buyer', 'CounterAuthorisation', ({ authorisation: revision }) => ({
    id: ids.authorisation,
    revision,
    terms: offeredTerms,
  })),
  withdraw: deed('buyer', 'WithdrawAuthorisation', ({ authorisation: revision }) => ({ id: ids.authorisation, revision })),
  surrender: deed('buyer', 'SurrenderAuthorisation', ({ authorisation: revision }) => ({ id: ids.authorisation, revision })),
  order: deed('buyer', 'OrderTrade', () => ({ id: ids.trade, authorisation: ids.authorisation, kind: 'sale' })),
  providerPrices: deed('provider', 'PriceTrade', () => ({ id: ids.trade }), slipTransient),
  buyerPrices: deed('buyer', 'PriceTrade', () => ({ id: ids.trade }), slipTransient),
  fund: deed('operator', 'FundTrade', ({ amountHash: agreed }) => ({ id: ids.trade, amountHash: agreed })),
  activate: deed('buyer', 'ActivateAuthorisation', ({ authorisation: revision }) => ({
    id: ids.authorisation,
    revision,
    trade: ids.trade,
  })),
  settle: deed('operator', 'SettleTrade', () => ({ id: ids.trade, amountHash })),
  refund: deed('operator', 'RefundTrade', () => ({ id: ids.trade, amountHash })),
  cancel: deed('buyer', 'CancelTrade', ({ trade: revision }) => ({ id: ids.trade, revision })),
  open: deed('buyer', 'OpenDelivery', () => ({ id: ids.delivery, authorisation: ids.authorisation })),
  replace: deed('buyer', 'OpenDelivery', () => ({ id: ids.replacement, authorisation: ids.authorisation, replaces: ids.delivery })),
  openJob: deed('buyer', 'OpenDelivery', () => ({
    id: ids.delivery,
    authorisation: ids.authorisation,
    algorithm: hashBytes('count the rows'),
  })),
  send: deed('provider', 'SendDelivery', ({ delivery: revision, output }) => ({ id: ids.delivery, revision, ...output })),
  sendWindow: deed('provider', 'SendDeliveryWindow', (standing) => ({
    id: ids.delivery,
    revision: standing.delivery,
    ...nextWindow(standing),
  })),
  acknowledgeWindow: deed('buyer', 'AcknowledgeDeliveryWindow', (standing) => ({
    id: ids.delivery,
    window: 1,
    root: nextWindow(standing).root,
  })),
  acknowledge: deed('buyer', 'AcknowledgeDelivery', ({ delivery: revision, expected: hash }) => ({ id: ids.delivery, revision, hash })),
  mismatch: deed('buyer', 'AcknowledgeDelivery', ({ delivery: revision }) => ({ id: ids.delivery, revision, hash: hashBytes('other') })),
  terminate: deed('operator', 'TerminateDelivery', ({ delivery: revision }) => ({ id: ids.delivery, revision })),
  openDispute: deed('buyer', 'OpenDispute', () => ({ id: ids.dispute, trade: ids.trade, claim: 'it is not what was listed' })),
  addEvidence: deed('provider', 'AddDisputeEvidence', ({ dispute: revision }) => ({ id: ids.dispute, revision, text: 'it is' })),
  ruleSettle: deed('arbiter', 'RuleDispute', ({ dispute: revision }) => ({ id: ids.dispute, revision, outcome: 'settle', text: 'r' })),
  ruleRefund: deed('arbiter', 'RuleDispute', ({ dispute: revision }) => ({ id: ids.dispute, revision, outcome: 'refund', text: 'r' })),
  ruleAgain: deed('otherArbiter', 'RuleDispute', ({ dispute: revision }) => ({ id: ids.dispute, revision, outcome: 'resume', text: 'r' })),
  appeal: deed('provider', 'AppealDispute', ({ dispute: revision }) => ({ id: ids.dispute, revision, reason: 'no' })),
  enforce: deed('operator', 'EnforceDispute', ({ dispute: revision }) => ({ id: ids.dispute, revision })),
  withdrawDispute: deed('buyer', 'WithdrawDispute', ({ dispute: revision }) => ({ id: ids.dispute, revision })),
  createResource: deed('provider', 'CreateResource', () => ({ id: ids.resource, content: resourceContent })),
  submitResource: deed('provider', 'SubmitResource', ({ resource: revision }) => ({ id: ids.resource, revision })),
  giveNotice: deed('authority', 'GiveResourceNotice', ({ resource: revision }) => ({ id: ids.resource, revision })),
  rejectResource: deed('authority', 'RejectResource', ({ resource: revision }) => ({ id: ids.resource, revision })),
  registerResource: deed('authority', 'RegisterResource', ({ resource: revision }) => ({ id: ids.resource, revision })),
  objectToResource: deed('buyer', 'ObjectToResource', () => ({ id: ids.resource, text: 'it is ours' })),
  changeResource: deed('provider', 'ChangeResource', ({ resource: revision }) => ({ id: ids.resource, revision, content: changedContent })),
  cancelResource: deed('authority', 'CancelResource', ({ resource: revision }) => ({ id: ids.resource, revision })),
  grantMandate: mandating(people.otherProvider),
  mandateProvider: mandating(people.provider),
  suspendMandate: deed('authority', 'SuspendMandate', ({ mandate: revision }) => ({ id: ids.mandate, revision })),
  revokeMandate: deed('authority', 'RevokeMandate', ({ mandate: revision }) => ({ id: ids.mandate, revision })),
  register: async (world: MemoryWorld) =>
    world.perform(
      'RegisterParticipant',
      { id: ids.participant, name: { en: 'N' }, roles: ['buyer'] },
      { participantId: ids.participant, mspId: 'BuyerMSP', roles: [] },
    ),
  admit: deed('operator', 'AdmitParticipant', ({ participant: revision }) => ({ id: ids.participant, revision })),
  suspendParticipant: deed('operator', 'SuspendParticipant', ({ participant: revision }) => ({ id: ids.participant, revision })),
  withdrawParticipant: deed('operator', 'WithdrawParticipant', ({ participant: revision }) => ({ id: ids.participant, revision })),
  waitHours: (hours: number) => (world: MemoryWorld) => {
    world.nowMs += hours * 3_600_000;
    return Promise.resolve();
  },
} as const;

/** A founded world in which these deeds were done. */
export async function worldAfter(...done: readonly Deed[]): Promise<MemoryWorld> {
  const world = await foundWorld();
  for (const each of done) await each(world);
  return world;
}
