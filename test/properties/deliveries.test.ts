import { hashFeed, hashBytes, keys, computeMerkleRoot } from '@databund/model';
import { buildWorld, ids, makeNextWindow, paths, readObjectValues, type Step, steps } from '../support/lifecycles';
import { makeContent } from '../support/listings';
import { people, type Person } from '../support/memory-world';
import { anyString, matchMembers } from '../support/matchers';

const published = [steps.submit, steps.approve];
const granted = paths.granting;
const traded = paths.trading;
const feed = [steps.createFeed, ...published, steps.requestFeed, ...granted, ...traded, steps.open];
const job = [steps.create, ...published, steps.requestJob, ...granted, ...traded, steps.openJob];
const [one, two] = [hashBytes('1'), hashBytes('2')];

async function readDeliveryAfter(...done: readonly Step[]) {
  const world = await buildWorld(...done);
  return world.perform('GetDelivery', { id: ids.delivery }, people.buyer);
}

describe('delivery of several files', () => {
  it('acknowledges several files by the root of the tree over their hashes', async () => {
    const makeFile = (name: string, hash = one) => ({ kind: 'held' as const, name, mediaType: 'text/csv', byteSize: 1, hash });
    const content = makeContent({ charge: { basis: 'priced' }, distributions: [makeFile('a.csv'), makeFile('b.csv', two)] });
    const create: Step = (world) => world.perform('CreateListing', { id: ids.listing, content }, people.provider);
    const active = [create, ...published, steps.request, ...granted, ...traded, steps.open];
    expect((await readDeliveryAfter(...active)).expected).toEqual(computeMerkleRoot([one, two]));
    expect((await readDeliveryAfter(...active, steps.acknowledge)).state).toBe('ACKED');
    expect((await readDeliveryAfter(...active, steps.mismatch)).state).toBe('MISMATCH');
  });
});

describe('delivery of a feed', () => {
  it('gives one receipt per window, of which the first makes the trade DELIVERED', async () => {
    const world = await buildWorld(...feed, steps.sendWindow, steps.sendWindow);
    const { items } = await world.perform('ListDeliveryWindows', { id: ids.delivery }, people.buyer);
    expect(items.map(({ window, state }) => [window, state])).toEqual([
      [1, 'SENT'],
      [2, 'SENT'],
    ]);
    await steps.acknowledgeWindow(world);
    expect((await world.perform('GetTrade', { id: ids.trade }, people.buyer)).state).toBe('DELIVERED');
    const another = { id: ids.delivery, window: 2, root: computeMerkleRoot([one]) };
    expect(await world.perform('AcknowledgeDeliveryWindow', another, people.buyer)).toMatchObject({ state: 'MISMATCH' });
  });

  it("ends a feed with the hash chain over its windows' roots", async () => {
    const world = await buildWorld(...feed, steps.sendWindow, steps.sendWindow, steps.send);
    const { root } = makeNextWindow(await readObjectValues(world));
    const hash = hashFeed([root, root]);
    expect((await world.perform('GetDelivery', { id: ids.delivery }, people.buyer)).expected).toEqual(hash);
    const acknowledged = { id: ids.delivery, revision: await world.readRevision(keys.delivery(ids.delivery)), hash: hash ?? one };
    expect((await world.perform('AcknowledgeDelivery', acknowledged, people.buyer)).state).toBe('ACKED');
  });

  it('rejects a window that begins before the last one ended', async () => {
    const world = await buildWorld(...feed, steps.sendWindow);
    const window = makeNextWindow(await readObjectValues(world));
    const revision = await world.readRevision(keys.delivery(ids.delivery));
    const send = (changes: object) =>
      world.perform('SendDeliveryWindow', { id: ids.delivery, revision, ...window, ...changes }, people.provider);
    await expect(send({ until: window.from })).rejects.toMatchObject({ code: 'INPUT_INVALID' });
    await expect(send({ from: '2026-06-01T00:00:00.000Z' })).rejects.toMatchObject({ code: 'INPUT_INVALID' });
  });

  it('refuses a window after the access has ended', async () => {
    const world = await buildWorld(...feed, steps.providerRevokes);
    await expect(steps.sendWindow(world)).rejects.toMatchObject({ code: 'AUTHORISATION_NOT_ACTIVE', details: { state: 'REVOKED' } });
  });

  it('requires mode feed for a feed, and for nothing else', async () => {
    await expect(buildWorld(steps.createFeed, ...published, steps.request)).rejects.toMatchObject({ code: 'TERMS_NOT_PERMITTED' });
    await expect(buildWorld(steps.create, ...published, steps.requestFeed)).rejects.toMatchObject({ code: 'TERMS_NOT_PERMITTED' });
  });
});

describe('delivery of a job', () => {
  it("records the hashes of a job's input, algorithm and output, and refuses to download its data", async () => {
    const opened = await readDeliveryAfter(...job);
    expect(opened.flow).toEqual({ isOpen: false, because: 'COMPUTE_ONLY' });
    expect(opened.expected).toBeUndefined();
    const { job: told, state } = await readDeliveryAfter(...job, steps.send, steps.acknowledge);
    expect([state, told]).toEqual([
      'ACKED',
      {
        input: matchMembers({ alg: 'sha-256' }),
        algorithm: hashBytes('count the rows'),
        output: hashBytes('the result'),
      },
    ]);
  });

  it('requires an algorithm for a job, and refuses one for other deliveries', async () => {
    const misplaced = { code: 'INPUT_INVALID', details: { errors: [expect.objectContaining({ path: '/algorithm' })] } };
    await expect(buildWorld(...job.slice(0, -1), steps.open)).rejects.toMatchObject(misplaced);
    await expect(buildWorld(steps.create, ...published, steps.request, ...granted, ...traded, steps.openJob)).rejects.toMatchObject(
      misplaced,
    );
  });

  it('requires the hash of the output to send a job', async () => {
    const world = await buildWorld(...job);
    const send = world.perform('SendDelivery', { id: ids.delivery, revision: 1 }, people.provider);
    await expect(send).rejects.toMatchObject({
      code: 'INPUT_INVALID',
      details: { errors: [{ path: '/output', reason: anyString }] },
    });
  });

  it('refuses the output of a job once its listing or its grade stops deliveries', async () => {
    const orderStop: Step = async (world) => {
      const revision = await world.readRevision(keys.listingVersion(ids.listing, 1));
      return world.perform('DelistListing', { id: ids.listing, version: 1, revision, reason: { code: 'legal' } }, people.operator);
    };
    const sendAfter = async (stop: Step) => steps.send(await buildWorld(...job, stop));
    await expect(sendAfter(orderStop)).rejects.toMatchObject({ code: 'LISTING_STOPPED' });
    await expect(sendAfter(steps.reclassify)).rejects.toMatchObject({ code: 'GRADE_RAISED' });
    await expect(sendAfter(steps.delist)).resolves.toMatchObject({ state: 'SENT' });
  });

  it('refuses any mode but compute for data that is offered for computing', async () => {
    const content = makeContent({ kind: 'compute', charge: { basis: 'priced' } });
    const create: Step = (world) => world.perform('CreateListing', { id: ids.listing, content }, people.provider);
    await expect(buildWorld(create, ...published, steps.request)).rejects.toMatchObject({
      code: 'TERMS_NOT_PERMITTED',
      details: { because: { modes: ['compute'] } },
    });
    await expect(buildWorld(create, ...published, steps.requestJob)).resolves.toBeDefined();
  });
});

describe('delivery that was replaced', () => {
  it('keeps a replaced delivery TIMED_OUT if the delivery period becomes longer, so that one delivery uses a slot', async () => {
    const world = await buildWorld(steps.create, ...published, steps.request, ...granted, ...traded, steps.open, steps.waitHours(100));
    await steps.replace(world);
    await world.perform('SetParameters', { parameters: { deliveryPeriodHours: 8_760 } }, people.operator);
    await world.perform('AgreeToChange', { revision: 1 }, people.authority);
    const readFlow = async (id: string) => {
      const { state, slot, flow } = await world.perform('GetDelivery', { id }, people.buyer);
      return [state, slot, flow.isOpen];
    };
    const [, slot] = await readFlow(ids.delivery);
    expect([await readFlow(ids.delivery), await readFlow(ids.replacement)]).toEqual([
      ['TIMED_OUT', slot, false],
      ['OPENED', slot, true],
    ]);
    await expect(steps.acknowledge(world)).rejects.toMatchObject({ code: 'ACTION_NOT_ALLOWED' });
  });
});

describe('lists of deliveries', () => {
  it('lists deliveries by authorisation, by buyer and by provider, to their parties alone', async () => {
    const world = await buildWorld(steps.create, ...published, steps.request, ...granted, ...traded, steps.open);
    const { buyer, provider, otherBuyer } = people;
    const list = async (asked: object, as: Person = provider) =>
      (await world.perform('ListDeliveries', asked, as)).items.map(({ id }) => id);
    for (const asked of [{}, { authorisation: ids.authorisation }, { buyer: buyer.participantId }, { provider: provider.participantId }])
      expect([asked, await list(asked)]).toEqual([asked, [ids.delivery]]);
    expect(await list({ provider: provider.participantId, buyer: otherBuyer.participantId })).toEqual([]);
    expect(await list({ provider: provider.participantId }, otherBuyer)).toEqual([]);
  });
});
