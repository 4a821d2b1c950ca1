import { makeContent } from '../support/listings';
import { buildWorld, ids, makeStep, paths, place, readObjectValues, type Step, steps, waitMs } from '../support/lifecycles';
import { people, type MemoryWorld } from '../support/memory-world';

const hourMs = 3_600_000;
const version = { id: ids.listing, version: 1 };
const second = { id: ids.listing, version: 2 };
const day = steps.setNoticeHours(24);
const approved = [day, steps.create, steps.submit, steps.approve];
const publicApproved = [
  ...paths.registered,
  steps.mandateProvider,
  day,
  steps.createPublic,
  steps.submit,
  steps.agree,
  steps.approve,
] as const;
const resumeMandate = makeStep('authority', 'ResumeMandate', ({ mandate: revision }) => ({ id: ids.mandate, revision }));
const approveSecond: Step = async (world) => {
  let { revision } = await world.perform('CreateListingVersion', { ...second, content: makeContent() }, people.provider);
  ({ revision } = await world.perform('SubmitListing', { ...second, revision }, people.provider));
  return world.perform('ApproveListing', { ...second, revision }, people.operator);
};
const read = (world: MemoryWorld, of = version) => world.perform('GetListing', of, people.auditor);
const readAfter = async (...done: readonly Step[]) => {
  const { state, endsAt, heldBy } = await read(await buildWorld(...done));
  return [state, endsAt, heldBy];
};
const getInstant = (hours: number) => new Date(Date.UTC(2026, 0, 1) + hours * hourMs).toISOString();

describe('notice of a listing', () => {
  it.each([
    ['before its end', waitMs(24 * hourMs - 1), ['NOTICE', getInstant(24), undefined]],
    ['at its end', waitMs(24 * hourMs), ['LISTED', undefined, undefined]],
    ['after its end', waitMs(25 * hourMs), ['LISTED', undefined, undefined]],
  ] as const)('ends by itself: %s', async (_when, wait, expected) => {
    expect(await readAfter(...approved, wait)).toEqual(expected);
  });

  it('gives the listing number at the approval and takes it back with it', async () => {
    const world = await buildWorld(...approved);
    expect((await read(world)).listingNumber).toBe('2026-000000000000');
    expect(await steps.requestChanges(world)).not.toHaveProperty('listingNumber');
  });

  it('ends at once if the period is of 0 hours', async () => {
    await expect(steps.approve(await buildWorld(steps.create, steps.submit))).resolves.toMatchObject({ state: 'LISTED' });
  });

  it('keeps the period that was in force when it began', async () => {
    expect(await readAfter(...approved, waitMs(hourMs), steps.setNoticeHours(0))).toEqual(['NOTICE', getInstant(24), undefined]);
    expect(await readAfter(steps.create, steps.submit, steps.approve, waitMs(hourMs), day)).toEqual(['LISTED', undefined, undefined]);
  });

  it('lets nobody request the data before its end, and everybody after it', async () => {
    const world = await buildWorld(...approved, waitMs(24 * hourMs - 1));
    await expect(steps.request(world)).rejects.toMatchObject({ code: 'LISTING_NOT_OPEN', details: { state: 'NOTICE' } });
    world.nowMs += 1;
    await expect(steps.request(world)).resolves.toMatchObject({ state: 'REQUESTED' });
  });

  it('lets its provider take the version back before the end, and not after it', async () => {
    await expect(steps.takeBack(await buildWorld(...approved))).resolves.toMatchObject({ state: 'DRAFT' });
    const refused = { code: 'ACTION_NOT_ALLOWED', details: { state: 'LISTED' } };
    for (const step of [steps.takeBack, steps.requestChanges, steps.object])
      await expect(step(await buildWorld(...approved, waitMs(24 * hourMs)))).rejects.toMatchObject(refused);
  });
});

describe('objection during a notice', () => {
  const objected = [...approved, waitMs(24 * hourMs - 1), steps.object];

  it('holds the notice for one more period, counted from its end', async () => {
    expect(await readAfter(...objected)).toEqual(['NOTICE', getInstant(24), undefined]);
    expect(await readAfter(...objected, waitMs(1))).toEqual(['NOTICE', getInstant(48), 'OBJECTION_UNDECIDED']);
    expect(await readAfter(...objected, waitMs(24 * hourMs))).toEqual(['NOTICE', getInstant(48), 'OBJECTION_UNDECIDED']);
    expect(await readAfter(...objected, waitMs(24 * hourMs + 1))).toEqual(['LISTED', undefined, undefined]);
  });

  it('holds it no longer if others object too, in time or late', async () => {
    const objectAgain: Step = async (world) => {
      const { contentHash } = await readObjectValues(world);
      return world.perform('ObjectToListing', { ...version, contentHash, text: contentHash }, people.otherBuyer);
    };
    expect(await readAfter(...objected, objectAgain, waitMs(24 * hourMs + 1))).toEqual(['LISTED', undefined, undefined]);
    expect(await readAfter(...objected, waitMs(hourMs), objectAgain, waitMs(23 * hourMs + 1))).toEqual(['LISTED', undefined, undefined]);
  });

  it('holds nothing if it was made when something else held the notice past its end', async () => {
    const late = [...publicApproved, steps.suspendMandate, waitMs(30 * hourMs), steps.object];
    expect(await readAfter(...late, resumeMandate)).toEqual(['LISTED', undefined, undefined]);
  });

  it('holds nothing more once it is upheld, not even the next notice of the same content', async () => {
    const upheld = [...objected, steps.upholdObjection, steps.approve];
    expect(await readAfter(...upheld, waitMs(24 * hourMs - 1))).toEqual(['NOTICE', expect.any(String), undefined]);
    expect(await readAfter(...upheld, waitMs(24 * hourMs))).toEqual(['LISTED', undefined, undefined]);
  });
});

describe('notice past its end', () => {
  it.each([
    ['core data', [...approved, steps.classifyCore], 'CORE_DATA'],
    ['data that became important', [...approved, steps.reclassify], 'APPROVAL_MISSING'],
    ['a resource that was cancelled', [...publicApproved, steps.cancelResource], 'RESOURCE_NOT_REGISTERED'],
    ['a mandate that was suspended', [...publicApproved, steps.suspendMandate], 'MANDATE_NOT_ACTIVE'],
    ['a mandate that was revoked', [...publicApproved, steps.revokeMandate], 'MANDATE_NOT_ACTIVE'],
  ] as const)('stays with what holds it: %s', async (_what, done, heldBy) => {
    const world = await buildWorld(...done, waitMs(24 * hourMs));
    expect(await read(world)).toMatchObject({ state: 'NOTICE', heldBy });
    await expect(steps.request(world)).rejects.toMatchObject({ code: 'LISTING_NOT_OPEN', details: { state: 'NOTICE' } });
    for (const [step, state] of [
      [steps.takeBack, 'DRAFT'],
      [steps.requestChanges, 'DRAFT'],
    ] as const)
      await expect(step(await buildWorld(...done, waitMs(24 * hourMs)))).resolves.toMatchObject({ state });
  });

  it('stays without an assessor whose organisation lost the role before the end, and not if it lost it after', async () => {
    const createPersonal: Step = (world) =>
      world.perform(
        'CreateListing',
        { id: ids.listing, content: makeContent({ personalData: { level: 'personal', assessment: 'PIA-1' } }) },
        people.provider,
      );
    const takeRole: Step = async (world) => {
      const roles = ['authority', 'arbiter', 'auditor'] as const;
      const { revision } = await world.perform('SetOrganisation', { mspId: 'RegulatorMSP', roles: [...roles] }, people.operator);
      return world.perform('AgreeToChange', { revision }, people.authority);
    };
    const attested = [day, createPersonal, steps.submit, steps.attest, steps.approve];
    expect(await readAfter(...attested, waitMs(hourMs), takeRole, waitMs(23 * hourMs))).toEqual([
      'NOTICE',
      getInstant(24),
      'APPROVAL_MISSING',
    ]);
    expect(await readAfter(...attested, waitMs(25 * hourMs), takeRole, waitMs(hourMs))).toEqual(['LISTED', undefined, undefined]);
  });

  it('lists the version when all that it lacked is there', async () => {
    const late = [...approved, steps.reclassify, waitMs(30 * hourMs)];
    expect(await readAfter(...late, steps.attest)).toEqual(['NOTICE', getInstant(24), 'APPROVAL_MISSING']);
    expect(await readAfter(...late, steps.attest, steps.agree)).toEqual(['LISTED', undefined, undefined]);
  });

  it.each([
    ['core data', [...approved, waitMs(24 * hourMs), steps.classifyCore]],
    ['an ended mandate', [...publicApproved, waitMs(24 * hourMs), steps.revokeMandate]],
    ['a cancelled resource', [...publicApproved, waitMs(24 * hourMs), steps.cancelResource]],
    [
      'a mandate that ended after it was resumed in time',
      [...publicApproved, steps.suspendMandate, waitMs(30 * hourMs), resumeMandate, waitMs(1), steps.revokeMandate],
    ],
  ] as const)('never takes back what was listed: %s', async (_what, done) => {
    const world = await buildWorld(...done, waitMs(hourMs));
    expect(await read(world)).toMatchObject({ state: 'LISTED' });
    await expect(steps.takeBack(world)).rejects.toMatchObject({ code: 'ACTION_NOT_ALLOWED' });
  });

  it('leaves a version suspended that an organisation suspends', async () => {
    const world = await buildWorld(...approved, waitMs(24 * hourMs), steps.suspend);
    expect(await read(world)).toMatchObject({ state: 'SUSPENDED' });
  });
});

describe('version before one under notice', () => {
  const both = [...paths.listed, waitMs(1), day, approveSecond];
  const readStates = async (world: MemoryWorld) => [(await read(world)).state, (await read(world, second)).state];

  it('becomes SUPERSEDED at the moment at which the next one is LISTED', async () => {
    const world = await buildWorld(...both, waitMs(24 * hourMs - 1));
    expect(await readStates(world)).toEqual(['LISTED', 'NOTICE']);
    await expect(steps.request(world)).resolves.toMatchObject({ state: 'REQUESTED' });
    world.nowMs += 1;
    expect(await readStates(world)).toEqual(['SUPERSEDED', 'LISTED']);
    const request = world.perform('RequestAuthorisation', { ...makeRequest(world) }, people.otherBuyer);
    await expect(request).rejects.toMatchObject({ code: 'LISTING_NOT_OPEN', details: { state: 'SUPERSEDED' } });
  });

  it('stays LISTED as long as the next one is held, and SUPERSEDED when that one is delisted', async () => {
    const objectToSecond: Step = async (world) => {
      const { contentHash } = await read(world, second);
      if (contentHash) await world.perform('ObjectToListing', { ...second, contentHash, text: contentHash }, people.buyer);
    };
    const world = await buildWorld(...both, objectToSecond, waitMs(48 * hourMs - 1));
    expect(await readStates(world)).toEqual(['LISTED', 'NOTICE']);
    world.nowMs += 1;
    expect(await readStates(world)).toEqual(['SUPERSEDED', 'LISTED']);
    const { revision } = await read(world, second);
    await world.perform('DelistListing', { ...second, revision, reason: { code: 'other' } }, people.provider);
    expect(await readStates(world)).toEqual(['SUPERSEDED', 'DELISTED']);
  });

  it('becomes SUPERSEDED across versions that were rejected', async () => {
    const rejectSecond: Step = async (world) => {
      let { revision } = await world.perform('CreateListingVersion', { ...second, content: makeContent() }, people.provider);
      ({ revision } = await world.perform('SubmitListing', { ...second, revision }, people.provider));
      return world.perform('RejectListing', { ...second, revision }, people.operator);
    };
    const world = await buildWorld(...paths.listed, rejectSecond);
    const third = { id: ids.listing, version: 3 };
    let { revision } = await world.perform('CreateListingVersion', { ...third, content: makeContent() }, people.provider);
    ({ revision } = await world.perform('SubmitListing', { ...third, revision }, people.provider));
    expect(await readStates(world)).toEqual(['LISTED', 'REJECTED']);
    await world.perform('ApproveListing', { ...third, revision }, people.operator);
    expect(await readStates(world)).toEqual(['SUPERSEDED', 'REJECTED']);
  });

  it('counts in lists by the state that it has now', async () => {
    const world = await buildWorld(...both);
    const list = async (state: 'LISTED' | 'NOTICE' | 'SUPERSEDED') =>
      (await world.perform('ListListings', { state }, people.buyer)).items.map((each) => each.version);
    expect([await list('LISTED'), await list('NOTICE')]).toEqual([[], [2]]);
    world.nowMs += 24 * hourMs;
    expect([await list('LISTED'), await list('NOTICE'), await list('SUPERSEDED')]).toEqual([[2], [], []]);
  });

  it('stays authoritative until the next one is listed, which is about something else', async () => {
    const world = await buildWorld(...paths.listed, steps.designate, waitMs(1), day, approveSecond, waitMs(24 * hourMs - 1));
    const { theme, adcode } = place;
    const find = () => world.perform('GetAuthoritativeListing', { theme, adcode }, people.buyer);
    await expect(find()).resolves.toMatchObject({ listing: ids.listing });
    world.nowMs += 1;
    await expect(find()).rejects.toMatchObject({ code: 'DESIGNATION_NOT_FOUND' });
  });

  it('lets its provider begin another version only when the one under notice is listed', async () => {
    const world = await buildWorld(...both);
    const begin = () => world.perform('CreateListingVersion', { id: ids.listing, version: 3, content: makeContent() }, people.provider);
    await expect(begin()).rejects.toMatchObject({ code: 'VERSION_IN_PROGRESS', details: { state: 'NOTICE' } });
    world.nowMs += 24 * hourMs;
    await expect(begin()).resolves.toMatchObject({ version: 3, state: 'DRAFT' });
    expect(await readStates(world)).toEqual(['SUPERSEDED', 'LISTED']);
  });
});

describe('review past its period', () => {
  it('shows that the operator is late, and lets everybody take the same steps as before', async () => {
    const submitted = [steps.create, steps.submit];
    const world = await buildWorld(...submitted, waitMs(720 * hourMs - 1));
    expect(await read(world)).toMatchObject({ state: 'IN_REVIEW', endsAt: getInstant(720) });
    expect(await read(world)).not.toHaveProperty('isOverdue');
    world.nowMs += 1;
    expect(await read(world)).toMatchObject({ state: 'IN_REVIEW', endsAt: getInstant(720), isOverdue: true });
    await expect(steps.takeBack(world)).resolves.toMatchObject({ state: 'DRAFT' });
  });

  const submitted = [day, steps.createResource, steps.submitResource];
  it.each([
    { what: 'an application', done: [steps.register], name: 'GetParticipant', id: ids.participant, hours: 720, act: steps.admit },
    { what: 'a resource', done: submitted, name: 'GetResource', id: ids.resource, hours: 720, act: steps.giveNotice },
    {
      what: 'a notice of a resource',
      done: [...submitted, steps.giveNotice],
      name: 'GetResource',
      id: ids.resource,
      hours: 24,
      act: steps.registerResource,
    },
  ] as const)('shows that somebody is late with $what, who can still act', async ({ done, name, id, hours, act }) => {
    const world = await buildWorld(...done, waitMs(hours * hourMs - 1));
    const readNow = () => world.perform(name, { id }, people.operator);
    expect(await readNow()).toMatchObject({ endsAt: getInstant(hours) });
    expect(await readNow()).not.toHaveProperty('isOverdue');
    world.nowMs += 1;
    expect(await readNow()).toMatchObject({ endsAt: getInstant(hours), isOverdue: true });
    await act(world);
    expect(await readNow()).not.toHaveProperty('isOverdue');
  });

  it('registers no resource before the end of the notice as it was given', async () => {
    const noticed = [day, steps.createResource, steps.submitResource, steps.giveNotice, waitMs(1), steps.setNoticeHours(0)];
    const refused = { code: 'NOTICE_RUNNING', details: { until: getInstant(24) } };
    await expect(steps.registerResource(await buildWorld(...noticed))).rejects.toMatchObject(refused);
  });
});

const makeRequest = (world: MemoryWorld) => {
  const from = new Date(world.nowMs).toISOString();
  return {
    id: `aut-${'1'.repeat(26)}`,
    listing: ids.listing,
    version: 1,
    terms: { scenario: 's', purpose: 'research', from, until: getInstant(10_000), count: 1, mode: 'download' as const },
  };
};
