import { hashCharge, hashBytes, type ListingContent, type Terms } from '@databund/model';
import {
  buildWorld,
  changedContent,
  ids,
  makeStep,
  mandateTerms,
  paths,
  resourceContent,
  type Step,
  steps,
  usualTerms,
} from '../support/lifecycles';
import { makeContent } from '../support/listings';
import { people, type MemoryWorld } from '../support/memory-world';

const { mandated } = paths;
const registeredForIt = [...paths.registered, steps.mandateProvider];
const charge = { amountMinor: mandateTerms.ceiling.amountMinor, currency: 'CNY' };

/** Grants the buyer access to a listing of the other provider under its mandate. */
async function grantUnderMandate(changes: Partial<ListingContent> = {}, terms: Partial<Terms> = {}): Promise<MemoryWorld> {
  const world = await buildWorld(...mandated);
  const other = people.otherProvider;
  const version = { id: ids.listing, version: 1 };
  const content = makeContent({
    resource: ids.resource,
    mandate: ids.mandate,
    charge: { basis: 'priced', publicCharge: charge },
    ...changes,
  });
  await world.perform('CreateListing', { id: ids.listing, content }, other);
  const { revision } = await world.perform('SubmitListing', { ...version, revision: 1 }, other);
  for (const each of [steps.agree, steps.approve] satisfies Step[]) await each(world);
  const request = { id: ids.authorisation, listing: ids.listing, version: 1, terms: { ...usualTerms, ...terms } };
  const { termsHash } = await world.perform('RequestAuthorisation', request, people.buyer);
  for (const as of [other, people.operator, people.authority])
    await world.perform('ApproveAuthorisation', { id: ids.authorisation, termsHash }, as);
  expect(revision).toBe(2);
  return world;
}

describe('public data', () => {
  it('charges for public data by the frozen offer: the trade is PRICED when ordered, and funded by that charge', async () => {
    const world = await grantUnderMandate();
    await steps.order(world);
    expect(await world.perform('GetTrade', { id: ids.trade }, people.buyer)).toMatchObject({ state: 'PRICED', charge });
    const fund = (amountHash = hashBytes('')) => world.perform('FundTrade', { id: ids.trade, amountHash }, people.operator);
    await expect(fund()).rejects.toMatchObject({ code: 'PRICE_MISMATCH' });
    await expect(fund(hashCharge({ id: ids.trade, charge: { ...charge, amountMinor: 1 } }))).rejects.toMatchObject({
      code: 'PRICE_MISMATCH',
    });
    expect(await fund(hashCharge({ id: ids.trade, charge }))).toMatchObject({ state: 'FUNDED' });
    await expect(steps.buyerPrices(world)).rejects.toMatchObject({ code: 'ACTION_NOT_ALLOWED' });
  });

  it('shows the charge of public data only', async () => {
    const content = makeContent({ charge: { basis: 'priced', publicCharge: charge } });
    const refusal = { code: 'INPUT_INVALID', details: { errors: [{ path: '/content/charge/publicCharge' }] } };
    const world = await buildWorld();
    await expect(world.perform('CreateListing', { id: ids.listing, content }, people.provider)).rejects.toMatchObject(refusal);
    await steps.create(world);
    const edit = world.perform('EditListing', { id: ids.listing, version: 1, revision: 1, content }, people.provider);
    await expect(edit).rejects.toMatchObject(refusal);
    for (const each of [steps.submit, steps.reject]) await each(world);
    const begin = world.perform('CreateListingVersion', { id: ids.listing, version: 2, content }, people.provider);
    await expect(begin).rejects.toMatchObject(refusal);
  });

  it('refuses an order of public data after its mandate has ended', async () => {
    const world = await grantUnderMandate();
    await steps.revokeMandate(world);
    await expect(steps.order(world)).rejects.toMatchObject({ code: 'MANDATE_NOT_ACTIVE' });
  });

  it('refuses to list public data whose resource or mandate ended during the notice', async () => {
    const noticed = [...registeredForIt, steps.setNoticeHours(24), steps.createPublic, steps.submit, steps.agree, steps.approve];
    const readAfter = async (...more: readonly Step[]) =>
      (await buildWorld(...noticed, ...more, steps.waitHours(24))).perform('GetListing', { id: ids.listing, version: 1 }, people.buyer);
    await expect(readAfter()).resolves.toMatchObject({ state: 'LISTED' });
    const ended = [
      [steps.cancelResource, 'RESOURCE_NOT_REGISTERED'],
      [steps.suspendMandate, 'MANDATE_NOT_ACTIVE'],
    ] as const;
    for (const [end, heldBy] of ended) await expect(readAfter(end)).resolves.toMatchObject({ state: 'NOTICE', heldBy });
  });

  it('refuses a request or order after the registration of the resource was cancelled', async () => {
    const refused = { code: 'RESOURCE_NOT_REGISTERED', details: { resources: [ids.resource] } };
    const world = await grantUnderMandate();
    await steps.waitHours(1)(world);
    await steps.cancelResource(world);
    await expect(steps.order(world)).rejects.toMatchObject(refused);
    const another = { id: 'aut-00000000000000000000000002', listing: ids.listing, version: 1, terms: usualTerms };
    await expect(world.perform('RequestAuthorisation', another, people.buyer)).rejects.toMatchObject(refused);
  });

  it('refuses to fund or activate after the mandate has ended, returns the money, and continues active access', async () => {
    const [ordered, funded, begun] = [await grantUnderMandate(), await grantUnderMandate(), await grantUnderMandate()];
    for (const [world, deeds] of [
      [ordered, [steps.order]],
      [funded, [steps.order, steps.fund]],
      [begun, [steps.order, steps.fund, steps.activate]],
    ] as const)
      for (const each of [...deeds, steps.revokeMandate]) await each(world);
    await expect(steps.fund(ordered)).rejects.toMatchObject({ code: 'MANDATE_NOT_ACTIVE' });
    await expect(steps.activate(funded)).rejects.toMatchObject({ code: 'MANDATE_NOT_ACTIVE' });
    const refund = makeStep('operator', 'RefundTrade', ({ amountHash }) => ({ id: ids.trade, amountHash }));
    await expect(refund(funded)).resolves.toMatchObject({ state: 'REFUNDED' });
    await expect(steps.open(begun)).resolves.toMatchObject({ state: 'OPENED' });
  });

  it('refuses a request for a scenario that the mandate does not name', async () => {
    const has = async (scenario: string) => steps.order(await grantUnderMandate({}, { scenario }));
    await expect(has(mandateTerms.scenarios[0] ?? '')).resolves.toMatchObject({ state: 'PRICED' });
    await expect(has('advertising')).rejects.toMatchObject({ code: 'TERMS_NOT_PERMITTED' });
  });

  it('refuses a charge for public data that the content does not state', async () => {
    const content = makeContent({ isPublicData: true, charge: { basis: 'priced' } });
    const create: Step = (world) => world.perform('CreateListing', { id: ids.listing, content }, people.provider);
    await expect(buildWorld(create, steps.submit)).rejects.toMatchObject({
      code: 'CONTENT_INCOMPLETE',
      details: { missing: ['charge.publicCharge'] },
    });
  });

  it('shares data among public bodies without a price, on a legal basis that everybody approved', async () => {
    const orderShare = async (terms: Partial<Terms>) =>
      (await grantUnderMandate({}, terms)).perform(
        'OrderTrade',
        { id: ids.trade, authorisation: ids.authorisation, kind: 'share' },
        people.buyer,
      );
    await expect(orderShare({})).rejects.toMatchObject({ code: 'KIND_NOT_PERMITTED', details: { permitted: ['sale'] } });
    const legalBasis = 'Regulation 31, article 4';
    const shared = await orderShare({ legalBasis });
    expect([shared.state, shared.charge, shared.prices, shared.legalBasis]).toEqual(['ORDERED', undefined, undefined, legalBasis]);
  });

  it('accepts a legal basis in requests and offers of public data only', async () => {
    const terms = { ...usualTerms, legalBasis: 'Regulation 31, article 4' };
    const world = await buildWorld(...paths.listed);
    const request = { id: ids.authorisation, listing: ids.listing, version: 1, terms };
    const refused = { code: 'TERMS_NOT_PERMITTED' };
    await expect(world.perform('RequestAuthorisation', request, people.buyer)).rejects.toMatchObject(refused);
    await steps.request(world);
    const offer = { id: ids.authorisation, revision: 1, terms };
    await expect(world.perform('OfferAuthorisation', offer, people.provider)).rejects.toMatchObject(refused);
  });
});

describe('registered resource', () => {
  const { registered } = paths;
  const getResource = async (world: MemoryWorld) => world.perform('GetResource', { id: ids.resource }, people.buyer);

  it("changes a registered resource when the authority accepts its holder's proposal", async () => {
    const world = await buildWorld(...registered, steps.changeResource);
    const { content, proposed, contentHash } = await getResource(world);
    expect([content, proposed]).toEqual([resourceContent, changedContent]);
    await world.perform('AcceptResourceChange', { id: ids.resource, revision: 5 }, people.authority);
    const changed = await getResource(world);
    expect([changed.content, changed.proposed, changed.state]).toEqual([changedContent, undefined, 'REGISTERED']);
    expect(changed.contentHash).not.toEqual(contentHash);
  });

  it('keeps a registered resource when the authority declines a change', async () => {
    const world = await buildWorld(...registered, steps.changeResource);
    await world.perform('DeclineResourceChange', { id: ids.resource, revision: 5, reason: { code: 'mistake' } }, people.authority);
    expect(await getResource(world)).toMatchObject({ content: resourceContent, revision: 6 });
    expect((await getResource(world)).proposed).toBeUndefined();
  });

  it('returns a resource to the authority after an upheld objection, for another notice', async () => {
    const world = await buildWorld(steps.createResource, steps.submitResource, steps.giveNotice, steps.objectToResource);
    const { objector } = (await world.perform('ListResourceObjections', { id: ids.resource }, people.auditor)).items[0] ?? { objector: '' };
    expect(objector).toBe(people.buyer.participantId);
    await world.perform('UpholdResourceObjection', { id: ids.resource, revision: 3, objector }, people.authority);
    await expect(steps.registerResource(world)).rejects.toMatchObject({ code: 'ACTION_NOT_ALLOWED' });
    await steps.giveNotice(world);
    await expect(steps.registerResource(world)).resolves.toMatchObject({ state: 'REGISTERED' });
  });

  it('registers a resource only when its notice has ended', async () => {
    const world = await buildWorld(steps.createResource, steps.submitResource);
    await world.perform('SetParameters', { parameters: { noticePeriodHours: 24 } }, people.operator);
    await world.perform('AgreeToChange', { revision: 1 }, people.authority);
    await steps.giveNotice(world);
    await expect(steps.registerResource(world)).rejects.toMatchObject({ code: 'NOTICE_RUNNING' });
    await steps.waitHours(24)(world);
    await expect(steps.registerResource(world)).resolves.toMatchObject({ state: 'REGISTERED' });
  });
});
