import { makeContent } from '../support/listings';
import { buildWorld, ids, paths, place, type Step, steps, supersedeWith } from '../support/lifecycles';
import { people, type MemoryWorld } from '../support/memory-world';

const covered = { crs: 'CRS84', adcode: place.adcode };
const published = paths.listed;

describe('search for authoritative listings', () => {
  const find = (world: MemoryWorld, adcode: string, theme: string = place.theme) =>
    world.perform('GetAuthoritativeListing', { theme, adcode }, people.buyer);

  it('finds one authoritative listing per theme and division, in the finest division that covers the place', async () => {
    const world = await buildWorld(...published, steps.designate);
    expect((await find(world, place.adcode)).listing).toBe(ids.listing);
    expect((await find(world, `${place.adcode}001`)).adcode).toBe(place.adcode);
    await expect(find(world, '310100')).rejects.toMatchObject({ code: 'DESIGNATION_NOT_FOUND' });
    await expect(find(world, place.adcode, 'bridges')).rejects.toMatchObject({ code: 'DESIGNATION_NOT_FOUND' });
  });

  it('replaces a designation only if the caller has seen it', async () => {
    const world = await buildWorld(...published, steps.designate);
    await expect(world.perform('DesignateListing', place, people.authority)).rejects.toMatchObject({ code: 'REVISION_CONFLICT' });
    await expect(world.perform('DesignateListing', { ...place, designation: 1 }, people.authority)).resolves.toMatchObject({ revision: 2 });
  });

  it('designates a listing only for what it is about and covers', async () => {
    const world = await buildWorld(...published);
    for (const wrong of [{ theme: 'bridges' }, { adcode: '310100' }, { adcode: '110101' }])
      await expect(world.perform('DesignateListing', { ...place, ...wrong }, people.authority)).rejects.toMatchObject({
        code: 'NOT_COVERED',
      });
    await expect(world.perform('DesignateListing', { ...place, adcode: '310115001' }, people.authority)).resolves.toBeDefined();
  });

  it.each<[string, readonly Step[]]>([
    ['delisted', [steps.delist]],
    ['suspended', [steps.suspend]],
    ['now about another theme', [supersedeWith(makeContent({ theme: ['rivers'], spatial: covered }))]],
    ['now of another place', [supersedeWith(makeContent({ theme: [place.theme], spatial: { ...covered, adcode: '440000' } }))]],
    ['designated no longer', [(world) => world.perform('EndListingDesignation', { ...place, designation: 1 }, people.authority)]],
  ])('ignores a listing that is %s', async (_, done) => {
    await expect(find(await buildWorld(...published, steps.designate, ...done), place.adcode)).rejects.toMatchObject({
      code: 'DESIGNATION_NOT_FOUND',
    });
  });
});
