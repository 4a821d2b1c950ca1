import { buildWorld, ids, type Step, steps, usualTerms } from '../support/lifecycles';
import { makeContent } from '../support/listings';
import { people } from '../support/memory-world';

describe('listing with an audience', () => {
  const audience = [people.buyer.participantId];
  const create: Step = (world) => world.perform('CreateListing', { id: ids.listing, content: makeContent({ audience }) }, people.provider);
  const forAudience = [create, steps.submit, steps.approve];

  it('hides a listing from everybody outside its audience', async () => {
    const world = await buildWorld(...forAudience);
    const get = (id: string) => world.perform('GetListing', { id }, people.otherBuyer).catch((error: unknown) => error);
    expect(await get(ids.listing)).toEqual(await get(ids.listing.replace(/1$/, '9')));
    expect((await world.perform('ListListings', {}, people.otherBuyer)).items).toEqual([]);
    const request = { id: ids.authorisation, listing: ids.listing, version: 1 };
    await expect(world.perform('RequestAuthorisation', { ...request, terms: usualTerms }, people.otherBuyer)).rejects.toMatchObject({
      code: 'LISTING_NOT_FOUND',
    });
  });

  it('shows a listing to its audience and to those who oversee', async () => {
    const world = await buildWorld(...forAudience, steps.request);
    for (const as of [people.buyer, people.auditor, people.operator, people.arbiter])
      await expect(world.perform('GetListing', { id: ids.listing }, as)).resolves.toMatchObject({ state: 'LISTED' });
  });
});
