import { keys, type Terms } from '@databund/model';
import { buildWorld, ids, mandateTerms, offeredTerms, paths, steps, usualTerms } from '../support/lifecycles';
import { people, type MemoryWorld, type Person } from '../support/memory-world';
import { makeContent } from '../support/listings';

const { listed } = paths;
const request = (world: MemoryWorld, more: { id?: string; renews?: string; terms?: Terms } = {}, as: Person = people.buyer) =>
  world.perform('RequestAuthorisation', { id: ids.authorisation, listing: ids.listing, version: 1, terms: usualTerms, ...more }, as);

describe('request for access', () => {
  it("requires the authority's approval for data that it graded important, whatever the provider claimed", async () => {
    const world = await buildWorld(...listed, steps.reclassify);
    const { stances } = await request(world);
    expect(stances.map(({ slot }) => slot)).toEqual(['provider', 'operator', 'authority']);
  });

  it('lets a request lapse after the period that was in force at the last answer, whatever the period is now', async () => {
    const answered = await buildWorld(...listed, steps.request, steps.waitHours(719), steps.offer, steps.waitHours(719));
    await expect(steps.accept(answered)).resolves.toMatchObject({ state: 'ACCEPTED' });
    const silent = await buildWorld(...listed, steps.request, steps.offer, steps.waitHours(720));
    await silent.perform('SetParameters', { parameters: { requestPeriodHours: 10_000 } }, people.operator);
    await silent.perform('AgreeToChange', { revision: 1 }, people.authority);
    await expect(steps.accept(silent)).rejects.toMatchObject({ code: 'ACTION_NOT_ALLOWED', details: { state: 'LAPSED' } });
  });

  it('refuses a request for data that is core now', async () => {
    const world = await buildWorld(...listed, steps.classifyCore);
    await expect(request(world)).rejects.toMatchObject({ code: 'CORE_DATA' });
  });

  it("refuses requests and offers for other scenarios than the mandate's", async () => {
    const registered = await buildWorld(...paths.registered, steps.mandateProvider);
    const content = makeContent({ resource: ids.resource, mandate: ids.mandate, charge: { basis: 'free' } });
    await registered.perform('CreateListing', { id: ids.listing, content }, people.provider);
    for (const step of [steps.submit, steps.agree, steps.approve]) await step(registered);
    const elsewhere = { ...usualTerms, scenario: 'another' };
    const refused = { code: 'TERMS_NOT_PERMITTED', details: { because: { scenarios: mandateTerms.scenarios } } };
    await expect(request(registered, { terms: elsewhere })).rejects.toMatchObject(refused);
    const { revision } = await request(registered);
    const offer = registered.perform('OfferAuthorisation', { id: ids.authorisation, revision, terms: elsewhere }, people.provider);
    await expect(offer).rejects.toMatchObject(refused);
  });
});

describe('renewal of an authorisation', () => {
  const next = 'aut-00000000000000000000000002';

  it('renews only an authorisation of the same buyer for the same listing', async () => {
    const world = await buildWorld(...listed, steps.request);
    expect(await request(world, { id: next, renews: ids.authorisation })).toMatchObject({ renews: ids.authorisation });
  });

  it("answers a renewal of another buyer's authorisation as if it were absent", async () => {
    const world = await buildWorld(...listed, steps.request);
    for (const renews of [ids.authorisation, 'aut-00000000000000000000000009'])
      await expect(request(world, { id: next, renews }, people.otherBuyer)).rejects.toMatchObject({
        code: 'AUTHORISATION_NOT_FOUND',
        details: { renews },
      });
  });
});

describe('terms that the buyer accepted', () => {
  it('lets the provider offer no other terms once the buyer has accepted and one organisation has approved', async () => {
    const world = await buildWorld(...listed, steps.request, steps.offer, steps.accept, steps.operatorApproves);
    const { revision } = (await world.find(keys.authorisation(ids.authorisation)))!.change;
    const again = world.perform('OfferAuthorisation', { id: ids.authorisation, revision, terms: offeredTerms }, people.provider);
    await expect(again).rejects.toMatchObject({ code: 'ACTION_NOT_ALLOWED', details: { state: 'ACCEPTED' } });
  });
});

describe('provider that is not active any more', () => {
  const end = (name: 'SuspendParticipant' | 'WithdrawParticipant') => async (world: MemoryWorld) => {
    const id = people.provider.participantId;
    const revision = await world.readRevision(keys.participant(id));
    return world.perform(name, { id, revision }, people.operator);
  };

  it.each([
    ['left', 'WithdrawParticipant', 'WITHDRAWN'],
    ['is suspended', 'SuspendParticipant', 'SUSPENDED'],
  ] as const)('gets no new request and no order, but delivers what runs, if it %s', async (_, name, state) => {
    const refusal = { code: 'PROVIDER_NOT_ACTIVE', details: { provider: people.provider.participantId, state } };
    await expect(steps.request(await buildWorld(...listed, end(name)))).rejects.toMatchObject(refusal);
    const granted = [...listed, steps.request, ...paths.granting, end(name)];
    await expect(steps.order(await buildWorld(...granted))).rejects.toMatchObject(refusal);
    await expect(steps.open(await buildWorld(...paths.active, end(name)))).resolves.toMatchObject({ state: 'OPENED' });
  });
});
