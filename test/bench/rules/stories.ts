import { keys } from '@databund/chaincode/model';
import { deed, deeds as d, ids, offeredTerms, resourceContent, type Deed } from '../../support/lives';
import { contentWith } from '../../support/listings';
import { foundWorld, people, type MemoryWorld, type PersonName } from '../../support/memory-world';

/** Deeds that follow each other. */
export interface Story {
  /** Whether it is about a listing that is LISTED already, or makes its own objects. */
  readonly isUponListing?: boolean;
  readonly deeds: readonly Deed[];
}

const version = { id: ids.listing, version: 1 };
const content = contentWith({ charge: { basis: 'priced' } });

/** Founds the exchange as the worlds of memory are founded. */
export const found: Deed = async (world) => {
  const founded = await (await foundWorld()).find(keys.exchange());
  if (!founded) throw new Error('the world of memory was not founded');
  const { operatorMspId, authorityMspId, organisations } = founded;
  const first = ({ participantId }: { readonly participantId: string }) => ({ id: participantId, name: { en: 'N' } });
  const command = { operatorMspId, authorityMspId, organisations: [...organisations] };
  return world.perform('FoundExchange', { ...command, operator: first(people.operator), authority: first(people.authority) }, people.admin);
};

/** Admits everybody whom neither the founding nor a deed brings in. */
export async function admitCast(world: MemoryWorld): Promise<void> {
  const known: readonly PersonName[] = ['admin', 'operator', 'authority', 'otherProvider'];
  for (const [name, person] of Object.entries(people)) {
    if (known.includes(name as PersonName)) continue;
    const { participantId: id, roles } = person;
    const { revision } = await world.perform('RegisterParticipant', { id, name: { en: name }, roles: [...roles] }, person);
    await world.perform('AdmitParticipant', { id, revision }, people.operator);
  }
}

const proposal = (world: MemoryWorld) => world.revisionOf(keys.proposal());
const setParameters = deed('operator', 'SetParameters', () => ({ parameters: { requestPeriodHours: 720 } }));
const setOrganisation = deed('operator', 'SetOrganisation', () => ({ mspId: 'BuyerMSP', roles: ['buyer'] }));
const agree: Deed = async (world) => world.perform('AgreeToChange', { revision: await proposal(world) }, people.authority);
const decline: Deed = async (world) => world.perform('DeclineChange', { revision: await proposal(world) }, people.authority);
const setPreset: Deed = async (world) => {
  const revision = await world.revisionOf(keys.preset('measured'));
  const preset = { sector: 'measured', title: { en: 'Measured' }, requires: [] };
  return world.perform('SetPreset', { ...preset, ...(revision > 0 && { revision }) }, people.operator);
};
const reinstate = deed('operator', 'ReinstateParticipant', ({ participant: revision }) => ({ id: ids.participant, revision }));

const editResource = deed('provider', 'EditResource', ({ resource: revision }) => ({
  id: ids.resource,
  revision,
  content: resourceContent,
}));
const correctResource = deed('authority', 'CorrectResource', ({ resource: revision }) => ({
  id: ids.resource,
  revision,
  content: resourceContent,
}));
const resumeMandate = deed('authority', 'ResumeMandate', ({ mandate: revision }) => ({ id: ids.mandate, revision }));

const edit = deed('provider', 'EditListing', ({ listing: revision }) => ({ ...version, revision, content }));
const requestChanges = deed('operator', 'RequestListingChanges', ({ listing: revision }) => ({ ...version, revision }));
const attest = deed('assessor', 'AttestListing', () => ({ ...version, opinion: 'favourable', text: 'it is good' }));
const agreeToListing = deed('authority', 'AgreeToListing', ({ listing: revision }) => ({ ...version, revision }));
const uphold = deed('operator', 'UpholdListingObjection', ({ listing: revision }) => ({
  ...version,
  revision,
  objector: people.buyer.participantId,
}));
const resume = deed('operator', 'ResumeListing', ({ listing: revision }) => ({ ...version, revision }));
const resumeAuthorisation = deed('provider', 'ResumeAuthorisation', ({ termsHash }) => ({ id: ids.authorisation, termsHash }));
const offerAgain = deed('provider', 'OfferAuthorisation', ({ authorisation: revision }) => ({
  id: ids.authorisation,
  revision,
  terms: { ...offeredTerms, count: 6 },
}));

/** The way of a listing to where it is listed. */
export const listed = [d.create, d.submit, d.approve, d.endNotice] as const;
const registered = [d.createResource, editResource, d.submitResource, d.giveNotice, d.registerResource];
const granted = [d.request, d.providerApproves, d.operatorApproves];
const priced = [...granted, d.order, d.providerPrices, d.buyerPrices];
const active = [...priced, d.fund, d.activate];
const delivered = [...active, d.open, d.send, d.acknowledge];

/** Together they do every transaction there is but the founding, which is done once. */
export const stories: readonly Story[] = [
  { deeds: [setParameters, agree, setOrganisation, decline, setPreset] },
  { deeds: [d.register, d.admit, d.suspendParticipant, reinstate, d.withdrawParticipant] },
  { deeds: [...registered, correctResource, d.grantMandate, d.suspendMandate, resumeMandate, d.revokeMandate, d.cancelResource] },
  { deeds: [d.createResource, d.submitResource, d.rejectResource] },
  { deeds: [d.create, edit, d.submit, requestChanges, d.submit, attest, agreeToListing, d.approve, d.object, uphold, d.reject] },
  { deeds: [...listed, d.suspend, resume, d.reclassify, d.supersede, d.delist] },
  { isUponListing: true, deeds: [d.request, d.offer, d.counter, offerAgain, d.accept, d.providerApproves, d.operatorApproves] },
  { isUponListing: true, deeds: [d.request, d.withdraw] },
  { isUponListing: true, deeds: [d.request, d.providerRejects] },
  { isUponListing: true, deeds: [...delivered, d.settle, d.providerSuspends, resumeAuthorisation, d.surrender] },
  {
    isUponListing: true,
    deeds: [...active, d.open, d.terminate, d.openDispute, d.addEvidence, d.ruleSettle, d.appeal, d.ruleAgain, d.enforce],
  },
  { isUponListing: true, deeds: [...active, d.openDispute, d.withdrawDispute, d.providerRevokes, d.refund] },
  { isUponListing: true, deeds: [...granted, d.order, d.cancel] },
];
