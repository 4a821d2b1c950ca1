import { hashBytes, keys, readAuthorisation, transactions, type CommandOf, type StandingApproval } from '@databund/model';
import { buildWorld, ids, offeredTerms, paths, standingTerms, steps, tryStep, usualTerms, type Step } from '../support/lifecycles';
import { people, type MemoryWorld, type Person, type PersonName } from '../support/memory-world';

type Limits = Partial<Omit<CommandOf<'GiveStanding'>, 'id' | 'slot'>>;

const nameUse = (digit: string) => `aut-0000000000000000000000000${digit}`;
const nameStanding = (digit: string) => `sta-0000000000000000000000000${digit}`;
const { freeListed, freeBacked, freeBackedActive: freeActive } = paths;

const give =
  (id: string, as: PersonName, slot: StandingApproval['slot'], limits: Limits = {}): Step =>
  (world) =>
    world.perform('GiveStanding', { id, slot, ...standingTerms, ...limits }, people[as]);

const request = (
  world: MemoryWorld,
  standing: CommandOf<'RequestAuthorisation'>['standing'],
  id: string = ids.authorisation,
  as: Person = people.buyer,
) => world.perform('RequestAuthorisation', { id, listing: ids.listing, version: 1, terms: usualTerms, ...(standing && { standing }) }, as);

const read = (world: MemoryWorld) => world.perform('GetAuthorisation', { id: ids.authorisation }, people.buyer);

describe('request that rests on standing approvals', () => {
  it('grants at once if they cover every slot, and needs no step of anybody but the buyer', async () => {
    const world = await buildWorld(...freeBacked);
    expect(await read(world)).toMatchObject({
      state: 'GRANTED',
      standing: { provider: ids.providerStanding, operator: ids.standing },
      stances: [
        { slot: 'provider', state: 'PENDING', standing: ids.providerStanding },
        { slot: 'operator', state: 'PENDING', standing: ids.standing },
      ],
    });
    await steps.orderFree(world);
    await steps.activate(world);
    expect(await tryStep(steps.open, world)).toBe('OPENED');
  });

  it('covers public data if the authority gives one, too', async () => {
    const world = await buildWorld(
      ...paths.publicListed,
      steps.providerGives,
      steps.operatorGives,
      give(nameStanding('3'), 'authority', 'authority'),
    );
    const asked = { provider: ids.providerStanding, operator: ids.standing };
    expect((await request(world, asked)).state).toBe('PART_APPROVED');
    expect((await request(world, { ...asked, authority: nameStanding('3') }, nameUse('2'))).state).toBe('GRANTED');
  });

  it('waits for the slots that none covers', async () => {
    const world = await buildWorld(...freeListed, steps.operatorGives);
    expect((await request(world, { operator: ids.standing })).state).toBe('PART_APPROVED');
    expect(await tryStep(steps.providerApproves, world)).toBe('GRANTED');
  });

  it.each<[string, Limits, string]>([
    ['listings', { listings: ['lst-00000000000000000000000002'] }, 'listing'],
    ['purposes', { purposes: ['teaching'] }, 'purpose'],
    ['modes', { modes: ['compute'] }, 'mode'],
    ['an earlier end', { until: '2026-12-30T00:00:00.000Z' }, 'until'],
    ['roles', { buyers: { roles: ['authority'] } }, 'buyer'],
    ['organisations', { buyers: { organisations: ['ProviderMSP'] } }, 'buyer'],
    ['buyers', { buyers: { participants: [people.otherBuyer.participantId] } }, 'buyer'],
    ['free use', { free: true }, 'not-free'],
  ])('fails if a limit by %s does not admit it', async (_, limits, because) => {
    const createSecond = (world: MemoryWorld) =>
      world.perform('CreateListing', { id: 'lst-00000000000000000000000002', content: { title: { en: 'T' } } }, people.provider);
    const world = await buildWorld(...paths.listed, createSecond, give(nameStanding('5'), 'operator', 'operator', limits));
    const refused = { code: 'STANDING_NOT_APPLICABLE', details: { slot: 'operator', standing: nameStanding('5'), because } };
    await expect(request(world, { operator: nameStanding('5') })).rejects.toMatchObject(refused);
  });

  it.each<[string, readonly Step[], CommandOf<'RequestAuthorisation'>['standing'], object]>([
    ['that nobody gave', [], { operator: nameStanding('9') }, { slot: 'operator', because: 'not-found' }],
    ['of another slot', [steps.operatorGives], { provider: ids.standing }, { slot: 'provider', because: 'other-slot' }],
    [
      'of another provider',
      [give(nameStanding('6'), 'otherProvider', 'provider')],
      { provider: nameStanding('6') },
      { because: 'listing' },
    ],
    [
      'of a slot that need not approve',
      [give(nameStanding('7'), 'authority', 'authority')],
      { authority: nameStanding('7') },
      { because: 'not-needed' },
    ],
    ['that was withdrawn', [steps.operatorGives, steps.withdrawStanding], { operator: ids.standing }, { because: 'withdrawn' }],
    ['for data that is important', [steps.operatorGives, steps.reclassify], { operator: ids.standing }, { because: 'grade' }],
  ])('fails if it names one %s', async (_, done, standing, details) => {
    const world = await buildWorld(...freeListed, ...done);
    await expect(request(world, standing)).rejects.toMatchObject({ code: 'STANDING_NOT_APPLICABLE', details });
  });

  it('fails if its buyer gave one, or if one participant gave two', async () => {
    const both: Person = { ...people.operator, roles: ['operator', 'buyer', 'authority'] };
    const world = await buildWorld(...paths.publicListed, steps.providerGives);
    world.register(both);
    for (const [id, slot] of [
      [nameStanding('5'), 'operator'],
      [nameStanding('6'), 'authority'],
    ] as const)
      await world.perform('GiveStanding', { id, slot, ...standingTerms }, both);
    await expect(request(world, { operator: nameStanding('5') }, nameUse('2'), both)).rejects.toMatchObject({
      details: { because: 'given-by-buyer' },
    });
    const two = request(world, { operator: nameStanding('5'), authority: nameStanding('6') });
    await expect(two).rejects.toMatchObject({ details: { slot: 'operator', because: 'fills-another-slot' } });
  });

  it('makes the same object when it is sent again', async () => {
    const world = await buildWorld(...freeBacked);
    await expect(steps.requestBacked(world)).rejects.toMatchObject({
      code: 'ALREADY_EXISTS',
      details: { contentHash: { alg: 'sha-256' } },
    });
  });
});

describe('limit per buyer', () => {
  it('admits as many authorisations of one buyer as it says, and others of other buyers', async () => {
    const world = await buildWorld(...freeListed, give(nameStanding('5'), 'operator', 'operator', { limitPerBuyer: 3 }));
    const refused = {
      code: 'STANDING_NOT_APPLICABLE',
      details: { slot: 'operator', standing: nameStanding('5'), because: 'limit-reached' },
    };
    for (const digit of ['2', '3', '4'])
      expect((await request(world, { operator: nameStanding('5') }, nameUse(digit))).state).toBe('PART_APPROVED');
    await expect(request(world, { operator: nameStanding('5') }, nameUse('5'))).rejects.toMatchObject(refused);
    await expect(request(world, { operator: nameStanding('5') }, nameUse('6'), people.otherBuyer)).resolves.toMatchObject({
      state: 'PART_APPROVED',
    });
    await expect(request(world, undefined, nameUse('7'))).resolves.toMatchObject({ state: 'REQUESTED' });
    const taken = await world.readPage({ type: 'standing-use', parts: [nameStanding('5'), people.buyer.participantId] }, { limit: 10 });
    expect(taken.map(({ parts }) => parts.at(-1))).toEqual(['001', '002', '003']);
  });
});

describe('withdrawal of a standing approval', () => {
  it('stops what is ACTIVE at once, until the slot approves by hand', async () => {
    const world = await buildWorld(...freeActive, steps.withdrawStanding);
    expect(await read(world)).toMatchObject({ state: 'SUSPENDED', endsAt: '2026-01-31T00:00:00.000Z' });
    expect(await tryStep(steps.open, world)).toBe('AUTHORISATION_NOT_ACTIVE');
    expect(await tryStep(steps.operatorApproves, world)).toBe('ACTIVE');
    expect(await tryStep(steps.open, world)).toBe('OPENED');
  });

  it('takes back what is GRANTED, and lets the slot approve or reject by hand', async () => {
    for (const [step, state] of [
      [steps.operatorApproves, 'GRANTED'],
      [steps.providerRejects, 'REJECTED'],
    ] as const) {
      const world = await buildWorld(...freeBacked, steps.withdrawStanding);
      expect((await read(world)).state).toBe('PART_APPROVED');
      expect(await tryStep(steps.orderFree, world)).toBe('ACTION_NOT_ALLOWED');
      expect(await tryStep(step, world)).toBe(state);
    }
  });

  it('changes nothing for a slot that approved by hand', async () => {
    const world = await buildWorld(...freeListed, steps.operatorGives);
    await request(world, { operator: ids.standing });
    for (const step of [steps.operatorApproves, steps.providerApproves, steps.withdrawStanding]) await step(world);
    expect((await read(world)).state).toBe('GRANTED');
  });

  it('belongs to the giver, and to another of its organisation in the same office', async () => {
    const world = await buildWorld(steps.providerGives, steps.operatorGives);
    const colleague: Person = { ...people.operator, participantId: 'ptc-0000000000000000000000000b' };
    world.register(colleague);
    const withdraw = (id: string, as: Person) => world.perform('WithdrawStanding', { id, revision: 1 }, as);
    await expect(withdraw(ids.providerStanding, people.otherProvider)).rejects.toMatchObject({ code: 'NOT_PERMITTED' });
    await expect(withdraw(ids.standing, people.authority)).rejects.toMatchObject({ code: 'NOT_PERMITTED' });
    await expect(withdraw(ids.standing, colleague)).resolves.toMatchObject({ state: 'WITHDRAWN' });
    await expect(withdraw(ids.providerStanding, people.provider)).resolves.toMatchObject({ state: 'WITHDRAWN' });
  });
});

describe('own stance', () => {
  it.each<[string, Step, string]>([
    ['suspended', steps.providerSuspends, 'SUSPENDED'],
    ['revoked', steps.providerRevokes, 'REVOKED'],
  ])('overrides a standing approval if it is %s', async (_, step, state) => {
    const world = await buildWorld(...freeActive, step);
    expect((await read(world)).state).toBe(state);
    expect(await tryStep(steps.open, world)).toBe('AUTHORISATION_NOT_ACTIVE');
  });

  it('overrides a standing approval if it is rejected, and lets it count again after a suspension', async () => {
    const rejected = await buildWorld(...freeListed, steps.operatorGives);
    await request(rejected, { operator: ids.standing });
    const rejecting = rejected.perform(
      'RejectAuthorisation',
      { id: ids.authorisation, termsHash: (await read(rejected)).termsHash },
      people.operator,
    );
    await expect(rejecting).resolves.toMatchObject({ state: 'REJECTED' });
    const world = await buildWorld(...freeActive, steps.providerSuspends);
    const { termsHash } = await read(world);
    await expect(world.perform('ResumeAuthorisation', { id: ids.authorisation, termsHash }, people.provider)).resolves.toMatchObject({
      state: 'ACTIVE',
    });
  });

  it('fills no second slot for a participant that gave a standing approval for another one', async () => {
    const world = await buildWorld(...freeBacked);
    const facts = await readAuthorisation(world.openSession(), ids.authorisation);
    const { participantId } = people.provider;
    const context = { facts, caller: { ...people.operator, participantId, certHash: hashBytes('c') } };
    expect(transactions.ApproveAuthorisation.checks.SLOT_TAKEN?.(context as never)).toEqual({ slot: 'provider' });
  });
});

describe('terms and grade', () => {
  it('count as they are now: a raised grade stops what rests on it, and the same grade again lets it go on', async () => {
    const world = await buildWorld(...freeActive, steps.reclassify);
    expect((await read(world)).state).toBe('SUSPENDED');
    expect(await tryStep(steps.open, world)).toBe('AUTHORISATION_NOT_ACTIVE');
    const { contentHash } = (await world.find(keys.listingVersion(ids.listing, 1)))!;
    const general = {
      id: ids.listing,
      version: 1,
      contentHash: contentHash!,
      grade: 'general' as const,
      reason: { code: 'safety' as const },
    };
    await world.perform('ReclassifyListing', general, people.authority);
    expect(await tryStep(steps.open, world)).toBe('OPENED');
  });

  it('needs every approval by hand after the grade was raised', async () => {
    const world = await buildWorld(...freeActive, steps.reclassify);
    expect(await tryStep(steps.providerApproves, world)).toBe('SUSPENDED');
    expect(await tryStep(steps.operatorApproves, world)).toBe('ACTIVE');
    expect(await tryStep(steps.open, world)).toBe('GRADE_RAISED');
    expect(await tryStep(steps.authorityApproves, world)).toBe('ACTIVE');
    expect(await tryStep(steps.open, world)).toBe('OPENED');
  });

  it('covers what its provider offered and the buyer accepted, and no counter of the buyer', async () => {
    const world = await buildWorld(
      ...paths.listed,
      steps.operatorGives,
      give(ids.providerStanding, 'provider', 'provider', { purposes: ['research'] }),
    );
    await request(world, { operator: ids.standing });
    expect(await tryStep(steps.offer, world)).toBe('OFFERED');
    expect(await tryStep(steps.counter, world)).toBe('REQUESTED');
    expect(await tryStep(steps.offer, world)).toBe('OFFERED');
    expect(await tryStep(steps.accept, world)).toBe('PART_APPROVED');
    expect((await read(world)).terms).toEqual(offeredTerms);
    expect(await tryStep(steps.providerApproves, world)).toBe('GRANTED');
  });
});

describe('standing approval that an organisation never gave', () => {
  it('grants nothing if two others wrote it', async () => {
    const world = await buildWorld(...freeBacked);
    expect((await read(world)).state).toBe('GRANTED');
    world.dropAnchor(people.operator.mspId, keys.standing(ids.standing));
    expect((await read(world)).state).toBe('PART_APPROVED');
  });

  it('grants nothing if another organisation gave it in the name of the slot', async () => {
    const world = await buildWorld(...freeBacked);
    world.forge(keys.standing(ids.standing), (record) => ({ ...record, mspId: 'BuyerMSP' }));
    expect((await read(world)).state).toBe('PART_APPROVED');
  });

  it('looks absent, and blocks nobody, if its organisation wrote it in another form', async () => {
    const world = await buildWorld(...freeBacked);
    world.forge(keys.standing(ids.standing), (record) => ({ ...record, listings: 5 as unknown as string[] }));
    expect((await read(world)).state).toBe('PART_APPROVED');
    await expect(world.perform('GetStanding', { id: ids.standing }, people.buyer)).rejects.toMatchObject({ code: 'STANDING_NOT_FOUND' });
  });

  it('covers no listing that somebody else provides', async () => {
    const refused = { code: 'LISTING_NOT_FOUND', details: { listings: [ids.listing] } };
    const world = await buildWorld(...freeListed);
    await expect(give(nameStanding('6'), 'otherProvider', 'provider', { listings: [ids.listing] })(world)).rejects.toMatchObject(refused);
  });
});

describe('list of standing approvals', () => {
  it('finds those of a giver, of a slot, and for a listing', async () => {
    const world = await buildWorld(...freeListed, steps.providerGives, steps.operatorGives);
    await give(nameStanding('5'), 'operator', 'operator', { listings: [ids.listing] })(world);
    const find = async (filters: CommandOf<'ListStandings'>) =>
      (await world.perform('ListStandings', filters, people.buyer)).items.map(({ id }) => id);
    expect(await find({})).toEqual([ids.standing, ids.providerStanding, nameStanding('5')]);
    expect(await find({ slot: 'operator' })).toEqual([ids.standing, nameStanding('5')]);
    expect(await find({ givenBy: people.provider.participantId })).toEqual([ids.providerStanding]);
    expect(await find({ slot: 'operator', listing: 'lst-00000000000000000000000009' })).toEqual([ids.standing]);
  });
});
