import { hashBytes, keys, type DeliveryRecord, type DisputeRecord, type ListingRecord, type TradeRecord } from '@databund/model';
import { buildWorld, ids, makeStep, paths, type Step, steps, tryStep } from '../support/lifecycles';
import { people, type Person } from '../support/memory-world';

const opened = [...paths.active, steps.open];
const sent = [...opened, steps.send];
const replaced = [...sent, steps.mismatch, steps.replace];

const readTrade: Step = (world) => world.perform('GetTrade', { id: ids.trade }, people.operator);
const readDelivery: Step = (world) => world.perform('GetDelivery', { id: ids.delivery }, people.buyer);
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

  it('makes no list unreadable by a malformed time', async () => {
    const world = await buildWorld(steps.create, steps.submit);
    const approve = (record: ListingRecord): ListingRecord => ({ ...record, approvedAt: 'x', listingNumber: 'x', state: 'NOTICE' });
    world.append(keys.listingVersion(ids.listing, 1), { action: 'approve', as: people.operator, change: approve });
    const { items } = await world.perform('ListListings', {}, people.operator);
    expect(items).toMatchObject([{ id: ids.listing, state: 'IN_REVIEW' }]);
  });
});

describe('buyer together with Exchange', () => {
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
