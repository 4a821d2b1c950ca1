import { keys, type Key, type SealedStep } from '@databund/model';
import { buildWorld, ids, paths, type Step, steps, tryStep } from '../support/lifecycles';
import { people } from '../support/memory-world';

const readTrade: Step = (world) => world.perform('GetTrade', { id: ids.trade }, people.operator);
const opened = [...paths.active, steps.open];
const sent = [...opened, steps.send];
const trade = keys.trade(ids.trade);
const delivery = keys.delivery(ids.delivery);
const dispute = keys.dispute(ids.dispute);

const ended = {
  accepted: [...sent, steps.waitHours(169), steps.settleAccepted],
  refundedUnserved: [...opened, steps.surrender, steps.refund],
  refundedUnreplaced: [...sent, steps.mismatch, steps.replace, steps.waitHours(73), steps.refundUnserved],
  ruled: [...sent, steps.openDispute, steps.ruleRefund, steps.enforce],
} as const satisfies Readonly<Record<string, readonly Step[]>>;

const { provider, buyer, authority, arbiter } = people;

interface Kept {
  readonly by: string;
  readonly key: Key;
  readonly step: SealedStep;
}

const keep = (by: string, key: Key, action: string, round = 1): Kept => ({ by, key, step: { action, round } });
const replacement = keys.delivery(ids.replacement);

describe('anchor of a step that was never taken, kept by one organisation after the money moved', () => {
  it.each<readonly [keyof typeof ended, string, Kept]>([
    ['accepted', 'an objection of the buyer', keep(buyer.mspId, delivery, 'object')],
    ['accepted', 'a mismatch of the buyer', keep(buyer.mspId, delivery, 'acknowledge')],
    ['accepted', 'an acknowledgement of the buyer', keep(buyer.mspId, trade, 'acknowledge')],
    ['accepted', 'a replacement of the buyer', keep(buyer.mspId, delivery, 'replace')],
    [
      'accepted',
      'a replacement that the authority witnessed',
      { by: authority.mspId, key: delivery, step: { action: 'replace', round: 1, isWitnessed: true } },
    ],
    ['accepted', 'a dispute of the buyer', keep(buyer.mspId, trade, 'dispute')],
    ['refundedUnserved', 'a serving of the provider', keep(provider.mspId, trade, 'serve')],
    ['refundedUnserved', 'a dispute of the provider', keep(provider.mspId, trade, 'dispute')],
    ['refundedUnserved', 'an acknowledgement of the buyer', keep(buyer.mspId, trade, 'acknowledge')],
    ['refundedUnreplaced', 'a serving of the replacement', keep(provider.mspId, replacement, 'serve')],
    ['refundedUnreplaced', 'a serving of its slot', keep(provider.mspId, keys.serving(ids.authorisation, 1, 2), 'serve')],
    ['ruled', 'one more ruling', keep(arbiter.mspId, dispute, 'rule', 2)],
    ['ruled', 'an appeal of the provider', keep(provider.mspId, dispute, 'appeal')],
    ['ruled', 'an appeal of the buyer', keep(buyer.mspId, dispute, 'appeal')],
  ])('undoes nothing that was %s: %s', async (end, _who, { by, key, step }) => {
    const world = await buildWorld(...ended[end]);
    const state = end === 'accepted' ? 'SETTLED' : 'REFUNDED';
    expect(await tryStep(readTrade, world)).toBe(state);
    world.keepAnchor(by, key, step);
    expect(await tryStep(readTrade, world)).toBe(state);
  });
});

describe('dispute that two organisations hide by an older copy of its trade', () => {
  const delivered = [...sent, steps.acknowledge];

  it('still keeps the money where it is, and goes on when a party opens it again', async () => {
    const world = await buildWorld(...delivered);
    const before = await world.find(trade);
    await steps.openDispute(world);
    if (before) world.rewriteCopy(trade, () => before);
    expect(await tryStep(steps.settle, world)).toBe('NOT_YET_DUE');
    world.forge(keys.dispute(ids.dispute), () => undefined);
    expect(await tryStep(steps.settle, world)).toBe('NOT_YET_DUE');
    await steps.openDispute(world);
    expect(await tryStep(readTrade, world)).toBe('DISPUTED');
  });
});

describe('organisation that takes back its newest unsealed statement', () => {
  const readDispute: Step = (world) => world.perform('GetDispute', { id: ids.dispute }, people.auditor);
  const readListing: Step = (world) => world.perform('GetListing', { id: ids.listing, version: 1 }, people.auditor);
  const readResource: Step = (world) => world.perform('GetResource', { id: ids.resource }, people.auditor);
  const readParticipant: Step = (world) => world.perform('GetParticipant', { id: ids.participant }, people.auditor);
  const left = [steps.register, steps.admit, steps.leave, steps.withdrawParticipant];
  const addEvidence = [...sent, steps.openDispute, steps.addEvidence];

  interface TakenBack {
    readonly by: string;
    readonly key: Key;
    readonly done: readonly Step[];
    readonly read: Step;
    readonly state: string;
  }
  const ruled = [...addEvidence, steps.ruleRefund, steps.enforce];
  const withdrawn = [...sent, steps.acknowledge, steps.openDispute, steps.withdrawDispute];
  const cancelled = [...paths.registered, steps.changeResource, steps.cancelResource];
  const version = keys.listingVersion(ids.listing, 1);

  it.each<readonly [string, TakenBack]>([
    ['its evidence', { by: provider.mspId, key: dispute, done: ruled, read: readDispute, state: 'ENFORCED' }],
    ['its evidence and the money', { by: provider.mspId, key: dispute, done: ruled, read: readTrade, state: 'REFUNDED' }],
    [
      'its dispute',
      { by: buyer.mspId, key: dispute, done: [...sent, steps.openDispute, steps.ruleSettle], read: readDispute, state: 'RULING' },
    ],
    ['its withdrawal', { by: buyer.mspId, key: dispute, done: withdrawn, read: readTrade, state: 'DELIVERED' }],
    ['its approval', { by: people.operator.mspId, key: version, done: paths.listed, read: readListing, state: 'LISTED' }],
    ['its submission', { by: provider.mspId, key: version, done: paths.listed, read: readListing, state: 'LISTED' }],
    ['its change', { by: provider.mspId, key: keys.resource(ids.resource), done: cancelled, read: readResource, state: 'CANCELLED' }],
    ['its leave', { by: buyer.mspId, key: keys.participant(ids.participant), done: left, read: readParticipant, state: 'WITHDRAWN' }],
    [
      'its funding',
      { by: people.operator.mspId, key: keys.clearing(ids.trade), done: [...paths.priced, steps.fund], read: readTrade, state: 'FUNDED' },
    ],
  ])('takes back nothing that followed it: %s', async (_what, { by, key, done, read, state }) => {
    const world = await buildWorld(...done);
    expect(await tryStep(read, world)).toBe(state);
    world.dropAnchor(by, key);
    expect(await tryStep(read, world)).toBe(state);
  });
});
