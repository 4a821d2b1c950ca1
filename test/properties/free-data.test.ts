import { keys, type ClearingRecord, type DeliveryRecord } from '@databund/model';
import { amountHash, buildWorld, ids, offeredTerms, paths, type Step, steps, tryStep } from '../support/lifecycles';
import { people, type MemoryWorld } from '../support/memory-world';

const opened = [...paths.active, steps.open];
const serving = [...opened, steps.serve];
const sent = [...opened, steps.send];
const mismatched = [...sent, steps.mismatch];
const replaced = [...mismatched, steps.replace];

const readTrade = (world: MemoryWorld) => world.perform('GetTrade', { id: ids.trade }, people.buyer);
const readDelivery = (world: MemoryWorld, id: string = ids.delivery) => world.perform('GetDelivery', { id }, people.buyer);

const tryAfter = async (step: Step, ...done: readonly Step[]) => tryStep(step, await buildWorld(...done));

const rejectReplacement: Step = async (world) => {
  const { revision } = await readDelivery(world, ids.replacement);
  const hash = { alg: 'sha-256' as const, value: '0'.repeat(64) };
  return world.perform('AcknowledgeDelivery', { id: ids.replacement, revision, hash }, people.buyer);
};
const refundNaming =
  (delivery: string): Step =>
  (world) =>
    world.perform('RefundTrade', { id: ids.trade, amountHash, delivery }, people.operator);

describe('buyer that wants paid data for nothing', () => {
  it.each<[string, readonly Step[]]>([
    ['surrenders after every byte was sent', [...sent, steps.surrender]],
    ['surrenders when the first byte may flow', [...serving, steps.surrender]],
    ['names a false hash and surrenders', [...mismatched, steps.surrender]],
    ['waits until the delivery is overdue and surrenders', [...serving, steps.waitHours(73), steps.surrender]],
    ['objects and surrenders', [...sent, steps.objectToDelivery, steps.surrender]],
    ['has the access revoked after a delivery', [...sent, steps.providerRevokes]],
    ['opens a replacement that it prevents by surrendering', [...replaced, steps.surrender, steps.waitHours(73)]],
    ['names a false hash a second time', [...replaced, steps.serveReplacement, rejectReplacement, steps.surrender]],
    ['lets the replacement become overdue', [...replaced, steps.serveReplacement, steps.waitHours(73), steps.surrender]],
  ])('gets no money back if it %s', async (_what, done) => {
    const world = await buildWorld(...done);
    for (const step of [steps.refund, refundNaming(ids.delivery), refundNaming(ids.replacement)])
      expect(await tryStep(step, world)).toBe('NOT_YET_DUE');
  });

  it('gets its money back if nothing was served before it surrendered', async () => {
    expect(await tryAfter(steps.refund, ...opened, steps.surrender)).toBe('REFUNDED');
  });

  it('gets its money back if a due replacement was never served in its period', async () => {
    const world = await buildWorld(...replaced);
    expect(await tryStep(steps.refundUnserved, world)).toBe('NOT_YET_DUE');
    await steps.waitHours(72)(world);
    expect(await tryStep(steps.refundUnserved, world)).toBe('REFUNDED');
    expect(await readTrade(world)).toMatchObject({ state: 'REFUNDED', served: ids.delivery, delivery: ids.replacement });
  });

  it('gets its money back after a delivery if the provider concedes, even one that it acknowledged', async () => {
    expect(await tryAfter(steps.refund, ...sent, steps.concede)).toBe('REFUNDED');
    expect(await tryAfter(steps.refund, ...sent, steps.acknowledge, steps.concede)).toBe('REFUNDED');
    expect(await tryAfter(steps.concede, ...sent, steps.concede)).toBe('ACTION_NOT_ALLOWED');
  });

  it('serves no slot a second time although its slot and its delivery were deleted', async () => {
    const world = await buildWorld(...sent);
    const { slot } = await readDelivery(world);
    for (const key of [keys.delivery(ids.delivery), keys.slot(ids.authorisation, slot)]) world.forge<object>(key, () => undefined);
    world.dropAnchor(people.buyer.mspId, keys.slot(ids.authorisation, slot));
    world.forge<object>(keys.serving(ids.authorisation, slot, 1), () => undefined);
    await world.perform('OpenDelivery', { id: ids.replacement, authorisation: ids.authorisation, slot }, people.buyer);
    expect((await readDelivery(world, ids.replacement)).slot).toBe(slot);
    expect(await tryStep(steps.serveReplacement, world)).toBe('ALREADY_SERVED');
  });
});

describe('older copy that hides what was served', () => {
  it('lets no money go back if the copy of the trade lacks that something was served', async () => {
    const world = await buildWorld(...opened);
    const before = (await world.find(keys.trade(ids.trade)))!;
    await steps.serve(world);
    world.rewriteCopy(keys.trade(ids.trade), () => before);
    await steps.surrender(world);
    expect(await tryStep(steps.refund, world)).toBe('NOT_YET_DUE');
    world.append(keys.clearing(ids.trade), {
      action: 'refund',
      as: people.operator,
      change: (record): ClearingRecord => ({ ...record, state: 'REFUNDED' }),
    });
    expect((await readTrade(world)).state).toBe('AUTHORISED');
  });

  it('accepts nothing if the copy of a delivery lacks the objection', async () => {
    const world = await buildWorld(...sent);
    const before = (await world.find(keys.delivery(ids.delivery)))!;
    await steps.objectToDelivery(world);
    world.rewriteCopy(keys.delivery(ids.delivery), (): DeliveryRecord => before);
    await steps.waitHours(169)(world);
    expect(await tryStep(steps.settleAccepted, world)).toBe('NOT_YET_DUE');
  });
});

describe('provider that wants to be paid', () => {
  const inspected = [...sent, steps.waitHours(168)];

  it('pays for a delivery to which its buyer did not object in the inspection period', async () => {
    expect(await tryAfter(steps.settleAccepted, ...sent, steps.waitHours(167))).toBe('NOT_YET_DUE');
    expect(await tryAfter(steps.settle, ...inspected)).toBe('NOT_YET_DUE');
    const world = await buildWorld(...inspected);
    expect(await readDelivery(world)).toMatchObject({ state: 'ACCEPTED', flow: { isOpen: true } });
    expect(await tryStep(steps.settleAccepted, world)).toBe('SETTLED');
    expect(await readTrade(world)).toMatchObject({ state: 'SETTLED', delivery: ids.delivery });
  });

  it('pays for a delivery that its buyer never fetched whole', async () => {
    expect(await tryAfter(steps.settleAccepted, ...serving, steps.waitHours(72 + 167))).toBe('NOT_YET_DUE');
    expect(await tryAfter(steps.settleAccepted, ...serving, steps.waitHours(72 + 168))).toBe('SETTLED');
  });

  it('pays nothing after an objection, nor if the provider never began to serve', async () => {
    for (const done of [[...sent, steps.objectToDelivery], [...serving, steps.waitHours(72), steps.objectToDelivery], mismatched, opened]) {
      const world = await buildWorld(...done);
      await steps.waitHours(1_000)(world);
      expect(await tryStep(steps.settleAccepted, world)).toBe('NOT_YET_DUE');
    }
  });

  it('pays nothing because the operator says that a delivery is accepted', async () => {
    const world = await buildWorld(...sent);
    world.append(keys.clearing(ids.trade), {
      action: 'settle',
      as: people.operator,
      change: (record): ClearingRecord => ({ ...record, state: 'SETTLED', delivery: ids.delivery }),
    });
    expect((await readTrade(world)).state).toBe('AUTHORISED');
  });

  it('pays when the buyer acknowledges after an objection', async () => {
    expect(await tryAfter(steps.settle, ...sent, steps.objectToDelivery, steps.acknowledge)).toBe('SETTLED');
  });
});

describe('inspection period', () => {
  const longer = { ...offeredTerms, inspectionHours: 400 };
  const offerLonger: Step = async (world) => {
    const revision = await world.readRevision(keys.authorisation(ids.authorisation));
    return world.perform('OfferAuthorisation', { id: ids.authorisation, revision, terms: longer }, people.provider);
  };
  const negotiated = [...paths.listed, steps.request, offerLonger, steps.accept, ...paths.granting, ...paths.trading];

  it('takes the inspection period of the terms, if they name one', async () => {
    const world = await buildWorld(...negotiated, steps.open, steps.send, steps.waitHours(399));
    expect((await readDelivery(world)).state).toBe('SENT');
    await steps.waitHours(1)(world);
    expect((await readDelivery(world)).state).toBe('ACCEPTED');
  });

  it('fixes the inspection period when it begins, so that no change of the parameters moves its end', async () => {
    const world = await buildWorld(...sent);
    const { endsAt } = await readDelivery(world);
    await steps.waitHours(1)(world);
    const { revision } = await world.perform('SetParameters', { parameters: { inspectionPeriodHours: 1 } }, people.operator);
    await world.perform('AgreeToChange', { revision }, people.authority);
    expect((await readDelivery(world)).endsAt).toBe(endsAt);
    expect(await tryStep(steps.settleAccepted, world)).toBe('NOT_YET_DUE');
    await steps.waitHours(167)(world);
    expect(await tryStep(steps.settleAccepted, world)).toBe('SETTLED');
  });

  it('shows when the state of a delivery ends by itself', async () => {
    const world = await buildWorld(...opened);
    const addHours = (hours: number) => new Date(world.nowMs + hours * 3_600_000).toISOString();
    expect(await readDelivery(world)).toMatchObject({ endsAt: addHours(72), flow: { isOpen: true, serveFirst: true } });
    await steps.serve(world);
    expect(await readDelivery(world)).toMatchObject({ state: 'SERVING', endsAt: addHours(72), flow: { isOpen: true } });
    await steps.waitHours(72)(world);
    expect(await readDelivery(world)).toMatchObject({ state: 'OVERDUE', endsAt: addHours(168), flow: { isOpen: true } });
  });
});
