import { addSalt } from '@databund/client';
import {
  ExchangeError,
  hashBytes,
  keys,
  makeVersionId,
  type AuthorisationRecord,
  type DeliveryRecord,
  type DisputeRecord,
  type ListingRecord,
  type ParticipantRecord,
  type StanceRecord,
} from '@databund/model';
import { makeContent } from '../support/listings';
import { buildWorld, ids, paths, steps } from '../support/lifecycles';
import { people, type MemoryWorld, type Person } from '../support/memory-world';

const head = keys.authorisation(ids.authorisation);
const version = { id: ids.listing, version: 1 };

/** Returns the answer, or the code of the refusal. */
async function ask<T>(answer: Promise<T>): Promise<T | string> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ExchangeError) return error.code;
    throw error;
  }
}

const readFlow = async (world: MemoryWorld) => {
  const answer = await ask(world.perform('GetDelivery', { id: ids.delivery }, people.provider));
  return typeof answer === 'string' ? answer : (answer.flow.because ?? 'OPEN');
};

describe('record whose public copy two organisations rewrite', () => {
  it('reads as before if a long value stands as its hash', async () => {
    const world = await buildWorld(...paths.publicListed, steps.request, steps.providerApproves, steps.operatorApproves);
    const content = (await world.find(keys.listingVersion(ids.listing, 1)))?.content;
    world.rewriteCopy(keys.listingVersion(ids.listing, 1), (record) => ({
      ...record,
      content: { sha256: hashBytes(JSON.stringify(content)).value },
    }));
    expect(await ask(world.perform('GetListing', version, people.buyer))).toBe('LISTING_NOT_FOUND');
    expect(await world.perform('GetAuthorisation', { id: ids.authorisation }, people.buyer)).toMatchObject({ state: 'PART_APPROVED' });
  });

  it('keeps the elements of a list that were put beside it', async () => {
    const world = await buildWorld(...paths.active);
    world.rewriteCopy(head, (record) => ({ ...record, slots: [], 'slots/0': Reflect.get(record, 'slots')[0] }));
    expect((await world.openSession().find(head))?.slots ?? ['absent']).not.toEqual([]);
  });
});

describe('opening of a dispute by its opener and the exchange', () => {
  const dispute = keys.dispute(ids.dispute);
  const at = '2026-01-01T00:00:00.000Z';

  it.each<[string, (record: DisputeRecord) => DisputeRecord]>([
    [
      'a ruling',
      (record) => ({ ...record, rulings: [{ arbiter: people.arbiter.participantId, outcome: 'refund', text: record.claim, at }] }),
    ],
    ['evidence of the other party', (record) => ({ ...record, evidence: [{ by: people.provider.participantId, text: record.claim, at }] })],
    ['another provider', (record) => ({ ...record, provider: people.otherProvider.participantId })],
  ])('counts as not made if it contains %s', async (_what, forgery) => {
    const world = await buildWorld(...paths.active, steps.open, steps.acknowledge, steps.openDispute);
    world.forge(dispute, forgery);
    expect(await ask(world.perform('GetDispute', { id: ids.dispute }, people.provider))).toBe('DISPUTE_NOT_FOUND');
    const refund = { action: 'refund', as: people.operator, change: (record: object) => ({ ...record, state: 'REFUNDED' }) };
    if (_what === 'a ruling') world.append<object>(keys.clearing(ids.trade), refund);
    expect(await world.perform('GetTrade', { id: ids.trade }, people.provider)).toMatchObject({ state: 'DISPUTED' });
  });

  it('ignores a ruling that claims a time before the opening', async () => {
    const world = await buildWorld(...paths.disputed, steps.ruleRefund);
    world.rewriteCopy(dispute, (record) => ({ ...record, change: { ...Reflect.get(record, 'change'), at: '2020-01-01T00:00:00.000Z' } }));
    world.forge(dispute, (record) => record);
    expect(await world.perform('GetDispute', { id: ids.dispute }, people.provider)).toMatchObject({ state: 'OPEN' });
  });
});

describe('flow of a delivery that its buyer and the exchange forge', () => {
  it('stays closed without the trade that the use was bought by', async () => {
    const world = await buildWorld(...paths.granted);
    const activate = (record: AuthorisationRecord): AuthorisationRecord => ({ ...record, state: 'ACTIVE', trade: ids.trade });
    world.append(head, { action: 'activate', as: people.buyer, change: activate });
    expect(await ask(steps.open(world))).toBe('TRADE_NOT_READY');
  });

  it.each<[string, (record: DeliveryRecord) => DeliveryRecord]>([
    ['another mode', (record) => ({ ...record, mode: 'download' })],
    ['another version', (record) => ({ ...record, version: 2 })],
    ['a slot that was not agreed', (record) => ({ ...record, slot: 3 })],
  ])('stays closed if it names %s', async (_what, forgery) => {
    const world = await buildWorld(...paths.job);
    world.forge(keys.delivery(ids.delivery), forgery);
    expect(await readFlow(world)).toBe('DELIVERY_NOT_FOUND');
  });

  it('takes slots that their buyer alone cannot free', async () => {
    const world = await buildWorld(...paths.active, steps.open);
    for (const slot of [1, 2]) world.dropAnchor('BuyerMSP', keys.slot(ids.authorisation, slot));
    const open = (id: string) => ask(world.perform('OpenDelivery', { id, authorisation: ids.authorisation }, people.buyer));
    await open('dlv-00000000000000000000000008');
    expect(await open('dlv-00000000000000000000000009')).toBe('AUTHORISATION_EXHAUSTED');
  });
});

describe('judgement that others forge or prevent', () => {
  it('stops a listing whose makers gave the stance of the authority to another organisation', async () => {
    const world = await buildWorld(steps.create, steps.submit);
    const stance = keys.stance('listing', makeVersionId(ids.listing, 1), 'authority');
    world.forge(stance, (record: StanceRecord): StanceRecord => ({ ...record, mspId: 'ProviderMSP' }));
    await steps.approve(world);
    expect(await world.perform('GetListing', version, people.buyer)).toMatchObject({ state: 'SUSPENDED' });
  });

  it('lets no other participant of the organisation approve for the provider', async () => {
    const world = await buildWorld(...paths.listed, steps.request);
    world.forge(head, (record) => ({ ...record, provider: people.otherProvider.participantId }));
    const answer = world.perform('GetAuthorisation', { id: ids.authorisation }, people.otherProvider);
    expect(await ask(answer)).toBe('AUTHORISATION_NOT_FOUND');
  });

  it('carries no agreement over to another content', async () => {
    const world = await buildWorld(...paths.registered, steps.mandateProvider, steps.createPublic, steps.submit, steps.agree);
    await steps.requestChanges(world);
    const key = keys.listingVersion(ids.listing, 1);
    const { contentHash, content, change } = (await world.find(key))!;
    const edited = { ...version, revision: change.revision, content: { ...content, title: { en: 'Other' } } };
    await world.perform('EditListing', edited, people.provider);
    const submit = (record: ListingRecord): ListingRecord => ({ ...record, ...(contentHash && { contentHash }), state: 'IN_REVIEW' });
    world.append(key, { action: 'submit', as: people.provider, change: submit });
    expect(await ask(steps.approve(world))).toBe('LISTING_NOT_FOUND');
  });

  it('replaces no pins when it releases them', async () => {
    const world = await buildWorld();
    const key = keys.participant(people.buyer.participantId);
    const pin = (record: ParticipantRecord): ParticipantRecord => ({ ...record, keyHashes: [hashBytes('none')] });
    world.append(key, { action: 'releasePins', as: people.operator, change: pin });
    expect((await world.openSession().find(key))?.keyHashes ?? []).toEqual([]);
  });
});

describe('private text whose hash another party gives', () => {
  const keep = async (world: MemoryWorld, as: Person) => {
    const { hash, transient } = addSalt({ text: 'secret' });
    await world.perform('KeepText', { hash }, as, transient);
    return hash;
  };

  it('stays hidden if its hash is the algorithm of a job', async () => {
    const world = await buildWorld(...paths.listed, steps.requestJob, ...paths.granting, ...paths.trading);
    const algorithm = await keep(world, people.provider);
    await world.perform('OpenDelivery', { id: ids.delivery, authorisation: ids.authorisation, algorithm }, people.buyer);
    await steps.send(world);
    const asked = { id: ids.delivery, hash: algorithm.value, by: people.provider.participantId, from: 'ProviderMSP' };
    expect(await ask(world.perform('GetDeliveryText', asked, people.buyer))).toBe('TEXT_NOT_FOUND');
  });

  it('stays hidden if its hash is that of a file', async () => {
    const world = await buildWorld();
    const hash = await keep(world, people.buyer);
    const distributions = [{ kind: 'held' as const, name: 'a.csv', mediaType: 'text/csv', byteSize: 1, hash }];
    await world.perform(
      'CreateListing',
      { id: ids.listing, content: makeContent({ charge: { basis: 'priced' }, distributions }) },
      people.provider,
    );
    for (const step of [steps.submit, steps.approve, steps.request, ...paths.granting, ...paths.trading, steps.open]) await step(world);
    const asked = { id: ids.delivery, hash: hash.value, from: 'BuyerMSP' };
    expect(await ask(world.perform('GetDeliveryText', asked, people.provider))).toBe('TEXT_NOT_FOUND');
  });

  it('stays hidden if its hash is the reason of a window before the last, for which nothing vouches', async () => {
    const world = await buildWorld(...paths.feed, steps.sendWindow, steps.sendWindow);
    const reason = { code: 'other', hash: await keep(world, people.provider) };
    world.rewriteCopy(keys.delivery(ids.delivery), ({ trail = { earlier: [], sets: [] }, ...record }) => {
      const earlier = trail.earlier.map((said) => (said.isRepeated ? { ...said, change: { ...said.change, reason } } : said));
      return { ...record, trail: { ...trail, earlier } };
    });
    const asked = { id: ids.delivery, hash: reason.hash.value, from: 'ProviderMSP' };
    expect(await ask(world.perform('GetDeliveryText', asked, people.buyer))).toBe('TEXT_NOT_FOUND');
  });
});
