import { keys, waits } from '@databund/model';
import { buildWorld, findLifecycle, ids, paths, type Step, steps, tryStep } from '../support/lifecycles';
import { people, type MemoryWorld } from '../support/memory-world';

const readTrade = (world: MemoryWorld) => world.perform('GetTrade', { id: ids.trade }, people.buyer);
const readDispute = (world: MemoryWorld) => world.perform('GetDispute', { id: ids.dispute }, people.buyer);

/** Returns the state after a step, or the code of its refusal. */
async function tryAfter(step: Step, ...done: readonly Step[]): Promise<string> {
  return tryStep(step, await buildWorld(...done));
}

const leaveAsProvider: Step = async (world) => {
  const id = people.provider.participantId;
  const { revision } = await world.perform('GetParticipant', { id }, people.operator);
  return world.perform('WithdrawParticipant', { id, revision }, people.provider);
};

describe('buyer that paid and gets nothing', () => {
  it.each<[string, readonly Step[]]>([
    ['the trade is funded and past its period', [...paths.priced, steps.fund, steps.waitHours(720)]],
    ['the trade is authorised and past its period', [...paths.active, steps.waitHours(720)]],
    ['the access expired with nothing received', [...paths.active, steps.waitHours(24 * 365)]],
    ['the provider left', [...paths.active, leaveAsProvider]],
    ['a delivery timed out before anything was served', [...paths.active, steps.open, steps.waitHours(720)]],
  ])('claims its money back if %s', async (_what, done) => {
    const world = await buildWorld(...done);
    const { claimedAt } = (await steps.claim(world)) as { readonly claimedAt?: string };
    expect(claimedAt).toBe(new Date(world.nowMs).toISOString());
    await steps.refund(world);
    expect((await readTrade(world)).state).toBe('REFUNDED');
  });

  it('claims nothing before the period ends, after something was served, or twice', async () => {
    expect(await tryAfter(steps.claim, ...paths.active, steps.waitHours(719))).toBe('NOT_YET_DUE');
    expect(await tryAfter(steps.claim, ...paths.active, steps.open, steps.serve, steps.waitHours(720))).toBe('ACTION_NOT_ALLOWED');
    expect(await tryAfter(steps.claim, ...paths.active, steps.waitHours(720), steps.claim)).toBe('ACTION_NOT_ALLOWED');
  });

  it('receives nothing after its claim', async () => {
    const claimed = [...paths.active, steps.open, leaveAsProvider, steps.claim];
    expect(await tryAfter(steps.serve, ...claimed)).not.toBe('SERVING');
    expect(await tryAfter(steps.open, ...paths.active, steps.waitHours(720), steps.claim)).toBe('TRADE_NOT_READY');
    expect(await tryAfter(steps.activate, ...paths.priced, steps.fund, steps.waitHours(720), steps.claim)).toBe('TRADE_NOT_READY');
  });

  it('sees from when it can claim, whatever the parameters become', async () => {
    const world = await buildWorld(...paths.active);
    const { claimableFrom } = await readTrade(world);
    expect(claimableFrom).toBe(new Date(world.nowMs + 720 * 3_600_000).toISOString());
    const { revision } = await world.perform('SetParameters', { parameters: { tradePeriodHours: 87_600 } }, people.operator);
    await steps.waitHours(1)(world);
    await world.perform('AgreeToChange', { revision }, people.authority);
    expect((await readTrade(world)).claimableFrom).toBe(claimableFrom);
  });
});

describe('order on which nothing follows', () => {
  it('lapses after its period, which begins again with the later price', async () => {
    expect(await tryAfter(readTrade, ...paths.ordered, steps.waitHours(719))).toBe('ORDERED');
    expect(await tryAfter(readTrade, ...paths.ordered, steps.waitHours(720))).toBe('LAPSED');
    const world = await buildWorld(...paths.ordered, steps.waitHours(700), steps.providerPrices, steps.buyerPrices);
    expect((await readTrade(world)).endsAt).toBe(new Date(world.nowMs + 720 * 3_600_000).toISOString());
    await steps.waitHours(719)(world);
    expect((await readTrade(world)).state).toBe('PRICED');
    await steps.waitHours(1)(world);
    await expect(steps.fund(world)).rejects.toMatchObject({ code: 'ACTION_NOT_ALLOWED', details: { state: 'LAPSED' } });
  });

  it('lapses if it is free and nobody activates it, and can be ordered again', async () => {
    const world = await buildWorld(...paths.freeActive.slice(0, -1), steps.waitHours(720));
    await expect(steps.activate(world)).rejects.toMatchObject({ code: 'TRADE_NOT_READY' });
    const id = ids.trade.replace(/.$/, 'y');
    await world.perform('OrderTrade', { id, authorisation: ids.authorisation, kind: 'free' }, people.buyer);
    const revision = await world.readRevision(keys.authorisation(ids.authorisation));
    const { state } = await world.perform('ActivateAuthorisation', { id: ids.authorisation, revision, trade: id }, people.buyer);
    expect(state).toBe('ACTIVE');
  });
});

describe('suspension', () => {
  it('never ends by itself, and lets the buyer claim after its period', async () => {
    const world = await buildWorld(...paths.active);
    const { revision } = await world.perform('SetParameters', { parameters: { suspensionPeriodHours: 48 } }, people.operator);
    await world.perform('AgreeToChange', { revision }, people.authority);
    await steps.waitHours(1)(world);
    await steps.providerSuspends(world);
    await steps.waitHours(47)(world);
    await expect(steps.claim(world)).rejects.toMatchObject({ code: 'NOT_YET_DUE' });
    const read = () => world.perform('GetAuthorisation', { id: ids.authorisation }, people.buyer);
    expect(await read()).toMatchObject({ state: 'SUSPENDED', endsAt: new Date(world.nowMs + 3_600_000).toISOString() });
    await steps.waitHours(1)(world);
    expect((await read()).state).toBe('SUSPENDED');
    await steps.claim(world);
    await steps.refund(world);
    expect((await readTrade(world)).state).toBe('REFUNDED');
  });
});

describe('settlement', () => {
  it('shows from when it is late', async () => {
    const world = await buildWorld(...paths.active, steps.open, steps.acknowledge);
    expect(await readTrade(world)).toMatchObject({ state: 'DELIVERED', endsAt: new Date(world.nowMs + 720 * 3_600_000).toISOString() });
  });
});

describe('trade without money', () => {
  it('settles by its acknowledgement, with its number', async () => {
    const world = await buildWorld(...paths.freeActive, steps.open, steps.send);
    expect((await readTrade(world)).state).toBe('AUTHORISED');
    await steps.acknowledge(world);
    expect(await readTrade(world)).toMatchObject({ state: 'SETTLED', tradeNumber: '2026-000000000000' });
    expect(await readTrade(world)).not.toHaveProperty('claimableFrom');
  });
});

describe('dispute on which nobody rules', () => {
  it('refunds what was never served when the ruling period ends', async () => {
    const world = await buildWorld(...paths.disputed, steps.waitHours(719));
    await expect(steps.enforceAtOnce(world)).rejects.toMatchObject({ code: 'ACTION_NOT_ALLOWED' });
    await steps.waitHours(1)(world);
    expect((await readDispute(world)).state).toBe('UNRULED');
    await steps.enforceAtOnce(world);
    expect((await readTrade(world)).state).toBe('REFUNDED');
  });

  it('moves no money if something was served, and still takes a ruling', async () => {
    const world = await buildWorld(...paths.active, steps.open, steps.send, steps.openDispute, steps.waitHours(720));
    await expect(steps.enforceAtOnce(world)).rejects.toMatchObject({ code: 'NOT_YET_DUE' });
    await steps.ruleSettle(world);
    await steps.enforce(world);
    expect((await readTrade(world)).state).toBe('SETTLED');
  });
});

describe('arbiter that the authority appoints', () => {
  const unruled = [...paths.active, steps.open, steps.send, steps.openDispute, steps.otherArbiterReads, steps.waitHours(720)];
  const makeAppointment =
    (arbiter: string): Step =>
    async (world) => {
      const { revision } = await readDispute(world);
      return world.perform('AppointArbiter', { id: ids.dispute, revision, arbiter }, people.authority);
    };

  it('rules alone in a new ruling period', async () => {
    const world = await buildWorld(...unruled, steps.appointArbiter);
    expect(await readDispute(world)).toMatchObject({ state: 'OPEN', appointed: people.otherArbiter.participantId });
    await expect(steps.ruleSettle(world)).rejects.toMatchObject({ code: 'NOT_PERMITTED' });
    await steps.settleOnAppeal(world);
    await steps.enforce(world);
    expect((await readTrade(world)).state).toBe('SETTLED');
  });

  it('refuses somebody who is no active arbiter, or a party', async () => {
    expect(await tryAfter(makeAppointment('ptc-00000000000000000000000zzz'), ...unruled)).toBe('PARTICIPANT_NOT_FOUND');
    expect(await tryAfter(makeAppointment(people.buyer.participantId), ...unruled)).toBe('PARTICIPANT_NOT_ACTIVE');
    expect(await tryAfter(makeAppointment(people.otherArbiter.participantId), ...unruled.slice(0, -1))).toBe('ACTION_NOT_ALLOWED');
  });
});

describe('table of waiting states', () => {
  it.each(Object.entries(waits).flatMap(([noun, rows]) => Object.entries(rows).map(([state, wait]) => ({ noun, state, wait }))))(
    'names states that a lifecycle has: $noun $state',
    ({ noun, state, wait }) => {
      const names = Object.keys(findLifecycle(noun)?.states ?? {});
      for (const name of [state, wait.end]) expect(names.some((each) => each === name || each.startsWith(`${name},`))).toBe(true);
    },
  );
});
