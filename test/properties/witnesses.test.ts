import { keys, type DeliveryRecord } from '@databund/model';
import { buildWorld, ids, paths, type Step, steps, tryStep } from '../support/lifecycles';
import { people, type MemoryWorld } from '../support/memory-world';

const serving = [...paths.active, steps.open, steps.serve];
const sent = [...paths.active, steps.open, steps.send];
const replaced = [...sent, steps.mismatch, steps.replace];

const readDelivery = (world: MemoryWorld, id: string = ids.delivery) => world.perform('GetDelivery', { id }, people.provider);

/** Lets the provider say that everything was sent when it began to serve, without a witness. */
const sendBackdated: Step = (world) => {
  world.append(keys.delivery(ids.delivery), {
    action: 'send',
    as: people.provider,
    change: (record: DeliveryRecord): DeliveryRecord => ({ ...record, state: 'SENT' }),
  });
  return Promise.resolve();
};

describe('SENT of a paid delivery', () => {
  it('counts as not said without a witness, so that nothing is accepted before the delivery is overdue', async () => {
    const world = await buildWorld(...serving);
    await steps.waitHours(71)(world);
    await sendBackdated(world);
    expect((await readDelivery(world)).state).toBe('SERVING');
    await steps.waitHours(97)(world);
    expect((await readDelivery(world)).state).toBe('OVERDUE');
    expect(await tryStep(steps.settleAccepted, world)).toBe('NOT_YET_DUE');
  });

  it('counts with the buyer as its witness, or with the authority', async () => {
    const byBuyer = await buildWorld(...sent);
    byBuyer.dropWitness(people.authority.mspId, keys.delivery(ids.delivery), { action: 'send', round: 1 });
    expect((await readDelivery(byBuyer)).state).toBe('SENT');
    const byAuthority = await buildWorld(...serving);
    const { revision } = await readDelivery(byAuthority);
    await byAuthority.perform('SendDelivery', { id: ids.delivery, revision, witness: 'authority' }, people.provider);
    byAuthority.dropWitness(people.buyer.mspId, keys.delivery(ids.delivery), { action: 'send', round: 1 });
    expect((await readDelivery(byAuthority)).state).toBe('SENT');
    byAuthority.dropWitness(people.authority.mspId, keys.delivery(ids.delivery), { action: 'send', round: 1 });
    expect((await readDelivery(byAuthority)).state).toBe('SERVING');
  });

  it('settles nothing if a provider never recorded that it serves', async () => {
    const world = await buildWorld(...paths.active, steps.open);
    await sendBackdated(world);
    await steps.waitHours(1_000)(world);
    expect((await readDelivery(world)).state).toBe('ACCEPTED');
    expect(await tryStep(steps.settleAccepted, world)).toBe('NOT_YET_DUE');
  });
});

describe('replacement of a delivery', () => {
  const witness = { action: 'open', round: 1 };
  const dropWitness: Step = (world) => {
    world.dropWitness(people.provider.mspId, keys.delivery(ids.replacement), witness);
    world.dropWitness(people.provider.mspId, keys.delivery(ids.delivery), { action: 'replace', round: 1 });
    return Promise.resolve();
  };

  it('reads as absent without a witness, so that no money goes back because it was not served', async () => {
    const world = await buildWorld(...replaced, dropWitness);
    await steps.waitHours(1_000)(world);
    expect(await tryStep((each) => readDelivery(each, ids.replacement), world)).toBe('DELIVERY_NOT_FOUND');
    expect(await tryStep(steps.refundUnserved, world)).toBe('NOT_YET_DUE');
  });

  it('takes no accepted delivery off its slot without a witness', async () => {
    const world = await buildWorld(...serving);
    await steps.waitHours(73)(world);
    await steps.replace(world);
    await dropWitness(world);
    await steps.waitHours(168)(world);
    expect((await readDelivery(world)).state).toBe('ACCEPTED');
    expect(await tryStep(steps.settleAccepted, world)).toBe('SETTLED');
  });
});

describe('ruling about money', () => {
  const arbiter = { ...people.arbiter, participantId: 'ptc-000000000000000000000000zy', mspId: 'ExchangeMSP' };
  const makeRuling =
    (outcome: 'settle' | 'refund' | 'resume'): Step =>
    async (world) => {
      const revision = await world.readRevision(keys.dispute(ids.dispute));
      return world.perform('RuleDispute', { id: ids.dispute, revision, outcome, text: { alg: 'sha-256', value: '0'.repeat(64) } }, arbiter);
    };

  it.each<['settle' | 'refund' | 'resume', string]>([
    ['settle', people.buyer.mspId],
    ['refund', people.provider.mspId],
    ['resume', people.buyer.mspId],
  ])('counts as not given if it says %s and neither %s nor the authority witnessed it', async (outcome, loser) => {
    const world = await buildWorld(...sent, steps.openDispute, makeRuling(outcome));
    const readState = async () => (await world.perform('GetDispute', { id: ids.dispute }, people.buyer)).state;
    expect(await readState()).toBe('RULING');
    world.dropWitness(loser, keys.dispute(ids.dispute), { action: 'rule', round: 1 });
    expect(await readState()).toBe('OPEN');
    await steps.waitHours(169)(world);
    expect(await tryStep(steps.enforceAtOnce, world)).not.toBe('ENFORCED');
  });
});
