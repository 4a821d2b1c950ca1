import { hashBytes, keys } from '@databund/model';
import { makeContent } from '../listings';
import { people, type MemoryWorld } from '../memory-world';
import { ids, place } from './ids';
import { amountHash, changedContent, makeSlipTransient, offeredTerms, resourceContent, standingTerms, usualTerms } from './samples';
import { makeNextWindow } from './object-values';
import { grantMandateTo, makeStep, supersedeWith, type Step } from './world';

const version = { id: ids.listing, version: 1 };
const ofListing = { id: ids.authorisation, listing: ids.listing, version: 1 };
const priced = makeContent({ charge: { basis: 'priced' }, theme: [place.theme], spatial: { crs: 'CRS84', adcode: place.adcode } });
const charge = { amountMinor: 1_000, currency: 'CNY' };

const serve = makeStep('provider', 'ServeDelivery', ({ delivery: revision }) => ({ id: ids.delivery, revision }));

const send = makeStep('provider', 'SendDelivery', ({ delivery: revision, output }) => ({ id: ids.delivery, revision, ...output }));
const sendWindow = makeStep('provider', 'SendDeliveryWindow', (standing) => ({
  id: ids.delivery,
  revision: standing.delivery,
  ...makeNextWindow(standing),
}));

/** Makes a step before which the provider records that it begins to serve, unless it did. */
const serveBefore =
  (step: Step): Step =>
  async (world) => {
    if ((await world.find(keys.delivery(ids.delivery)))?.state === 'OPENED') await serve(world);
    return step(world);
  };

/** Makes a step that gives notices which begin from then on this period. */
const setNoticeHours =
  (noticePeriodHours: number): Step =>
  async (world) => {
    const { revision } = await world.perform('SetParameters', { parameters: { noticePeriodHours } }, people.operator);
    return world.perform('AgreeToChange', { revision }, people.authority);
  };

/** The steps that lead from state to state, by name. */
export const steps = {
  create: makeStep('provider', 'CreateListing', () => ({ id: ids.listing, content: priced })),
  createFree: makeStep('provider', 'CreateListing', () => ({ id: ids.listing, content: { ...priced, charge: { basis: 'free' } } })),
  createFeed: makeStep('provider', 'CreateListing', () => ({ id: ids.listing, content: { ...priced, kind: 'feed' } })),
  createPublic: makeStep('provider', 'CreateListing', () => ({
    id: ids.listing,
    content: makeContent({
      isPublicData: true,
      resource: ids.resource,
      mandate: ids.mandate,
      charge: { basis: 'priced', publicCharge: charge },
    }),
  })),
  createAtListPrice: makeStep('provider', 'CreateListing', () => ({
    id: ids.listing,
    content: { ...priced, charge: { basis: 'priced', listPrice: charge } },
  })),
  submit: makeStep('provider', 'SubmitListing', ({ listing: revision }) => ({ ...version, revision })),
  agree: makeStep('authority', 'AgreeToListing', ({ listing: revision }) => ({ ...version, revision })),
  designate: makeStep('authority', 'DesignateListing', ({ designation }) => ({ ...place, ...(designation > 0 && { designation }) })),
  approve: makeStep('operator', 'ApproveListing', ({ listing: revision }) => ({ ...version, revision })),
  takeBack: makeStep('provider', 'WithdrawListing', ({ listing: revision }) => ({ ...version, revision })),
  requestChanges: makeStep('operator', 'RequestListingChanges', ({ listing: revision }) => ({ ...version, revision })),
  reject: makeStep('operator', 'RejectListing', ({ listing: revision }) => ({ ...version, revision })),
  object: makeStep('buyer', 'ObjectToListing', ({ contentHash }) => ({ ...version, contentHash, text: hashBytes('it is mine') })),
  attest: makeStep('assessor', 'AttestListing', ({ contentHash }) => ({
    ...version,
    contentHash,
    opinion: 'favourable',
    text: 'it may be listed',
  })),
  upholdObjection: makeStep('operator', 'UpholdListingObjection', ({ listing: revision }) => ({
    ...version,
    revision,
    objector: people.buyer.participantId,
  })),
  reclassify: makeStep('authority', 'ReclassifyListing', ({ contentHash }) => ({
    ...version,
    contentHash,
    grade: 'important',
    reason: { code: 'safety' },
  })),
  classifyCore: makeStep('authority', 'ReclassifyListing', ({ contentHash }) => ({
    ...version,
    contentHash,
    grade: 'core',
    reason: { code: 'safety' },
  })),
  setNoticeHours,
  lengthenNotices: setNoticeHours(24),
  suspend: makeStep('operator', 'SuspendListing', ({ listing: revision }) => ({ ...version, revision })),
  delist: makeStep('provider', 'DelistListing', ({ listing: revision }) => ({ ...version, revision, reason: { code: 'request' } })),
  delistByOrder: makeStep('operator', 'DelistListing', ({ listing: revision }) => ({ ...version, revision, reason: { code: 'legal' } })),
  supersede: supersedeWith(priced),
  request: makeStep('buyer', 'RequestAuthorisation', () => ({
    ...ofListing,
    terms: usualTerms,
  })),
  requestFeed: makeStep('buyer', 'RequestAuthorisation', () => ({ ...ofListing, terms: { ...usualTerms, mode: 'feed' } })),
  requestJob: makeStep('buyer', 'RequestAuthorisation', () => ({ ...ofListing, terms: { ...usualTerms, mode: 'compute' } })),
  authorityApproves: makeStep('authority', 'ApproveAuthorisation', ({ termsHash }) => ({ id: ids.authorisation, termsHash })),
  providerApproves: makeStep('provider', 'ApproveAuthorisation', ({ termsHash }) => ({ id: ids.authorisation, termsHash })),
  operatorApproves: makeStep('operator', 'ApproveAuthorisation', ({ termsHash }) => ({ id: ids.authorisation, termsHash })),
  providerRejects: makeStep('provider', 'RejectAuthorisation', ({ termsHash }) => ({ id: ids.authorisation, termsHash })),
  providerSuspends: makeStep('provider', 'SuspendAuthorisation', ({ termsHash }) => ({ id: ids.authorisation, termsHash })),
  providerRevokes: makeStep('provider', 'RevokeAuthorisation', ({ termsHash }) => ({ id: ids.authorisation, termsHash })),
  offer: makeStep('provider', 'OfferAuthorisation', ({ authorisation: revision }) => ({
    id: ids.authorisation,
    revision,
    terms: offeredTerms,
  })),
  accept: makeStep('buyer', 'AcceptAuthorisation', ({ authorisation: revision }) => ({ id: ids.authorisation, revision })),
  counter: makeStep('buyer', 'CounterAuthorisation', ({ authorisation: revision }) => ({
    id: ids.authorisation,
    revision,
    terms: offeredTerms,
  })),
  withdraw: makeStep('buyer', 'WithdrawAuthorisation', ({ authorisation: revision }) => ({ id: ids.authorisation, revision })),
  surrender: makeStep('buyer', 'SurrenderAuthorisation', ({ authorisation: revision }) => ({ id: ids.authorisation, revision })),
  order: makeStep('buyer', 'OrderTrade', () => ({ id: ids.trade, authorisation: ids.authorisation, kind: 'sale' })),
  orderAtListPrice: makeStep('buyer', 'OrderTrade', () => ({
    id: ids.trade,
    authorisation: ids.authorisation,
    kind: 'sale',
    atListPrice: true,
  })),
  orderFree: makeStep('buyer', 'OrderTrade', () => ({ id: ids.trade, authorisation: ids.authorisation, kind: 'free' })),
  providerPrices: makeStep('provider', 'PriceTrade', () => ({ id: ids.trade }), makeSlipTransient),
  buyerPrices: makeStep('buyer', 'PriceTrade', () => ({ id: ids.trade }), makeSlipTransient),
  fund: makeStep('operator', 'FundTrade', ({ amountHash: agreed }) => ({ id: ids.trade, amountHash: agreed })),
  activate: makeStep('buyer', 'ActivateAuthorisation', ({ authorisation: revision }) => ({
    id: ids.authorisation,
    revision,
    trade: ids.trade,
  })),
  settle: makeStep('operator', 'SettleTrade', () => ({ id: ids.trade, amountHash })),
  refund: makeStep('operator', 'RefundTrade', () => ({ id: ids.trade, amountHash })),
  claim: makeStep('buyer', 'ClaimTrade', ({ trade: revision }) => ({ id: ids.trade, revision })),
  concede: makeStep('provider', 'ConcedeTrade', ({ trade: revision }) => ({ id: ids.trade, revision })),
  settleAccepted: makeStep('operator', 'SettleTrade', () => ({ id: ids.trade, amountHash, delivery: ids.delivery })),
  refundUnserved: makeStep('operator', 'RefundTrade', () => ({ id: ids.trade, amountHash, delivery: ids.replacement })),
  cancel: makeStep('buyer', 'CancelTrade', ({ trade: revision }) => ({ id: ids.trade, revision })),
  open: makeStep('buyer', 'OpenDelivery', () => ({ id: ids.delivery, authorisation: ids.authorisation })),
  replace: makeStep('buyer', 'OpenDelivery', () => ({ id: ids.replacement, authorisation: ids.authorisation, replaces: ids.delivery })),
  openJob: makeStep('buyer', 'OpenDelivery', () => ({
    id: ids.delivery,
    authorisation: ids.authorisation,
    algorithm: hashBytes('count the rows'),
  })),
  serve,
  sendAtOnce: send,
  send: serveBefore(send),
  serveReplacement: async (world: MemoryWorld) =>
    world.perform(
      'ServeDelivery',
      { id: ids.replacement, revision: await world.readRevision(keys.delivery(ids.replacement)) },
      people.provider,
    ),
  sendWindowAtOnce: sendWindow,
  sendWindow: serveBefore(sendWindow),
  acknowledgeWindow: makeStep('buyer', 'AcknowledgeDeliveryWindow', (standing) => ({
    id: ids.delivery,
    window: 1,
    root: makeNextWindow(standing).root,
  })),
  acknowledge: makeStep('buyer', 'AcknowledgeDelivery', ({ delivery: revision, expected: hash }) => ({ id: ids.delivery, revision, hash })),
  mismatch: makeStep('buyer', 'AcknowledgeDelivery', ({ delivery: revision }) => ({
    id: ids.delivery,
    revision,
    hash: hashBytes('other'),
  })),
  objectToDelivery: makeStep('buyer', 'ObjectToDelivery', ({ delivery: revision }) => ({ id: ids.delivery, revision })),
  terminate: makeStep('operator', 'TerminateDelivery', ({ delivery: revision }) => ({ id: ids.delivery, revision })),
  openDispute: makeStep('buyer', 'OpenDispute', () => ({
    id: ids.dispute,
    trade: ids.trade,
    claim: hashBytes('it is not what was listed'),
  })),
  addEvidence: makeStep('provider', 'AddDisputeEvidence', ({ dispute: revision }) => ({
    id: ids.dispute,
    revision,
    text: hashBytes('it is'),
  })),
  ruleSettle: makeStep('arbiter', 'RuleDispute', ({ dispute: revision }) => ({
    id: ids.dispute,
    revision,
    outcome: 'settle',
    text: hashBytes('r'),
  })),
  ruleRefund: makeStep('arbiter', 'RuleDispute', ({ dispute: revision }) => ({
    id: ids.dispute,
    revision,
    outcome: 'refund',
    text: hashBytes('r'),
  })),
  /** Lets the other arbiter read, which registers it in a world in memory. */
  otherArbiterReads: makeStep('otherArbiter', 'GetExchange', () => ({})),
  appointArbiter: makeStep('authority', 'AppointArbiter', ({ dispute: revision }) => ({
    id: ids.dispute,
    revision,
    arbiter: people.otherArbiter.participantId,
  })),
  ruleAgain: makeStep('otherArbiter', 'RuleDispute', ({ dispute: revision }) => ({
    id: ids.dispute,
    revision,
    outcome: 'resume',
    text: hashBytes('r'),
  })),
  settleOnAppeal: makeStep('otherArbiter', 'RuleDispute', ({ dispute: revision }) => ({
    id: ids.dispute,
    revision,
    outcome: 'settle',
    text: hashBytes('r'),
  })),
  appeal: makeStep('provider', 'AppealDispute', ({ dispute: revision }) => ({ id: ids.dispute, revision, reason: { code: 'other' } })),
  enforceAtOnce: makeStep('operator', 'EnforceDispute', ({ dispute: revision }) => ({ id: ids.dispute, revision })),
  /** Enforces a ruling when it is final. */
  enforce: async (world: MemoryWorld) => {
    const { endsAt } = await world.perform('GetDispute', { id: ids.dispute }, people.operator);
    if (endsAt !== undefined) world.nowMs = Date.parse(endsAt);
    const revision = await world.readRevision(keys.dispute(ids.dispute));
    return world.perform('EnforceDispute', { id: ids.dispute, revision }, people.operator);
  },
  withdrawDispute: makeStep('buyer', 'WithdrawDispute', ({ dispute: revision }) => ({ id: ids.dispute, revision })),
  createResource: makeStep('provider', 'CreateResource', () => ({ id: ids.resource, content: resourceContent })),
  submitResource: makeStep('provider', 'SubmitResource', ({ resource: revision }) => ({ id: ids.resource, revision })),
  giveNotice: makeStep('authority', 'GiveResourceNotice', ({ resource: revision }) => ({ id: ids.resource, revision })),
  rejectResource: makeStep('authority', 'RejectResource', ({ resource: revision }) => ({ id: ids.resource, revision })),
  registerResource: makeStep('authority', 'RegisterResource', ({ resource: revision }) => ({ id: ids.resource, revision })),
  objectToResource: makeStep('buyer', 'ObjectToResource', () => ({ id: ids.resource, text: hashBytes('it is ours') })),
  changeResource: makeStep('provider', 'ChangeResource', ({ resource: revision }) => ({
    id: ids.resource,
    revision,
    content: changedContent,
  })),
  cancelResource: makeStep('authority', 'CancelResource', ({ resource: revision }) => ({ id: ids.resource, revision })),
  grantMandate: grantMandateTo(people.otherProvider),
  mandateProvider: grantMandateTo(people.provider),
  operatorGives: makeStep('operator', 'GiveStanding', () => ({ id: ids.standing, slot: 'operator', ...standingTerms })),
  providerGives: makeStep('provider', 'GiveStanding', () => ({ id: ids.providerStanding, slot: 'provider', ...standingTerms })),
  withdrawStanding: makeStep('operator', 'WithdrawStanding', ({ standing: revision }) => ({ id: ids.standing, revision })),
  requestBacked: makeStep('buyer', 'RequestAuthorisation', () => ({
    ...ofListing,
    terms: usualTerms,
    standing: { provider: ids.providerStanding, operator: ids.standing },
  })),
  suspendMandate: makeStep('authority', 'SuspendMandate', ({ mandate: revision }) => ({ id: ids.mandate, revision })),
  revokeMandate: makeStep('authority', 'RevokeMandate', ({ mandate: revision }) => ({ id: ids.mandate, revision })),
  register: async (world: MemoryWorld) =>
    world.perform(
      'RegisterParticipant',
      { id: ids.participant, name: { en: 'N' }, roles: ['buyer'] },
      { participantId: ids.participant, mspId: 'BuyerMSP', roles: [] },
    ),
  admit: makeStep('operator', 'AdmitParticipant', ({ participant: revision }) => ({ id: ids.participant, revision })),
  suspendParticipant: makeStep('operator', 'SuspendParticipant', ({ participant: revision }) => ({ id: ids.participant, revision })),
  leave: async (world: MemoryWorld) => {
    const revision = await world.readRevision(keys.participant(ids.participant));
    const self = { participantId: ids.participant, mspId: 'BuyerMSP', roles: [] };
    return world.perform('WithdrawParticipant', { id: ids.participant, revision }, self);
  },
  withdrawParticipant: makeStep('operator', 'WithdrawParticipant', ({ participant: revision }) => ({ id: ids.participant, revision })),
  waitHours: (hours: number) => (world: MemoryWorld) => {
    world.nowMs += hours * 3_600_000;
    return Promise.resolve();
  },
} as const;
