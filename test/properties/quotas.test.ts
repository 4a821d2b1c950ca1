import { Session, charter, hashBytes, makeAnchorKey, quotas, toInstant, type CommandOf, type Key, type QuotaKind } from '@databund/model';
import { makeContent } from '../support/listings';
import { buildWorld, ids, paths, resourceContent, steps, usualTerms } from '../support/lifecycles';
import { people, type MemoryWorld, type Person } from '../support/memory-world';
import { recordRefusal } from '../support/record-refusal';
import { makeId } from '../support/cast';

const dayMs = 86_400_000;
const day = '2026-01-01';

/** Sets how often a day a participant may take the steps of a kind, as operator and authority together. */
async function limitTo(world: MemoryWorld, parameters: CommandOf<'SetParameters'>['parameters']): Promise<void> {
  const { revision } = await world.perform('SetParameters', { parameters }, people.operator);
  await world.perform('AgreeToChange', { revision }, people.authority);
}

const draft = (world: MemoryWorld, as: Person = people.provider) =>
  world.perform('CreateListing', { id: makeId('lst'), content: makeContent() }, as);

const refuse = (world: MemoryWorld, as: Person) =>
  recordRefusal(world, { transaction: 'SetParameters', input: { parameters: { countLimit: 1 } } }, as);

const request = (world: MemoryWorld, as: Person = people.buyer) =>
  world.perform('RequestAuthorisation', { id: makeId('aut'), listing: ids.listing, version: 1, terms: usualTerms }, as);

/** Brings a new resource under notice. */
async function noticeResource(world: MemoryWorld): Promise<string> {
  const { id, revision } = await world.perform('CreateResource', { id: makeId('res'), content: resourceContent }, people.otherProvider);
  const submitted = await world.perform('SubmitResource', { id, revision }, people.otherProvider);
  await world.perform('GiveResourceNotice', { id, revision: submitted.revision }, people.authority);
  return id;
}

const objectToResource = (world: MemoryWorld, id: string, as: Person = people.buyer) =>
  world.perform('ObjectToResource', { id, text: hashBytes('it is ours') }, as);

const expectExceeded = (kind: QuotaKind, limit: number, of = day) => ({
  code: 'QUOTA_EXCEEDED',
  details: { kind, limit, day: of, parameter: quotas[kind] },
});

/** Lists the places of a participant that are taken on a day, as their public copies say. */
const listTaken = (world: MemoryWorld, { participantId }: Person, of = day): Promise<readonly Key[]> =>
  world.readPage({ type: 'quota', parts: [participantId, of] }, { limit: 1_000 });

describe('quota of a participant and a day', () => {
  it('refuses one draft more than the limit, and permits it on the next day', async () => {
    const world = await buildWorld();
    await limitTo(world, { draftsPerDay: 2 });
    await draft(world);
    await draft(world);
    await expect(draft(world)).rejects.toMatchObject(expectExceeded('draft', 2));
    await expect(draft(world, people.otherProvider)).resolves.toMatchObject({ state: 'DRAFT' });
    world.nowMs += dayMs;
    await expect(draft(world)).resolves.toMatchObject({ state: 'DRAFT' });
  });

  it('counts a new version and the draft of a resource', async () => {
    const world = await buildWorld();
    await limitTo(world, { draftsPerDay: 1 });
    for (const step of paths.listed) await step(world);
    const version = { id: ids.listing, version: 2, content: makeContent() };
    await expect(world.perform('CreateListingVersion', version, people.provider)).rejects.toMatchObject(expectExceeded('draft', 1));
    const create = () => world.perform('CreateResource', { id: makeId('res'), content: resourceContent }, people.otherProvider);
    await create();
    await expect(create()).rejects.toMatchObject(expectExceeded('draft', 1));
    world.nowMs += dayMs;
    await world.perform('CreateListingVersion', version, people.provider);
    await expect(draft(world)).rejects.toMatchObject(expectExceeded('draft', 1, '2026-01-02'));
  });

  it('answers a draft that is sent again as the one that exists, even if the quota is used up', async () => {
    const world = await buildWorld();
    await limitTo(world, { draftsPerDay: 1 });
    const command = { id: makeId('lst'), content: makeContent() };
    await world.perform('CreateListing', command, people.provider);
    await expect(world.perform('CreateListing', command, people.provider)).rejects.toMatchObject({ code: 'ALREADY_EXISTS' });
  });

  it('refuses one request more than the limit', async () => {
    const world = await buildWorld(...paths.listed);
    await limitTo(world, { requestsPerDay: 2 });
    await request(world);
    await request(world);
    await expect(request(world)).rejects.toMatchObject(expectExceeded('request', 2));
    await expect(request(world, people.otherBuyer)).resolves.toMatchObject({ state: 'REQUESTED' });
  });

  it('counts objections to listings and to resources together', async () => {
    const world = await buildWorld(steps.setNoticeHours(24), steps.create, steps.submit, steps.approve);
    await limitTo(world, { objectionsPerDay: 2 });
    const [first, second] = [await noticeResource(world), await noticeResource(world)];
    await steps.object(world);
    await objectToResource(world, first);
    await expect(objectToResource(world, second)).rejects.toMatchObject(expectExceeded('objection', 2));
    await objectToResource(world, second, people.otherBuyer);
    const { contentHash = hashBytes('none') } = await world.perform('GetListing', { id: ids.listing, version: 1 }, people.operator);
    const object = (as: Person) =>
      world.perform('ObjectToListing', { id: ids.listing, version: 1, contentHash, text: hashBytes('no') }, as);
    await objectToResource(world, first, people.otherBuyer);
    await expect(object(people.otherBuyer)).rejects.toMatchObject(expectExceeded('objection', 2));
    await expect(object(people.arbiter)).resolves.toMatchObject({ objector: people.arbiter.participantId });
  });

  it('refuses one recorded refusal more than the limit, and records the refusal by a quota', async () => {
    const world = await buildWorld();
    await limitTo(world, { refusalsPerDay: 2, draftsPerDay: 1 });
    await draft(world);
    const input = { id: makeId('lst'), content: makeContent() };
    const refused = recordRefusal(world, { transaction: 'CreateListing', input }, people.provider);
    await expect(refused).resolves.toMatchObject({ code: 'QUOTA_EXCEEDED' });
    await refuse(world, people.provider);
    await expect(refuse(world, people.provider)).rejects.toMatchObject(expectExceeded('refusal', 2));
    await expect(refuse(world, people.buyer)).resolves.toMatchObject({ code: 'NOT_PERMITTED' });
  });

  it("takes the day of the transaction's own time", async () => {
    const world = await buildWorld();
    await limitTo(world, { refusalsPerDay: 1 });
    world.nowMs += dayMs - 1;
    await refuse(world, people.buyer);
    await expect(refuse(world, people.buyer)).rejects.toMatchObject(expectExceeded('refusal', 1));
    world.nowMs += 1;
    await refuse(world, people.buyer);
    await expect(refuse(world, people.buyer)).rejects.toMatchObject(expectExceeded('refusal', 1, '2026-01-02'));
  });

  it('stays exact for more places than one group has', async () => {
    const world = await buildWorld();
    await limitTo(world, { refusalsPerDay: 70 });
    for (let count = 0; count < 70; count += 1) await refuse(world, people.buyer);
    await expect(refuse(world, people.buyer)).rejects.toMatchObject(expectExceeded('refusal', 70));
    const taken = (await listTaken(world, people.buyer)).map(({ parts: [, , place = ''] }) => place);
    expect(taken.filter((place) => place.startsWith('refusal-0-'))).toHaveLength(70);
    expect(taken.filter((place) => !place.startsWith('refusal-0-'))).toEqual(['refusal-1-000000', 'refusal-1-000001']);
  });
});

describe('place of a quota', () => {
  it('stays taken if the organisation of its participant takes back what it can take back alone', async () => {
    const world = await buildWorld();
    await limitTo(world, { refusalsPerDay: 1 });
    await refuse(world, people.buyer);
    for (const key of await listTaken(world, people.buyer)) world.dropAnchor('BuyerMSP', key);
    await expect(refuse(world, people.buyer)).rejects.toMatchObject(expectExceeded('refusal', 1));
  });

  it('stays taken if the organisation that operates the exchange takes back all that it said', async () => {
    const world = await buildWorld();
    await limitTo(world, { refusalsPerDay: 1 });
    const input = { id: people.provider.participantId, revision: 99 };
    const record = () => recordRefusal(world, { transaction: 'ReinstateParticipant', input }, people.operator);
    await record();
    for (const key of await listTaken(world, people.operator)) world.dropAnchor('ExchangeMSP', key, { action: 'take', round: 1 });
    await expect(record()).rejects.toMatchObject(expectExceeded('refusal', 1));
  });

  it('stays taken if two other organisations delete its public copy', async () => {
    const world = await buildWorld();
    await limitTo(world, { refusalsPerDay: 1 });
    await refuse(world, people.buyer);
    for (const key of await listTaken(world, people.buyer)) world.forge(key as Key<object>, () => undefined);
    await expect(refuse(world, people.buyer)).rejects.toMatchObject(expectExceeded('refusal', 1));
  });

  it('stays free whatever other organisations write in the name of its participant', async () => {
    const world = await buildWorld();
    await limitTo(world, { refusalsPerDay: 1 });
    await refuse(world, people.otherBuyer);
    const [{ parts: [, , place = ''] } = { parts: [] }] = await listTaken(world, people.otherBuyer);
    const [foreign, own] = [people.otherBuyer, people.buyer].map(({ participantId }) => ({
      type: 'quota',
      parts: [participantId, day, place],
    }));
    const copy = await world.find(foreign as Key<object>);
    world.rewriteCopy(own as Key<object>, () => ({ ...copy, participant: people.buyer.participantId }));
    await expect(refuse(world, people.buyer)).resolves.toMatchObject({ code: 'NOT_PERMITTED' });
    await expect(refuse(world, people.buyer)).rejects.toMatchObject(expectExceeded('refusal', 1));
  });

  it('carries a seal of the operator, so that its organisation cannot free it alone', async () => {
    const world = await buildWorld();
    await refuse(world, people.buyer);
    const [key = { type: '', parts: [] }] = await listTaken(world, people.buyer);
    const anchor = makeAnchorKey(key, { action: 'take', round: 1 });
    expect(await world.findAnchor('BuyerMSP', anchor)).toMatch(/^[0-9a-f]{64}$/);
    const record = await world.find<object>(key as Key<object>);
    const anchors = await new Session(world, charter, toInstant(world.nowMs)).makeAnchors(key, record!);
    expect(anchors).toMatchObject([{ key: anchor, seal: { atLeast: 2, of: ['BuyerMSP', 'ExchangeMSP'] } }]);
  });
});
