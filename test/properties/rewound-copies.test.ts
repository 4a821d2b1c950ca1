import { encodeKeyPolicy, ExchangeError, keys, type Key } from '@databund/model';
import { buildWorld, ids, paths, steps, type Step } from '../support/lifecycles';
import { people, type MemoryWorld, type Person } from '../support/memory-world';

const trade = keys.trade(ids.trade);
const authorisation = keys.authorisation(ids.authorisation);

/** Returns the state, or the code of the refusal. */
async function readState(answer: Promise<unknown>): Promise<string> {
  try {
    const state: unknown = Reflect.get(Object(await answer), 'state');
    return String(state);
  } catch (error) {
    if (error instanceof ExchangeError) return error.code;
    throw error;
  }
}

const readTrade = (world: MemoryWorld, as: Person = people.provider) => readState(world.perform('GetTrade', { id: ids.trade }, as));
/** Lets the operator's own peer say that the money went back, whatever the rules say. */
function sayRefunded(world: MemoryWorld): void {
  world.append(keys.clearing(ids.trade), {
    action: 'refund',
    as: people.operator,
    change: (record) => ({ ...record, state: 'REFUNDED' as const }),
  });
}

/** Takes steps, and then puts back copies of records as they were before. */
async function rewind(world: MemoryWorld, taken: readonly Step[], rewound: readonly Key<object>[]): Promise<void> {
  const before = await Promise.all(rewound.map((key) => world.find(key)));
  for (const step of taken) await step(world);
  for (const [index, key] of rewound.entries()) world.rewriteCopy(key, () => before[index]!);
}

describe('older copy that two organisations put back', () => {
  it('lets no money go back after an acknowledgement that the copy of the trade lacks', async () => {
    const world = await buildWorld(...paths.active, steps.open, steps.send);
    await rewind(world, [steps.acknowledge], [trade]);
    await steps.providerRevokes(world);
    expect(await readState(steps.refund(world))).toBe('NOT_YET_DUE');
    // The operator's own peer can say it nevertheless, but nobody reads it.
    sayRefunded(world);
    expect(await readTrade(world)).not.toBe('REFUNDED');
  });

  it('lets nobody withdraw a dispute after a ruling that its copy lacks, nor move the money against it', async () => {
    const world = await buildWorld(...paths.disputed);
    const dispute = keys.dispute(ids.dispute);
    await rewind(world, [steps.ruleSettle], [dispute]);
    expect(await readState(steps.withdrawDispute(world))).toBe('ACTION_NOT_ALLOWED');
    world.append(dispute, { action: 'withdraw', as: people.buyer, change: (record) => ({ ...record, state: 'WITHDRAWN' as const }) });
    world.append(trade, {
      action: 'withdrawDispute',
      as: people.buyer,
      change: ({ before: _before, dispute: _dispute, ...record }) => ({ ...record, state: 'AUTHORISED' as const }),
    });
    sayRefunded(world);
    expect(await readTrade(world)).not.toBe('REFUNDED');
  });

  it('grants nothing on terms that the provider has replaced by an offer', async () => {
    const world = await buildWorld(...paths.listed, steps.request, steps.providerApproves);
    await rewind(world, [steps.offer], [authorisation]);
    await steps.operatorApproves(world);
    expect(await readState(world.perform('GetAuthorisation', { id: ids.authorisation }, people.buyer))).toBe('PART_APPROVED');
  });

  it('gives no slot a second time although its public copy was deleted', async () => {
    const world = await buildWorld(...paths.active, steps.open);
    const slot = keys.slot(ids.authorisation, (await world.find(keys.delivery(ids.delivery)))!.slot);
    world.forge(slot, () => undefined);
    const { terms } = (await world.find(authorisation))!;
    const opened = new Set<number>();
    for (let count = 1; count < terms.count; count += 1) {
      const id = ids.delivery.slice(0, -2) + String(count).padStart(2, '1');
      await world.perform('OpenDelivery', { id, authorisation: ids.authorisation }, people.buyer);
      opened.add((await world.find(keys.delivery(id)))!.slot);
    }
    expect(opened.has(Number(slot.parts[1]))).toBe(false);
  });
});

describe('organisation that takes back what it said', () => {
  it.each([
    ['its registration', keys.participant(people.buyer.participantId), people.buyer.mspId],
    ['its admission, as the exchange', keys.participant(people.buyer.participantId), people.operator.mspId],
  ] as const)('takes no trade away with it: %s', async (_what, key, mspId) => {
    const world = await buildWorld(...paths.active, steps.open, steps.send, steps.acknowledge);
    world.dropAnchor(mspId, key);
    expect(await readTrade(world)).toBe('DELIVERED');
  });

  it('takes no trade away by dropping its offer after the activation', async () => {
    const negotiated = [...paths.listed, steps.request, steps.offer, steps.accept, ...paths.granting];
    const world = await buildWorld(...negotiated, steps.order, steps.providerPrices, steps.buyerPrices, steps.fund, steps.activate);
    world.dropAnchor(people.provider.mspId, authorisation);
    expect(await readTrade(world, people.buyer)).toBe('AUTHORISED');
  });

  it('guards the record of a participant by Exchange with its organisation or the authority', async () => {
    const world = await buildWorld(steps.register);
    const guard = encodeKeyPolicy({ atLeast: 2, of: ['BuyerMSP', 'ExchangeMSP', 'RegulatorMSP'], always: 'ExchangeMSP' });
    expect(await world.findKeyPolicy(keys.participant(ids.participant))).toEqual(guard);
  });
});
