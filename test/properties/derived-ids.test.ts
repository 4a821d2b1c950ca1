import { deriveListingId, hashOrigin, type CommandOf } from '@databund/model';
import { makeContent } from '../support/listings';
import { ids } from '../support/lifecycles';
import { foundWorld, people, type Person } from '../support/memory-world';

const origin = hashOrigin('harbour', 'tides-2026');
const id = deriveListingId(people.provider.participantId, origin);
const content = makeContent();

describe('id that is derived from a provider and the origin of its record', () => {
  it('belongs to this provider with this origin', async () => {
    const world = await foundWorld();
    await expect(world.perform('CreateListing', { id, content, origin }, people.provider)).resolves.toMatchObject({ id, state: 'DRAFT' });
  });

  it.each<[string, CommandOf<'CreateListing'>, Person]>([
    ['another provider', { id, content, origin }, people.otherProvider],
    ['another provider that names no origin', { id, content }, people.otherProvider],
    ['its provider with another origin', { id, content, origin: hashOrigin('harbour', 'tides-2025') }, people.provider],
    ['a random id with an origin', { id: ids.listing, content, origin }, people.provider],
  ])('stays closed with ID_NOT_DERIVED to %s', async (_what, command, caller) => {
    const world = await foundWorld();
    await expect(world.perform('CreateListing', command, caller)).rejects.toMatchObject({ code: 'ID_NOT_DERIVED' });
  });
});
