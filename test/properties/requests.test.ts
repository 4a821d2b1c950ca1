import { keys, type Terms } from '@databund/model';
import { buildWorld, ids, mandateTerms, offeredTerms, steps, usualTerms } from '../support/lifecycles';
import { people, type MemoryWorld, type Person } from '../support/memory-world';
import { contentWith } from '../support/listings';

const listed = [steps.create, steps.submit, steps.approve, steps.endNotice];
const request = (world: MemoryWorld, more: { id?: string; renews?: string; terms?: Terms } = {}, as: Person = people.buyer) =>
  world.perform('RequestAuthorisation', { id: ids.authorisation, listing: ids.listing, version: 1, terms: usualTerms, ...more }, as);

describe('a request', () => {
  it('asks for the authority’s approval of data that it found to be important, whatever the provider claimed', async () => {
    const world = await buildWorld(...listed, steps.reclassify);
    const { stances } = await request(world);
    expect(stances.map(({ slot }) => slot)).toEqual(['provider', 'operator', 'authority']);
  });

  it('lapses unless it is answered in the period that began with the last word, whatever the period is by then', async () => {
    const answered = await buildWorld(...listed, steps.request, steps.waitHours(719), steps.offer, steps.waitHours(719));
    await expect(steps.accept(answered)).resolves.toMatchObject({ state: 'ACCEPTED' });
    const silent = await buildWorld(...listed, steps.request, steps.offer, steps.waitHours(720));
    silent.forge(keys.exchange(), (exchange) => ({
      ...exchange,
      parameters: { ...exchange.parameters, requestPeriodHours: 10_000 },
    }));
    await expect(steps.accept(silent)).rejects.toMatchObject({ code: 'ACTION_NOT_ALLOWED', details: { state: 'LAPSED' } });
  });

  it('is not made of data that are core by now', async () => {
    const world = await buildWorld(...listed, steps.classifyCore);
    await expect(request(world)).rejects.toMatchObject({ code: 'CORE_DATA' });
  });

  it('of data under a mandate is for the scenarios that the mandate names, and so is whatever is offered in answer', async () => {
    const registered = await buildWorld(
      steps.createResource,
      steps.submitResource,
      steps.giveNotice,
      steps.registerResource,
      steps.mandateProvider,
    );
    const content = contentWith({ resource: ids.resource, mandate: ids.mandate, charge: { basis: 'free' } });
    await registered.perform('CreateListing', { id: ids.listing, content }, people.provider);
    for (const step of [steps.submit, steps.agree, steps.approve, steps.endNotice]) await step(registered);
    const elsewhere = { ...usualTerms, scenario: 'another' };
    const refused = { code: 'TERMS_NOT_PERMITTED', details: { because: { scenarios: mandateTerms.scenarios } } };
    await expect(request(registered, { terms: elsewhere })).rejects.toMatchObject(refused);
    const { revision } = await request(registered);
    const offer = registered.perform('OfferAuthorisation', { id: ids.authorisation, revision, terms: elsewhere }, people.provider);
    await expect(offer).rejects.toMatchObject(refused);
  });
});

describe('a renewal', () => {
  const next = 'aut-00000000000000000000000002';

  it('names an authorisation of the same buyer upon the same listing', async () => {
    const world = await buildWorld(...listed, steps.request);
    expect(await request(world, { id: next, renews: ids.authorisation })).toMatchObject({ renews: ids.authorisation });
  });

  it('of another’s authorisation is refused as if there were none', async () => {
    const world = await buildWorld(...listed, steps.request);
    for (const renews of [ids.authorisation, 'aut-00000000000000000000000009'])
      await expect(request(world, { id: next, renews }, people.otherBuyer)).rejects.toMatchObject({
        code: 'AUTHORISATION_NOT_FOUND',
        details: { renews },
      });
  });
});

describe('terms that the buyer accepted', () => {
  it('are the provider’s word: it offers no others, though one organisation has approved them', async () => {
    const world = await buildWorld(...listed, steps.request, steps.offer, steps.accept, steps.operatorApproves);
    const { revision } = (await world.find(keys.authorisation(ids.authorisation)))!.change;
    const again = world.perform('OfferAuthorisation', { id: ids.authorisation, revision, terms: offeredTerms }, people.provider);
    await expect(again).rejects.toMatchObject({ code: 'ACTION_NOT_ALLOWED', details: { state: 'ACCEPTED' } });
  });
});
