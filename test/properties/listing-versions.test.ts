import { keys, makeVersionId } from '@databund/model';
import { makeContent } from '../support/listings';
import { buildWorld, ids, makeStep, paths, place, type Step, steps } from '../support/lifecycles';
import { people, type MemoryWorld, type Person } from '../support/memory-world';

const first = { id: ids.listing, version: 1 };
const second = { id: ids.listing, version: 2, content: makeContent() };
const { listed } = paths;
const { active } = paths;

const suspends = makeStep('authority', 'SuspendListing', ({ listing: revision }) => ({ ...first, revision }));
const resumes = makeStep('authority', 'ResumeListing', ({ listing: revision }) => ({ ...first, revision }));
const draftSecond: Step = (world) => world.perform('CreateListingVersion', second, people.provider);

/** Makes a step of the second version, at its revision. */
const callSecond =
  (name: 'SubmitListing' | 'ApproveListing' | 'RejectListing', as: Person): Step =>
  async (world) => {
    const { revision } = await world.perform('GetListing', { id: ids.listing, version: 2 }, people.auditor);
    return world.perform(name, { id: ids.listing, version: 2, revision }, as);
  };
const submitSecond = callSecond('SubmitListing', people.provider);
const secondUnderReview = [draftSecond, submitSecond];
const secondRejected = [draftSecond, submitSecond, callSecond('RejectListing', people.operator)];
const listSecond = callSecond('ApproveListing', people.operator);

const stateOfFirst = async (world: MemoryWorld) => (await world.perform('GetListing', first, people.buyer)).state;

describe('suspended listing', () => {
  it('delivers nothing of a suspended listing, and lets its provider not delist it', async () => {
    const world = await buildWorld(...active, suspends);
    await expect(steps.open(world)).rejects.toMatchObject({ code: 'LISTING_STOPPED', details: { state: 'SUSPENDED' } });
    await expect(steps.delist(world)).rejects.toMatchObject({ code: 'ACTION_NOT_ALLOWED', details: { state: 'SUSPENDED' } });
  });

  it('delivers nothing of a suspended listing that the operator delists', async () => {
    const world = await buildWorld(...active, suspends, steps.delistByOrder);
    expect(await world.perform('GetListing', first, people.buyer)).toMatchObject({ state: 'DELISTED', delisted: 'by-order' });
    await expect(steps.open(world)).rejects.toMatchObject({ code: 'LISTING_STOPPED' });
    expect(await stateOfFirst(world)).toBe('DELISTED');
    for (const more of [suspends, steps.suspend, resumes])
      await expect(more(world)).rejects.toMatchObject({ code: 'ACTION_NOT_ALLOWED', details: { state: 'DELISTED' } });
  });

  it('keeps a listing suspended when its next version supersedes it, until it is resumed', async () => {
    const world = await buildWorld(...active, ...secondUnderReview, suspends, listSecond);
    expect(await stateOfFirst(world)).toBe('SUSPENDED');
    await expect(steps.open(world)).rejects.toMatchObject({ code: 'LISTING_STOPPED' });
    await expect(steps.delist(world)).rejects.toMatchObject({ code: 'ACTION_NOT_ALLOWED' });
    await resumes(world);
    expect(await stateOfFirst(world)).toBe('SUPERSEDED');
    await expect(steps.open(world)).resolves.toMatchObject({ state: 'OPENED' });
  });

  it('suspends a listing that its provider delisted, and keeps its end when it is resumed', async () => {
    const world = await buildWorld(...active, steps.delist, suspends);
    expect(await stateOfFirst(world)).toBe('SUSPENDED');
    await expect(steps.open(world)).rejects.toMatchObject({ code: 'LISTING_STOPPED', details: { state: 'SUSPENDED' } });
    for (const again of [steps.delist, steps.delistByOrder])
      await expect(again(world)).rejects.toMatchObject({ code: 'ACTION_NOT_ALLOWED', details: { state: 'DELISTED' } });
    await expect(draftSecond(world)).rejects.toMatchObject({ code: 'VERSION_IN_PROGRESS', details: { state: 'SUSPENDED' } });
    await resumes(world);
    expect(await stateOfFirst(world)).toBe('DELISTED');
    await expect(steps.open(world)).resolves.toMatchObject({ state: 'OPENED' });
  });

  it("treats a listing as suspended if an organisation's peer deletes its stance", async () => {
    const world = await buildWorld(...active);
    world.forge(keys.stance('listing', makeVersionId(ids.listing, 1), 'authority'), () => undefined);
    expect(await stateOfFirst(world)).toBe('SUSPENDED');
    await expect(steps.open(world)).rejects.toMatchObject({ code: 'LISTING_STOPPED' });
    await expect(steps.delistByOrder(world)).resolves.toMatchObject({ state: 'DELISTED' });
  });

  it('refuses a next version of a suspended listing, though the newest was rejected', async () => {
    const world = await buildWorld(...listed, ...secondRejected, suspends);
    const third = { ...second, version: 3 };
    const begin = () => world.perform('CreateListingVersion', third, people.provider);
    await expect(begin()).rejects.toMatchObject({ code: 'VERSION_IN_PROGRESS', details: { state: 'SUSPENDED' } });
    await resumes(world);
    await expect(begin()).resolves.toMatchObject({ version: 3 });
  });
});

describe('hidden version', () => {
  const readVersion = async (world: MemoryWorld) => (await world.perform('GetListing', { id: ids.listing }, people.otherBuyer)).version;
  const listVersions = async (world: MemoryWorld) =>
    (await world.perform('ListListings', {}, people.otherBuyer)).items.map(({ version, state }) => [version, state]);

  it.each([
    ['a draft', [draftSecond]],
    ['rejected', secondRejected],
    [
      'a draft after one that was rejected',
      [...secondRejected, (world: MemoryWorld) => world.perform('CreateListingVersion', { ...second, version: 3 }, people.provider)],
    ],
  ] as const)('leaves the version before a hidden one visible, listed or delisted: %s', async (_, deeds) => {
    for (const [before, state] of [
      [listed, 'LISTED'],
      [[...listed, steps.delist], 'DELISTED'],
    ] as const) {
      const world = await buildWorld(...before, ...deeds);
      expect([await readVersion(world), await listVersions(world)]).toEqual([1, [[1, state]]]);
    }
  });

  it.each([
    ['CreateListingVersion', second],
    ['DesignateListing', place],
    ['EndListingDesignation', { ...place, designation: 1 }],
  ] as const)('answers %s about a hidden version as about an absent one', async (name, command) => {
    const ask = (world: MemoryWorld) => world.perform(name, command, people.otherBuyer);
    for (const before of [listed, [...listed, steps.delist]])
      for (const more of [[], [draftSecond]])
        await expect(ask(await buildWorld(...before, ...more))).rejects.toMatchObject({ code: 'NOT_PERMITTED' });
    await expect(ask(await buildWorld(steps.create))).rejects.toMatchObject({ code: 'LISTING_NOT_FOUND' });
  });
});
