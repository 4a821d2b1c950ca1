import {
  encodeKeyPolicy,
  hashBytes,
  keys,
  type ClearingRecord,
  type DeliveryRecord,
  type DisputeRecord,
  type Hash,
  type ListingRecord,
  type PriceRecord,
  type TradeRecord,
} from '@databund/model';
import { buildWorld, ids, makeStep, paths, type Step, steps, tryStep } from '../support/lifecycles';
import { people, type MemoryWorld, type Person } from '../support/memory-world';

const opened = [...paths.active, steps.open];
const sent = [...opened, steps.send];
const replaced = [...sent, steps.mismatch, steps.replace];

const readTrade: Step = (world) => world.perform('GetTrade', { id: ids.trade }, people.operator);
const readDelivery: Step = (world) => world.perform('GetDelivery', { id: ids.delivery }, people.buyer);
const readListing = (world: MemoryWorld) => world.perform('GetListing', { id: ids.listing, version: 1 }, people.auditor);
const withdrawAs = (as: Person, world: MemoryWorld): Promise<void> => {
  const withdraw = (record: DisputeRecord): DisputeRecord => ({ ...record, state: 'WITHDRAWN' });
  const resume = ({ dispute: _dispute, before = 'AUTHORISED', ...record }: TradeRecord): TradeRecord => ({ ...record, state: before });
  world.append(keys.dispute(ids.dispute), { action: 'withdraw', as, change: withdraw });
  world.append(keys.trade(ids.trade), { action: 'withdrawDispute', as, change: resume });
  return Promise.resolve();
};
const givePrice =
  (hash: Hash | undefined) =>
  (record: PriceRecord): PriceRecord => ({ ...record, ...(hash && { hash }), state: 'GIVEN' });
const fundAt =
  (amountHash: Hash) =>
  (record: ClearingRecord): ClearingRecord => ({ ...record, amountHash, state: 'FUNDED' });
const readDispute: Step = (world) => world.perform('GetDispute', { id: ids.dispute }, people.operator);

describe('arbiter together with Exchange', () => {
  const arbiter: Person = { ...people.arbiter, participantId: 'ptc-000000000000000000000000zy', mspId: 'ArbiterMSP' };

  it.each(['settle', 'refund'] as const)('ends no trade by two rulings in one change, the second of which says %s', async (outcome) => {
    const world = await buildWorld(...sent, steps.openDispute);
    world.register(arbiter);
    const makeTwoRulings = (record: DisputeRecord): DisputeRecord => {
      const ruling = { arbiter: arbiter.participantId, text: hashBytes('r'), at: new Date(world.nowMs).toISOString() };
      const rulings = [
        { ...ruling, outcome: 'resume' as const },
        { ...ruling, outcome },
      ];
      return { ...record, rulings, state: 'RULING' };
    };
    world.append(keys.dispute(ids.dispute), { action: 'rule', as: arbiter, change: makeTwoRulings });
    expect(await tryStep(readDispute, world)).toBe('OPEN');
    expect(await tryStep(steps.enforceAtOnce, world)).toBe('ACTION_NOT_ALLOWED');
  });
});

describe('provider together with Exchange', () => {
  it('gets no money for a delivery of which it says too late that it began to serve', async () => {
    const world = await buildWorld(...opened, steps.waitHours(300), steps.surrender);
    const serve = (record: DeliveryRecord): DeliveryRecord => ({ ...record, state: 'SERVING' });
    world.append(keys.delivery(ids.delivery), { action: 'serve', as: people.provider, change: serve });
    expect(await tryStep(readDelivery, world)).toBe('TIMED_OUT');
    expect(await tryStep(steps.settleAccepted, world)).toBe('NOT_YET_DUE');
  });

  it('lists no version in a notice that it dates back, or that an office never agreed to', async () => {
    const inReview = [steps.setNoticeHours(24), steps.create, steps.submit];
    const world = await buildWorld(...inReview);
    const approve =
      (approvedAt: string) =>
      (record: ListingRecord): ListingRecord => ({ ...record, approvedAt, state: 'NOTICE' });
    const key = keys.listingVersion(ids.listing, 1);
    world.append(key, { action: 'approve', as: people.operator, change: approve('2020-01-01T00:00:00.000Z') });
    expect(await tryStep(readListing, world)).toBe('IN_REVIEW');
    const atOnce = await buildWorld(...paths.registered, steps.mandateProvider, steps.createPublic, steps.submit);
    const { at } = (await readListing(atOnce)).change;
    atOnce.append(key, { action: 'approve', as: people.operator, change: approve(at) });
    expect(await tryStep(readListing, atOnce)).toBe('NOTICE');
  });

  it('settles nothing during a dispute of the buyer that it ends itself', async () => {
    const world = await buildWorld(...sent, steps.openDispute);
    await withdrawAs(people.provider, world);
    expect(await tryStep(readDispute, world)).toBe('OPEN');
    expect(await tryStep(readTrade, world)).toBe('DISPUTED');
    await steps.waitHours(169)(world);
    expect(await tryStep(steps.settleAccepted, world)).toBe('ACTION_NOT_ALLOWED');
  });

  it('lists no version again because it deletes the opinion of an assessor, or an objection', async () => {
    const held = [steps.setNoticeHours(24), steps.create, steps.submit, steps.approve, steps.object, steps.waitHours(25)];
    const world = await buildWorld(...held);
    const { revision } = await readListing(world);
    const policy = await world.findKeyPolicy(keys.heldNotice(ids.listing, 1, revision));
    expect(policy).toEqual(encodeKeyPolicy({ atLeast: 2, of: ['BuyerMSP', 'ExchangeMSP', 'RegulatorMSP'] }));
  });

  it('makes no list unreadable by a malformed time', async () => {
    const world = await buildWorld(steps.create, steps.submit);
    const approve = (record: ListingRecord): ListingRecord => ({ ...record, approvedAt: 'x', listingNumber: 'x', state: 'NOTICE' });
    world.append(keys.listingVersion(ids.listing, 1), { action: 'approve', as: people.operator, change: approve });
    const { items } = await world.perform('ListListings', {}, people.operator);
    expect(items).toMatchObject([{ id: ids.listing, state: 'IN_REVIEW' }]);
  });
});

describe('objector together with Exchange', () => {
  it('takes no listing back to its notice by an objection without a witness', async () => {
    const noticed = [steps.setNoticeHours(24), steps.create, steps.submit, steps.approve];
    const world = await buildWorld(...noticed, steps.object);
    await steps.waitHours(25)(world);
    expect(await tryStep(readListing, world)).toBe('NOTICE');
    const { revision } = await readListing(world);
    world.dropWitness(people.provider.mspId, keys.heldNotice(ids.listing, 1, revision), { action: 'object', round: 1 });
    expect(await tryStep(readListing, world)).toBe('LISTED');
  });
});

describe('operator together with a party', () => {
  const clear =
    (state: 'SETTLED' | 'REFUNDED', action: string): Step =>
    async (world) => {
      const change = (record: ClearingRecord): ClearingRecord => ({ ...record, state });
      world.append(keys.clearing(ids.trade), { action, as: people.operator, change });
      return Promise.resolve();
    };
  const endDispute: Step = async (world) => {
    const change = (record: DisputeRecord): DisputeRecord => ({ ...record, state: 'ENFORCED' });
    world.append(keys.dispute(ids.dispute), { action: 'enforce', as: people.operator, change });
    return Promise.resolve();
  };
  const resumeTrade: Step = async (world) => {
    const change = ({ dispute: _dispute, before: _before, ...record }: TradeRecord): TradeRecord => ({ ...record, state: 'DELIVERED' });
    world.append(keys.trade(ids.trade), { action: 'enforce', as: people.operator, change });
    return Promise.resolve();
  };
  const delivered = [...sent, steps.acknowledge];

  it.each<[string, readonly Step[], readonly Step[]]>([
    ['settles', [steps.openDispute], [clear('SETTLED', 'settle')]],
    ['enforces nothing and settles', [steps.openDispute], [endDispute, resumeTrade, clear('SETTLED', 'settle')]],
    ['ends it at the trade alone and settles', [steps.openDispute], [resumeTrade, clear('SETTLED', 'settle')]],
  ])('moves no money during a dispute: %s', async (_what, before, forged) => {
    const world = await buildWorld(...delivered, ...before, ...forged);
    expect(await tryStep(readTrade, world)).toBe('DISPUTED');
    expect(await tryStep(readDispute, world)).toBe('OPEN');
    await steps.ruleRefund(world);
    expect(await tryStep(steps.enforce, world)).toBe('ENFORCED');
    expect(await tryStep(readTrade, world)).toBe('REFUNDED');
  });

  it('moves no money against a final ruling', async () => {
    const world = await buildWorld(...delivered, steps.openDispute, steps.ruleRefund, steps.waitHours(169));
    for (const step of [endDispute, resumeTrade, clear('SETTLED', 'settle')]) await step(world);
    expect(await tryStep(readTrade, world)).not.toBe('SETTLED');
  });

  it('hides no ruling behind an appeal and a withdrawal', async () => {
    const world = await buildWorld(...delivered, steps.openDispute, steps.ruleSettle);
    const setAppealed = (record: DisputeRecord): DisputeRecord => ({
      ...record,
      appealedBy: people.buyer.participantId,
      state: 'EVIDENCE',
    });
    world.append(keys.dispute(ids.dispute), { action: 'appeal', as: people.buyer, change: setAppealed });
    await withdrawAs(people.buyer, world);
    expect(await tryStep(readDispute, world)).toBe('RULING');
  });
});

describe('arbiter, provider or buyer of the organisation of the authority', () => {
  it('gives a ruling that the party that loses or the operator witnesses', async () => {
    const world = await buildWorld(...sent, steps.openDispute);
    const revision = await world.readRevision(keys.dispute(ids.dispute));
    const ruling = { id: ids.dispute, revision, outcome: 'refund' as const, text: hashBytes('r'), witness: 'authority' as const };
    await world.perform('RuleDispute', ruling, people.arbiter);
    expect(await tryStep(readDispute, world)).toBe('RULING');
    world.dropWitness(people.operator.mspId, keys.dispute(ids.dispute), { action: 'rule', round: 1 });
    expect(await tryStep(readDispute, world)).toBe('OPEN');
  });
});

describe('buyer together with Exchange', () => {
  it('buys nothing at a price that only the buyer gave', async () => {
    const world = await buildWorld(...paths.ordered, steps.providerPrices);
    const cheap = hashBytes('cheap');
    world.append(keys.price(ids.trade, 'buyer'), { action: 'price', as: people.buyer, change: givePrice(cheap) });
    world.append(keys.clearing(ids.trade), { action: 'fund', as: people.operator, change: fundAt(cheap) });
    await steps.activate(world);
    expect(await tryStep(steps.open, world)).toBe('TRADE_NOT_READY');
  });

  it('pays out no other amount than the one that was activated', async () => {
    const world = await buildWorld(...sent, steps.acknowledge, steps.settle);
    const cheap = hashBytes('cheap');
    world.append(keys.price(ids.trade, 'buyer'), { action: 'price', as: people.buyer, change: givePrice(cheap) });
    world.forge(keys.clearing(ids.trade), (record: ClearingRecord) => ({ ...record, amountHash: cheap }));
    expect(await tryStep(readTrade, world)).not.toBe('SETTLED');
  });

  it('revives no order that lapsed by a later price', async () => {
    const world = await buildWorld(...paths.ordered, steps.providerPrices, steps.waitHours(721));
    expect(await tryStep(readTrade, world)).toBe('LAPSED');
    const { hash } = (await world.find(keys.price(ids.trade, 'provider'))) ?? {};
    world.append(keys.price(ids.trade, 'buyer'), { action: 'price', as: people.buyer, change: givePrice(hash), at: world.nowMs });
    expect(await tryStep(readTrade, world)).toBe('LAPSED');
  });

  const suspendAsOperator = makeStep('operator', 'SuspendAuthorisation', ({ termsHash }) => ({ id: ids.authorisation, termsHash }));
  const resumeAsOperator = makeStep('operator', 'ResumeAuthorisation', ({ termsHash }) => ({ id: ids.authorisation, termsHash }));

  it.each<[string, readonly Step[]]>([
    ['access is suspended', [suspendAsOperator]],
    ['access is suspended for a while', [suspendAsOperator, steps.waitHours(72), resumeAsOperator]],
    ['listing is suspended', [steps.suspend]],
    ['listing is delisted by order', [steps.delistByOrder]],
  ])('gets no money back for a replacement that the provider could not serve because the %s', async (_what, stop) => {
    const world = await buildWorld(...replaced, ...stop, steps.waitHours(73));
    expect(await tryStep(steps.refundUnserved, world)).toBe('NOT_YET_DUE');
  });

  it.each<[string, Partial<TradeRecord>]>([
    ['something was served', { served: ids.delivery }],
    ['the provider conceded', { conceded: true }],
    ['the provider opened disputes', { disputes: { provider: 3 } }],
  ])('places no order that says that %s', async (_what, said) => {
    const world = await buildWorld(...paths.ordered);
    world.forge(keys.trade(ids.trade), (record: TradeRecord) => ({ ...record, ...said }));
    expect(await tryStep(readTrade, world)).toBe('TRADE_NOT_FOUND');
  });

  it('opens no dispute that says that somebody appealed', async () => {
    const world = await buildWorld(...sent, steps.openDispute);
    const appealedBy = people.provider.participantId;
    world.forge(keys.dispute(ids.dispute), (record: DisputeRecord) => ({ ...record, appealedBy }));
    expect(await tryStep(readDispute, world)).toBe('DISPUTE_NOT_FOUND');
  });
});
