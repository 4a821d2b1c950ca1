import { hashBytes, keys, type DeliveryRecord, type TradeRecord, type Writes } from '@databund/model';
import { buildWorld, ids, makeSlipTransient, paths, type Step, steps, tryStep, usualTerms } from '../support/lifecycles';
import { makeContent } from '../support/listings';
import { MemoryWorld, people, type Person } from '../support/memory-world';

const { provider, buyer, operator, authority } = people;
const readTrade: Step = (world) => world.perform('GetTrade', { id: ids.trade }, operator);
const openAs =
  (who: Person, id = 'dlv-00000000000000000000000003'): Step =>
  (world) =>
    world.perform('OpenDelivery', { id, authorisation: ids.authorisation }, who);

const authorisation = keys.authorisation(ids.authorisation);
const trade = keys.trade(ids.trade);
const delivery = keys.delivery(ids.delivery);
const opened = [...paths.active, steps.open];
const sent = [...opened, steps.send];
const accepted = [...sent, steps.waitHours(169), steps.settleAccepted];
const replaced = [...sent, steps.mismatch, steps.replace];
const unserved = [...opened, steps.surrender, steps.refund];

/** Lets somebody buy what is listed, and open a delivery. */
const makePurchase = (who: Person): readonly Step[] => [
  (world) => world.perform('RequestAuthorisation', { id: ids.authorisation, listing: ids.listing, version: 1, terms: usualTerms }, who),
  ...paths.granting,
  (world) => world.perform('OrderTrade', { id: ids.trade, authorisation: ids.authorisation, kind: 'sale' }, who),
  steps.providerPrices,
  (world) => world.perform('PriceTrade', { id: ids.trade }, who, makeSlipTransient()),
  steps.fund,
  async (world) => {
    const revision = await world.readRevision(authorisation);
    return world.perform('ActivateAuthorisation', { id: ids.authorisation, revision, trade: ids.trade }, who);
  },
  openAs(who, ids.delivery),
];

describe('honest successor of a participant that left', () => {
  const heir: Person = { participantId: ids.participant, mspId: buyer.mspId, roles: ['buyer'] };
  const pass = (from: Person, to: Person): readonly Step[] => [
    async (world) => {
      const revision = await world.readRevision(keys.participant(from.participantId));
      return world.perform('WithdrawParticipant', { id: from.participantId, revision, successor: to.participantId }, from);
    },
    async (world) => {
      const revision = await world.readRevision(keys.participant(to.participantId));
      return world.perform('SucceedParticipant', { id: to.participantId, revision, predecessor: from.participantId }, to);
    },
  ];
  const passed = [steps.register, steps.admit, ...pass(buyer, heir)];

  it('orders what was granted', async () => {
    const world = await buildWorld(...paths.granted, ...passed);
    await world.perform('OrderTrade', { id: ids.trade, authorisation: ids.authorisation, kind: 'sale' }, heir);
    expect(await tryStep(readTrade, world)).toBe('ORDERED');
  });

  it('receives what was paid, and loses no slot', async () => {
    const world = await buildWorld(...paths.active, ...passed, openAs(heir, ids.delivery));
    expect(await tryStep(steps.serve, world)).toBe('SERVING');
  });

  it('makes a new version, and leaves the list of all listings readable', async () => {
    const world = await buildWorld(...paths.listed, ...pass(provider, people.otherProvider));
    await world.perform('CreateListingVersion', { id: ids.listing, version: 2, content: makeContent() }, people.otherProvider);
    expect((await world.perform('ListListings', {}, people.otherProvider)).items).toMatchObject([{ version: 2, state: 'DRAFT' }]);
  });
});

/** A world in which the peer of one organisation endorses nothing in which it is a witness. */
class RefusingWorld extends MemoryWorld {
  refusing = '';

  protected override write(writes: Writes, mspId: string): void {
    const isRefused = writes.records.some(({ anchors }) => anchors.some((anchor) => anchor.mspId === this.refusing));
    if (!isRefused) super.write(writes, mspId);
  }
}

describe('party that loses and is the only witness', () => {
  const refuseIn = (world: MemoryWorld, mspId: string) => Object.assign(new RefusingWorld(), world, { refusing: mspId });
  const office: Person = { participantId: 'ptc-000000000000000000000000zz', mspId: authority.mspId, roles: ['buyer'] };

  it('gets no money because it refuses the objection of a buyer of the organisation of the authority', async () => {
    const world = refuseIn(await buildWorld(...paths.listed, ...makePurchase(office), steps.send), provider.mspId);
    const revision = await world.readRevision(delivery);
    await world.perform('ObjectToDelivery', { id: ids.delivery, revision, witness: 'authority' }, office);
    await steps.waitHours(169)(world);
    expect(await tryStep(steps.settleAccepted, world)).toBe('NOT_YET_DUE');
  });

  it('refuses no ruling against it for ever', async () => {
    const world = refuseIn(await buildWorld(...sent, steps.openDispute), provider.mspId);
    const revision = await world.readRevision(keys.dispute(ids.dispute));
    const ruling = { id: ids.dispute, revision, outcome: 'refund' as const, text: hashBytes('r'), witness: 'authority' as const };
    await world.perform('RuleDispute', ruling, people.arbiter);
    expect(await tryStep((each) => each.perform('GetDispute', { id: ids.dispute }, operator), world)).toBe('RULING');
  });
});

describe('organisation that is on both sides', () => {
  const sister: Person = { participantId: 'ptc-000000000000000000000000zz', mspId: provider.mspId, roles: ['buyer'] };
  const claim = hashBytes('it is not what was listed');

  it('pays nothing back of what was served because nobody ruled', async () => {
    const dispute: Step = (world) => world.perform('OpenDispute', { id: ids.dispute, trade: ids.trade, claim }, sister);
    const world = await buildWorld(...paths.listed, ...makePurchase(sister), steps.send, dispute, steps.waitHours(721));
    expect(await tryStep(steps.enforceAtOnce, world)).toBe('NOT_YET_DUE');
  });
});

describe('buyer that falsely names another hash, and an office that stops the replacement', () => {
  const suspendProvider: Step = async (world) => {
    const revision = await world.readRevision(keys.participant(provider.participantId));
    return world.perform('SuspendParticipant', { id: provider.participantId, revision }, operator);
  };

  it.each<[string, Step]>([
    ['the authority raised the grade', steps.reclassify],
    ['the operator suspended the provider', suspendProvider],
  ])('get no money back for what the provider could not serve because %s', async (_what, stop) => {
    const world = await buildWorld(...replaced, stop, steps.waitHours(73));
    expect(await tryStep(steps.refundUnserved, world)).toBe('NOT_YET_DUE');
  });
});

describe('step that is said after the money ended', () => {
  it('makes the operator pay twice in no trade that provider and buyer let go on after the refund', async () => {
    const world = await buildWorld(...unserved);
    world.append(trade, {
      action: 'serve',
      as: provider,
      change: (record: TradeRecord): TradeRecord => ({ ...record, served: ids.delivery }),
    });
    world.keepWitness(buyer.mspId, trade);
    world.append(trade, {
      action: 'acknowledge',
      as: buyer,
      change: (record: TradeRecord): TradeRecord => ({ ...record, state: 'DELIVERED' }),
    });
    expect(await tryStep(steps.settle, world)).toBe('NOT_YET_DUE');
  });

  it('takes no accepted delivery back by a termination of Exchange and the buyer', async () => {
    const world = await buildWorld(...accepted);
    world.append(delivery, {
      action: 'terminate',
      as: operator,
      change: (record: DeliveryRecord): DeliveryRecord => ({ ...record, state: 'TERMINATED' }),
    });
    expect(await tryStep(readTrade, world)).toBe('SETTLED');
  });
});

describe('registration that the own organisation and another one delete', () => {
  it('leaves a trade readable of which buyer and authority delete the registration of the buyer', async () => {
    const world = await buildWorld(...sent);
    world.forge(keys.participant(buyer.participantId), () => undefined);
    expect(await tryStep(readTrade, world)).toBe('AUTHORISED');
  });
});
