import { keys, toCanonicalJson, toStateKey, versionId, type DeliveryRecord, type Key, type TradeRecord } from '@databund/chaincode/model';
import { checkInvariants } from '@databund/client/audit';
import { deeds as d, ids, place, worldAfter, type Deed } from '../support/lives';
import { people, type MemoryWorld } from '../support/memory-world';
import { forgeTransaction, ForgedLedger } from './forged-ledger';

const listed = [d.create, d.submit, d.approve, d.endNotice];
const granted = [d.request, d.providerApproves, d.operatorApproves];
const active = [...listed, ...granted, d.order, d.providerPrices, d.buyerPrices, d.fund, d.activate];
const registered = [d.createResource, d.submitResource, d.giveNotice, d.registerResource, d.mandateProvider];
const publicListed = [...registered, d.createPublic, d.submit, d.agree, d.approve, d.endNotice];
const publicActive = [...publicListed, ...granted, d.authorityApproves, d.order, d.fund, d.activate];

const trade = keys.trade(ids.trade);
const stances = (['provider', 'operator', 'authority'] as const).flatMap((slot) => [
  keys.stance('authorisation', ids.authorisation, slot),
  keys.stance('listing', versionId(ids.listing, 1), slot),
]);
const standing: readonly Key[] = [
  keys.exchange(),
  keys.resource(ids.resource),
  keys.mandate(ids.mandate),
  keys.listing(ids.listing),
  keys.authoritative(place.theme, place.adcode),
  keys.listingVersion(ids.listing, 1),
  keys.grade(ids.listing, 1),
  keys.authorisation(ids.authorisation),
  ...stances,
  trade,
  keys.price(ids.trade, 'provider'),
  keys.price(ids.trade, 'buyer'),
  keys.clearing(ids.trade),
  keys.delivery(ids.delivery),
  keys.delivery(ids.replacement),
  keys.slot(ids.authorisation, 1),
  keys.slot(ids.authorisation, 2),
];

/** What the peers of the parties may leave on a ledger among themselves: an auditor’s replay must find it. */
describe('the replay of a ledger', () => {
  /** A block with the records of a world: those that have changed since the world before. */
  async function append(ledger: ForgedLedger, world: MemoryWorld, before?: MemoryWorld): Promise<void> {
    const writes: Record<string, Buffer> = {};
    for (const key of standing) {
      const [was, is] = [before && (await before.find(key)), await world.find(key)];
      if (is && toCanonicalJson(is) !== toCanonicalJson(was ?? null)) writes[toStateKey(key)] = Buffer.from(toCanonicalJson(is));
    }
    const creator = await ledger.clientOf('ProviderMSP', 'ptc-1');
    const endorsers = ['ProviderMSP', 'BuyerMSP'].map((mspId) => ledger.nodeOf(mspId));
    ledger.append([forgeTransaction({ creator, endorsers, writes: () => writes }).envelope], { flags: [0] });
  }

  /** Where an invariant is broken by what is written after some deeds. */
  async function broken(number: number, done: readonly Deed[], write: (world: MemoryWorld) => unknown): Promise<readonly string[]> {
    const [before, after] = [await worldAfter(...done), await worldAfter(...done)];
    await write(after);
    const ledger = await ForgedLedger.begin();
    try {
      await append(ledger, before);
      await append(ledger, after, before);
      const violations = (await checkInvariants(ledger.blocks)).find((each) => each.number === number)?.violations ?? [];
      return violations.filter(({ block }) => block === ledger.blocks.length - 1).map(({ details }) => details);
    } finally {
      await ledger.end();
    }
  }

  const rewrite = (changes: Partial<TradeRecord>) => (world: MemoryWorld) => {
    world.forge(trade, (record) => ({ ...record, ...changes }));
  };
  const another = 'is another trade than was ordered';

  it.each<[string, readonly Deed[], Partial<TradeRecord>, readonly string[]]>([
    ['is not disturbed by a step of a trade', publicActive, { state: 'DELIVERED' }, []],
    ['finds a charge that was raised', publicActive, { charge: { amountMinor: 1_001, currency: 'CNY' } }, [another]],
    ['finds a charge where there was none', active, { charge: { amountMinor: 1, currency: 'CNY' } }, [another]],
    ['finds a sale that is free', publicActive, { kind: 'free' }, [another]],
  ])('%s', async (_what, done, changes, found) => {
    expect(await broken(6, done, rewrite(changes))).toEqual(found);
  });

  it('finds an order that shares what nobody agreed to share', async () => {
    const done = [...publicListed, ...granted, d.authorityApproves];
    const share = async (world: MemoryWorld) => {
      await d.order(world);
      world.forge(trade, ({ charge: _charge, ...record }): TradeRecord => ({ ...record, kind: 'share', legalBasis: 'because I say so' }));
    };
    expect(await broken(6, done, d.order)).toEqual([]);
    expect(await broken(6, done, share)).toEqual(['is of a kind that offer and terms do not permit: share']);
  });

  it('finds who designates what it lists, or judges its own mandate', async () => {
    const { participantId } = people.authority;
    expect(await broken(8, listed, d.designate)).toEqual([]);
    const designated = async (world: MemoryWorld) => {
      await d.designate(world);
      world.forge(keys.listing(ids.listing), (record) => ({ ...record, provider: participantId }));
    };
    expect(await broken(8, listed, designated)).toEqual(['designated by who lists or holds it']);
    expect(await broken(8, registered, d.suspendMandate)).toEqual([]);
    const suspended = async (world: MemoryWorld) => {
      await d.suspendMandate(world);
      world.forge(keys.mandate(ids.mandate), (record) => ({ ...record, grantee: participantId }));
    };
    expect(await broken(8, registered, suspended)).toEqual(['mandated by its grantee']);
  });

  it('finds the replacement of a delivery that had not failed', async () => {
    expect(await broken(3, [...active, d.open, d.mismatch], d.replace)).toEqual([]);
    const acknowledged = [...active, d.open, d.send, d.acknowledge];
    const forged = async (world: MemoryWorld) => {
      const delivery = (await world.find(keys.delivery(ids.delivery)))!;
      world.forge(keys.delivery(ids.delivery), (record): DeliveryRecord => ({ ...record, state: 'MISMATCH' }));
      await d.replace(world);
      world.forge(keys.delivery(ids.delivery), () => delivery);
    };
    expect(await broken(3, acknowledged, forged)).toEqual(['replaces what is ACKED']);
  });
});
