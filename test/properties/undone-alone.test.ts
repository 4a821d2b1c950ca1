import { encodeKeyPolicy, keys, type ClearingRecord, type Key, type KeyPolicy } from '@databund/model';
import { buildWorld, ids, makeStep, paths, type Step, steps, tryStep, usualTerms } from '../support/lifecycles';
import { makeContent } from '../support/listings';
import { people, type Person } from '../support/memory-world';

const { provider, buyer, operator, authority } = people;
const readTrade: Step = (world) => world.perform('GetTrade', { id: ids.trade }, operator);
const readDelivery: Step = (world) => world.perform('GetDelivery', { id: ids.delivery }, buyer);
const readListing: Step = (world) => world.perform('GetListing', { id: ids.listing, version: 1 }, people.auditor);
const readAuthorisation: Step = (world) => world.perform('GetAuthorisation', { id: ids.authorisation }, buyer);
const readParticipant: Step = (world) => world.perform('GetParticipant', { id: ids.participant }, people.auditor);
const openAs =
  (who: Person, id = 'dlv-00000000000000000000000003'): Step =>
  (world) =>
    world.perform('OpenDelivery', { id, authorisation: ids.authorisation }, who);

const authorisation = keys.authorisation(ids.authorisation);
const trade = keys.trade(ids.trade);
const delivery = keys.delivery(ids.delivery);
const clearing = keys.clearing(ids.trade);
const version = keys.listingVersion(ids.listing, 1);
const opened = [...paths.active, steps.open];
const sent = [...opened, steps.send];
const replaced = [...sent, steps.mismatch, steps.replace];
const unreplaced = [...replaced, steps.waitHours(73), steps.refundUnserved];

describe('exchange or list of everybody, which one organisation makes unreadable', () => {
  it('still answers after the authority deleted its anchor of the last change of the exchange', async () => {
    const world = await buildWorld(...paths.listed, steps.waitHours(1), steps.setNoticeHours(24));
    world.dropAnchor(authority.mspId, keys.exchange());
    expect(await tryStep(readListing, world)).toBe('LISTED');
  });

  const listAll =
    (name: 'ListListings' | 'ListTrades' | 'ListDisputes'): Step =>
    async (world) => {
      await world.perform(name, {}, operator);
      return { state: 'listed' };
    };
  const draftNext: Step = (world) =>
    world.perform('CreateListingVersion', { id: ids.listing, version: 2, content: makeContent() }, provider);

  it.each([
    ['the pointer of its listing', keys.listing(ids.listing)],
    ['its next draft', keys.listingVersion(ids.listing, 2)],
  ])('still lists all listings after a provider deleted its anchor of %s', async (_what, key) => {
    const world = await buildWorld(...paths.listed, draftNext);
    world.dropAnchor(provider.mspId, key);
    expect(await tryStep(listAll('ListListings'), world)).toBe('listed');
  });

  it.each(['ListTrades', 'ListDisputes'] as const)('still answers %s after Exchange deleted one clearing', async (name) => {
    const world = await buildWorld(...paths.active, steps.openDispute);
    world.forge(clearing, () => undefined);
    expect(await tryStep(listAll(name), world)).toBe('listed');
  });
});

describe('Exchange alone, which writes the clearing', () => {
  it('brings no order to life that a party cancelled', async () => {
    const world = await buildWorld(...paths.priced, steps.cancel);
    const { hash } = (await world.find(keys.price(ids.trade, 'provider')))!;
    const fund = (record: ClearingRecord): ClearingRecord => ({ ...record, ...(hash && { amountHash: hash }), state: 'FUNDED' });
    world.append(clearing, { action: 'fund', as: operator, change: fund });
    expect(await tryStep(readTrade, world)).toBe('CANCELLED');
  });
});

describe('policy of a record', () => {
  const { mspId: exchange } = operator;
  const namePolicy = (...others: readonly Person[]) => ({
    atLeast: 2,
    of: [...others.map(({ mspId }) => mspId), exchange],
    always: exchange,
  });

  it.each<readonly [string, readonly Step[], Key, KeyPolicy]>([
    ['a clearing once it was funded', [...paths.priced, steps.fund], clearing, namePolicy(provider, buyer, authority)],
    ['a submitted version', paths.listed, version, namePolicy(provider, authority)],
    ['a participant', [steps.register], keys.participant(ids.participant), namePolicy(buyer, authority)],
  ])(
    'asks for Exchange and one other, so that nobody puts an older copy back without it, nor it alone: %s',
    async (_what, done, key, policy) => {
      const world = await buildWorld(...done);
      expect(await world.findKeyPolicy(key)).toEqual(encodeKeyPolicy(policy));
    },
  );
});
describe('buyer alone, which keeps an anchor of a step that it never took after it had its money back', () => {
  it('gets no data for money that it has back, by a surrender that nobody witnessed', async () => {
    const world = await buildWorld(...unreplaced);
    world.keepAnchor(buyer.mspId, authorisation, { action: 'surrender', round: 1 });
    expect([await tryStep(readTrade, world), await tryStep(openAs(buyer), world)]).toEqual(['REFUNDED', 'AUTHORISATION_NOT_ACTIVE']);
  });

  it('gets no data for money that it has back, by an acknowledgement of nothing', async () => {
    const world = await buildWorld(...opened, steps.openDispute, steps.waitHours(721), steps.enforceAtOnce);
    world.keepAnchor(buyer.mspId, trade, { action: 'acknowledge', round: 1 });
    expect([await tryStep(readTrade, world), await tryStep(openAs(buyer), world)]).toEqual(['REFUNDED', 'AUTHORISATION_NOT_ACTIVE']);
  });
});

describe('organisation alone, which takes back a statement that others built on', () => {
  const negotiate = (name: 'OfferAuthorisation' | 'CounterAuthorisation', purpose: string) =>
    makeStep(name === 'OfferAuthorisation' ? 'provider' : 'buyer', name, ({ authorisation: revision }) => ({
      id: ids.authorisation,
      revision,
      terms: { ...usualTerms, purpose, territory: 'x'.repeat(200) },
    }));
  const negotiated = [
    ...[...paths.listed, steps.request, negotiate('OfferAuthorisation', 'advertising'), negotiate('CounterAuthorisation', 'planning')],
    ...[negotiate('OfferAuthorisation', 'planning ahead'), steps.accept, ...paths.granting],
  ];
  const funded = [...negotiated, steps.order, steps.providerPrices, steps.buyerPrices, steps.fund];
  const unreplacedFeed = [...paths.feed, steps.sendWindow, steps.mismatch, steps.replace, steps.waitHours(73), steps.refundUnserved];
  const withdrawnInNotice = [steps.setNoticeHours(24), steps.create, steps.submit, steps.approve, steps.takeBack, steps.waitHours(25)];
  const joined = [steps.register, steps.admit];

  const participant = keys.participant(ids.participant);
  const ofWithdrawn = { done: [...paths.listed, steps.request, steps.offer, steps.withdraw], key: authorisation, read: readAuthorisation };
  const ofTerminated = { done: [...paths.feed, steps.sendWindow, steps.terminate], key: delivery, read: readDelivery };
  const suspended = { done: [...joined, steps.suspendParticipant], key: participant, read: readParticipant };
  const withdrawn = { done: [...joined, steps.withdrawParticipant], key: participant, read: readParticipant };

  it.each<readonly [string, Person, { readonly done: readonly Step[]; readonly key: Key; readonly read: Step }, string]>([
    ['makes a funded trade unreadable by its accepted offer', provider, { done: funded, key: authorisation, read: readTrade }, 'FUNDED'],
    ['makes a withdrawn request live by its offer', provider, ofWithdrawn, 'WITHDRAWN'],
    ['undoes a refund by its last window', provider, { done: unreplacedFeed, key: delivery, read: readTrade }, 'REFUNDED'],
    ['goes on with a terminated feed by its last window', provider, ofTerminated, 'TERMINATED'],
    ['lists by its withdrawal', provider, { done: withdrawnInNotice, key: version, read: readListing }, 'DRAFT'],
    ['erases a suspension by its registration', buyer, suspended, 'SUSPENDED'],
    ['erases a withdrawal by its registration', buyer, withdrawn, 'WITHDRAWN'],
  ])('never succeeds: it %s', async (_what, { mspId }, { done, key, read }, state) => {
    const world = await buildWorld(...done);
    expect(await tryStep(read, world)).toBe(state);
    world.dropAnchor(mspId, key);
    expect(await tryStep(read, world)).toBe(state);
  });
});

describe('honest step long after the money went back', () => {
  it.each<[string, Step]>([
    ['the operator suspends the listing', steps.suspend],
    ['the operator delists the listing', steps.delistByOrder],
    ['the buyer surrenders the access', steps.surrender],
  ])('undoes no refund of an unserved replacement: %s', async (_what, act) => {
    const world = await buildWorld(...unreplaced, steps.waitHours(100), act);
    expect(await tryStep(readTrade, world)).toBe('REFUNDED');
  });
});
