import { hashFeed, hashBytes, keys, merkleRoot } from '@databund/model';
import { deeds as d, ids, nextWindow, standingOf, worldAfter, type Deed } from '../support/lives';
import { contentWith } from '../support/listings';
import { people, type Person } from '../support/memory-world';

const published = [d.submit, d.approve, d.endNotice];
const granted = [d.providerApproves, d.operatorApproves];
const traded = [d.order, d.providerPrices, d.buyerPrices, d.fund, d.activate];
const feed = [d.createFeed, ...published, d.requestFeed, ...granted, ...traded, d.open];
const job = [d.create, ...published, d.requestJob, ...granted, ...traded, d.openJob];
const [one, two] = [hashBytes('1'), hashBytes('2')];

async function deliveryAfter(...done: readonly Deed[]) {
  const world = await worldAfter(...done);
  return world.perform('GetDelivery', { id: ids.delivery }, people.buyer);
}

describe('a delivery of several files', () => {
  it('is acknowledged by the root of the tree over their hashes', async () => {
    const file = (name: string, hash = one) => ({ kind: 'held' as const, name, mediaType: 'text/csv', byteSize: 1, hash });
    const content = contentWith({ charge: { basis: 'priced' }, distributions: [file('a.csv'), file('b.csv', two)] });
    const create: Deed = (world) => world.perform('CreateListing', { id: ids.listing, content }, people.provider);
    const active = [create, ...published, d.request, ...granted, ...traded, d.open];
    expect((await deliveryAfter(...active)).expected).toEqual(merkleRoot([one, two]));
    expect((await deliveryAfter(...active, d.acknowledge)).state).toBe('ACKED');
    expect((await deliveryAfter(...active, d.mismatch)).state).toBe('MISMATCH');
  });
});

describe('a feed', () => {
  it('delivers windows: one receipt each, the first that is acknowledged makes the trade DELIVERED', async () => {
    const world = await worldAfter(...feed, d.sendWindow, d.sendWindow);
    const { items } = await world.perform('ListDeliveryWindows', { id: ids.delivery }, people.buyer);
    expect(items.map(({ window, state }) => [window, state])).toEqual([
      [1, 'SENT'],
      [2, 'SENT'],
    ]);
    await d.acknowledgeWindow(world);
    expect((await world.perform('GetTrade', { id: ids.trade }, people.buyer)).state).toBe('DELIVERED');
    const another = { id: ids.delivery, window: 2, root: merkleRoot([one]) };
    expect(await world.perform('AcknowledgeDeliveryWindow', another, people.buyer)).toMatchObject({ state: 'MISMATCH' });
  });

  it('ends with the chain over its windows’ roots', async () => {
    const world = await worldAfter(...feed, d.sendWindow, d.sendWindow, d.send);
    const { root } = nextWindow(await standingOf(world));
    const hash = hashFeed([root, root]);
    expect((await world.perform('GetDelivery', { id: ids.delivery }, people.buyer)).expected).toEqual(hash);
    const acknowledged = { id: ids.delivery, revision: await world.revisionOf(keys.delivery(ids.delivery)), hash: hash ?? one };
    expect((await world.perform('AcknowledgeDelivery', acknowledged, people.buyer)).state).toBe('ACKED');
  });

  it('goes forward in time', async () => {
    const world = await worldAfter(...feed, d.sendWindow);
    const window = nextWindow(await standingOf(world));
    const revision = await world.revisionOf(keys.delivery(ids.delivery));
    const send = (changes: object) =>
      world.perform('SendDeliveryWindow', { id: ids.delivery, revision, ...window, ...changes }, people.provider);
    await expect(send({ until: window.from })).rejects.toMatchObject({ code: 'INPUT_INVALID' });
    await expect(send({ from: '2026-06-01T00:00:00.000Z' })).rejects.toMatchObject({ code: 'INPUT_INVALID' });
  });

  it('sends no window when its access has ended', async () => {
    const world = await worldAfter(...feed, d.providerRevokes);
    await expect(d.sendWindow(world)).rejects.toMatchObject({ code: 'AUTHORISATION_NOT_ACTIVE', details: { state: 'REVOKED' } });
  });

  it('is asked for as a feed, and only a feed is', async () => {
    await expect(worldAfter(d.createFeed, ...published, d.request)).rejects.toMatchObject({ code: 'TERMS_NOT_PERMITTED' });
    await expect(worldAfter(d.create, ...published, d.requestFeed)).rejects.toMatchObject({ code: 'TERMS_NOT_PERMITTED' });
  });
});

describe('a job', () => {
  it('tells the hashes of what it read, what it ran and what came out; its data are never downloaded', async () => {
    const opened = await deliveryAfter(...job);
    expect(opened.flow).toEqual({ isOpen: false, because: 'COMPUTE_ONLY' });
    expect(opened.expected).toBeUndefined();
    const { job: told, state } = await deliveryAfter(...job, d.send, d.acknowledge);
    expect([state, told]).toEqual([
      'ACKED',
      {
        input: expect.objectContaining({ alg: 'sha-256' }) as object,
        algorithm: hashBytes('count the rows'),
        output: hashBytes('the result'),
      },
    ]);
  });

  it('names an algorithm, and nothing else does', async () => {
    const misplaced = { code: 'INPUT_INVALID', details: { errors: [expect.objectContaining({ path: '/algorithm' })] } };
    await expect(worldAfter(...job.slice(0, -1), d.open)).rejects.toMatchObject(misplaced);
    await expect(worldAfter(d.create, ...published, d.request, ...granted, ...traded, d.openJob)).rejects.toMatchObject(misplaced);
  });

  it('is sent with its output', async () => {
    const world = await worldAfter(...job);
    const send = world.perform('SendDelivery', { id: ids.delivery, revision: 1 }, people.provider);
    await expect(send).rejects.toMatchObject({
      code: 'INPUT_INVALID',
      details: { errors: [{ path: '/output', reason: expect.any(String) as string }] },
    });
  });

  it('gives no output once its listing or its grade stops deliveries', async () => {
    const orders: Deed = async (world) => {
      const revision = await world.revisionOf(keys.listingVersion(ids.listing, 1));
      return world.perform('DelistListing', { id: ids.listing, version: 1, revision, reason: 'by-order' }, people.operator);
    };
    const stopped = async (stop: Deed) => d.send(await worldAfter(...job, stop));
    await expect(stopped(orders)).rejects.toMatchObject({ code: 'LISTING_STOPPED' });
    await expect(stopped(d.reclassify)).rejects.toMatchObject({ code: 'GRADE_RAISED' });
    await expect(stopped(d.delist)).resolves.toMatchObject({ state: 'SENT' });
  });

  it('is all that data for computing are used for', async () => {
    const content = contentWith({ kind: 'compute', charge: { basis: 'priced' } });
    const create: Deed = (world) => world.perform('CreateListing', { id: ids.listing, content }, people.provider);
    await expect(worldAfter(create, ...published, d.request)).rejects.toMatchObject({
      code: 'TERMS_NOT_PERMITTED',
      details: { because: { modes: ['compute'] } },
    });
    await expect(worldAfter(create, ...published, d.requestJob)).resolves.toBeDefined();
  });
});

describe('a delivery that was replaced', () => {
  it('stays TIMED_OUT, though the delivery period be made longer: one delivery flows on a slot', async () => {
    const world = await worldAfter(d.create, ...published, d.request, ...granted, ...traded, d.open, d.waitHours(100));
    await d.replace(world);
    await world.perform('SetParameters', { parameters: { deliveryPeriodHours: 8_760 } }, people.operator);
    await world.perform('AgreeToChange', { revision: 1 }, people.authority);
    const told = async (id: string) => {
      const { state, slot, flow } = await world.perform('GetDelivery', { id }, people.buyer);
      return [state, slot, flow.isOpen];
    };
    const [, slot] = await told(ids.delivery);
    expect([await told(ids.delivery), await told(ids.replacement)]).toEqual([
      ['TIMED_OUT', slot, false],
      ['OPENED', slot, true],
    ]);
    await expect(d.acknowledge(world)).rejects.toMatchObject({ code: 'ACTION_NOT_ALLOWED' });
  });
});

describe('deliveries', () => {
  it('are listed by authorisation, by buyer and by provider, to their parties alone', async () => {
    const world = await worldAfter(d.create, ...published, d.request, ...granted, ...traded, d.open);
    const { buyer, provider, otherBuyer } = people;
    const list = async (asked: object, as: Person = provider) =>
      (await world.perform('ListDeliveries', asked, as)).items.map(({ id }) => id);
    for (const asked of [{}, { authorisation: ids.authorisation }, { buyer: buyer.participantId }, { provider: provider.participantId }])
      expect([asked, await list(asked)]).toEqual([asked, [ids.delivery]]);
    expect(await list({ provider: provider.participantId, buyer: otherBuyer.participantId })).toEqual([]);
    expect(await list({ provider: provider.participantId }, otherBuyer)).toEqual([]);
  });
});
