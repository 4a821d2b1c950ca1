import {
  hashJson,
  keys,
  toCanonicalJson,
  toStateKey,
  makeVersionId,
  type AuthorisationRecord,
  type DeliveryRecord,
  type Key,
  type StanceRecord,
  type TradeRecord,
  type ClearingRecord,
} from '@databund/model';
import { checkInvariants, verifyExchange } from '@databund/audit';
import { buildWorld, ids, paths, place, type Step, steps } from '../support/lifecycles';
import { people, type MemoryWorld } from '../support/memory-world';
import { ForgedLedger } from './forged-ledger';
import { forgeTransaction } from './forged-transaction';

const { listed } = paths;
const granted = [steps.request, ...paths.granting];
const active = [...listed, ...granted, ...paths.trading];
const registered = [...paths.registered, steps.mandateProvider];
const publicListed = [...registered, steps.createPublic, steps.submit, steps.agree, steps.approve];
const publicActive = [...publicListed, ...granted, steps.authorityApproves, steps.order, steps.fund, steps.activate];

const trade = keys.trade(ids.trade);
const stances = (['provider', 'operator', 'authority'] as const).flatMap((slot) => [
  keys.stance('authorisation', ids.authorisation, slot),
  keys.stance('listing', makeVersionId(ids.listing, 1), slot),
]);
const known: readonly Key[] = [
  keys.exchange(),
  keys.proposal(),
  keys.resource(ids.resource),
  keys.mandate(ids.mandate),
  keys.listing(ids.listing),
  keys.authoritative(place.theme, place.adcode),
  keys.listingVersion(ids.listing, 1),
  keys.grade(ids.listing),
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
  keys.standing(ids.standing),
  keys.standing(ids.providerStanding),
];

/** Forges what the parties' peers can write together, which the auditor's replay must find. */
describe('replay of a ledger', () => {
  /** Returns the records of a world that differ from the world before. */
  async function listChanges(world: MemoryWorld, before?: MemoryWorld): Promise<Record<string, Buffer>> {
    const writes: Record<string, Buffer> = {};
    for (const key of known) {
      const [was, is] = [before && (await before.find(key)), await world.find(key)];
      if (is && toCanonicalJson(is) !== toCanonicalJson(was ?? null)) writes[toStateKey(key)] = Buffer.from(toCanonicalJson(is));
    }
    return writes;
  }

  /** Appends a block with the parties' writes, whatever they claim to have read. */
  async function append(ledger: ForgedLedger, writes: Record<string, Buffer>, flag = 0): Promise<void> {
    const creator = await ledger.makeClient('ProviderMSP', 'ptc-1');
    const endorsers = ['ProviderMSP', 'BuyerMSP'].map((mspId) => ledger.findNode(mspId));
    const reads = Object.fromEntries(known.map((key) => [toStateKey(key), undefined]));
    ledger.append([forgeTransaction({ creator, endorsers, reads, writes: () => writes }).envelope], { flags: [flag] });
  }

  /** Returns the violations of an invariant in the last block. */
  async function findInLastBlock(number: number, { blocks }: ForgedLedger): Promise<readonly string[]> {
    const violations = (await checkInvariants(blocks)).find((each) => each.number === number)?.violations ?? [];
    return violations.filter(({ block }) => block === blocks.length - 1).map(({ details }) => details);
  }

  /** Returns the violations of an invariant by what is written after some steps. */
  async function findViolations(number: number, done: readonly Step[], write: (world: MemoryWorld) => unknown): Promise<readonly string[]> {
    const [before, after] = [await buildWorld(...done), await buildWorld(...done)];
    await write(after);
    const ledger = await ForgedLedger.begin();
    await append(ledger, await listChanges(before));
    await append(ledger, await listChanges(after, before));
    return await findInLastBlock(number, ledger);
  }

  it.each([
    ['names an exchange whose operator is its authority too', 'ExchangeMSP', true],
    ['names no exchange that has two overseers', 'RegulatorMSP', false],
  ])('%s', async (_what, authorityMspId, oneOverseer) => {
    const world = await buildWorld();
    world.forge(keys.exchange(), (exchange) => ({ ...exchange, authorityMspId }));
    const ledger = await ForgedLedger.begin();
    await append(ledger, await listChanges(world));
    expect(await verifyExchange(ledger.blocks)).toMatchObject({ oneOverseer });
  });

  const rewrite = (changes: Partial<TradeRecord>) => (world: MemoryWorld) => {
    world.forge(trade, (record) => ({ ...record, ...changes }));
  };

  it.each<[string, readonly Step[], Partial<TradeRecord>, readonly string[]]>([
    ['accepts a step of a trade', publicActive, { state: 'DELIVERED' }, []],
    [
      'reports a charge that was raised',
      publicActive,
      { charge: { amountMinor: 1_001, currency: 'CNY' } },
      ['charge changed after the order'],
    ],
    [
      'reports a charge of a trade without one',
      active,
      { charge: { amountMinor: 1, currency: 'CNY' } },
      ['charge changed after the order'],
    ],
    ['reports a sale that is free', publicActive, { kind: 'free' }, ['kind changed after the order']],
  ])('%s', async (_what, done, changes, found) => {
    expect(await findViolations(6, done, rewrite(changes))).toEqual(found);
  });

  it('reports an order that shares data without an agreement to share', async () => {
    const done = [...publicListed, ...granted, steps.authorityApproves];
    const forgeShare = async (world: MemoryWorld) => {
      await steps.order(world);
      world.forge(trade, ({ charge: _charge, ...record }): TradeRecord => ({ ...record, kind: 'share', legalBasis: 'because I say so' }));
    };
    expect(await findViolations(6, done, steps.order)).toEqual([]);
    expect(await findViolations(6, done, forgeShare)).toEqual(['kind share is not permitted by offer and terms']);
  });

  it('reports an order at another price than the one that the provider published', async () => {
    const done = [steps.createAtListPrice, steps.submit, steps.approve, ...granted];
    const cheap = { amountMinor: 1, currency: 'CNY' };
    const orderCheaply = async (world: MemoryWorld) => {
      await steps.orderAtListPrice(world);
      rewrite({ charge: cheap })(world);
    };
    expect(await findViolations(5, done, steps.orderAtListPrice)).toEqual([]);
    const listed = JSON.stringify({ amountMinor: 1_000, currency: 'CNY' });
    expect(await findViolations(5, done, orderCheaply)).toEqual([`charge is ${JSON.stringify(cheap)}, ${listed} expected from the offer`]);
  });

  it('reports a delivery under slots of other organisations than those that must approve', async () => {
    const forgeSlots = async (world: MemoryWorld) => {
      const judged = (await world.readTermsHash(ids.authorisation))!;
      const stance = keys.stance('authorisation', ids.authorisation, 'provider');
      world.forge(stance, (): StanceRecord => ({ mspId: 'BuyerMSP', state: 'APPROVED', judged, epoch: 1 }));
      world.forge(keys.authorisation(ids.authorisation), (record): AuthorisationRecord => {
        return { ...record, slots: [{ slot: 'provider', mspId: 'BuyerMSP' }], state: 'ACTIVE' };
      });
    };
    const found =
      'PART_APPROVED, but no peer of ProviderMSP has endorsed an approval of these terms, or a standing approval that covers them, as provider';
    expect(await findViolations(7, [...listed, steps.request, steps.operatorApproves], forgeSlots)).toEqual([found]);
  });

  describe('uses that rest on standing approvals', () => {
    const { freeListed, freeBacked, freeBackedActive } = paths;
    const given = [...freeListed, steps.providerGives, steps.operatorGives];
    const describeLack = (mspId: string, slot: string) =>
      `no peer of ${mspId} has endorsed an approval of these terms, or a standing approval that covers them, as ${slot}`;

    /** Opens a delivery after some steps as if the last of them had never been. */
    async function findInOpening(number: number, last: Step): Promise<readonly string[]> {
      const [before, after] = [await buildWorld(...freeBackedActive, last), await buildWorld(...freeBackedActive, steps.open)];
      const ledger = await ForgedLedger.begin();
      await append(ledger, await listChanges(before));
      await append(ledger, await listChanges(after, before));
      return findInLastBlock(number, ledger);
    }

    it('accepts the standing approval that the own peer endorsed, and none of an organisation whose peer did not', async () => {
      expect(await findViolations(7, given, steps.requestBacked)).toEqual([`GRANTED, but ${describeLack('ExchangeMSP', 'operator')}`]);
      expect(await findViolations(7, freeListed, steps.providerGives)).toEqual([]);
      const found = ['standing approval written without an endorsement by a peer of ExchangeMSP'];
      expect(await findViolations(7, freeListed, steps.operatorGives)).toEqual(found);
    });

    it('reports a use that is activated on a standing approval which does not cover it', async () => {
      const activate = async (world: MemoryWorld) => {
        await steps.activate(world);
        world.forge(keys.standing(ids.providerStanding), (record) => ({ ...record, purposes: ['teaching'] }));
      };
      const found = await findViolations(7, [...freeBacked, steps.orderFree], activate);
      expect(found).toEqual([`SUSPENDED, but ${describeLack('ProviderMSP', 'provider')}`]);
    });

    it('reports a delivery that opens after a withdrawal or a raised grade', async () => {
      expect(await findViolations(1, freeBackedActive, steps.open)).toEqual([]);
      expect(await findInOpening(1, steps.withdrawStanding)).toEqual(['opened in spite of AUTHORISATION_NOT_ACTIVE']);
      expect(await findInOpening(16, steps.reclassify)).toContain('opened before provider, operator, authority approved epoch 2');
    });

    it('reports a request that rests on a standing approval of its buyer', async () => {
      const { participantId: givenBy } = people.buyer;
      const request = async (world: MemoryWorld) => {
        await steps.requestBacked(world);
        world.forge(keys.standing(ids.standing), (record) => ({ ...record, givenBy }));
      };
      expect(await findViolations(8, given, steps.requestBacked)).toEqual([]);
      const found = `rests on standing approvals of ${givenBy}, who buys or fills another slot`;
      expect(await findViolations(8, given, request)).toEqual([found]);
    });
  });

  it('reports a price, a clearing and a grade that other organisations wrote', async () => {
    const priced = [...listed, ...granted, steps.order, steps.providerPrices];
    expect(await findViolations(5, priced, steps.buyerPrices)).toEqual([]);
    const describeChange = (type: string, mspId: string) => [`${type} changed without an endorsement by a peer of ${mspId}`];
    expect(await findViolations(5, [...priced, steps.buyerPrices], steps.fund)).toEqual(describeChange('clearing', 'ExchangeMSP'));
    expect(await findViolations(16, listed, steps.reclassify)).toEqual(describeChange('grade', 'RegulatorMSP'));
  });

  it('reports a change of the exchange that its proposer agreed to', async () => {
    const propose: Step = (world) => world.perform('SetParameters', { parameters: { countLimit: 5 } }, people.operator);
    const agree: Step = (world) => world.perform('AgreeToChange', { revision: 1 }, people.authority);
    expect(await findViolations(8, [propose], agree)).toEqual([]);
    const forge = async (world: MemoryWorld) => {
      await agree(world);
      world.forge(keys.proposal(), (record) => ({ ...record, proposedBy: people.authority.participantId }));
    };
    expect(await findViolations(8, [propose], forge)).toEqual([`agreed to by its proposer ${people.authority.participantId}`]);
  });

  it('reports a participant that designates its own listing or judges its own mandate', async () => {
    const { participantId } = people.authority;
    expect(await findViolations(8, listed, steps.designate)).toEqual([]);
    const forgeDesignation = async (world: MemoryWorld) => {
      await steps.designate(world);
      world.forge(keys.listing(ids.listing), (record) => ({ ...record, provider: participantId }));
    };
    expect(await findViolations(8, listed, forgeDesignation)).toEqual([`designated by the provider or the holder ${participantId}`]);
    expect(await findViolations(8, registered, steps.suspendMandate)).toEqual([]);
    const forgeSuspension = async (world: MemoryWorld) => {
      await steps.suspendMandate(world);
      world.forge(keys.mandate(ids.mandate), (record) => ({ ...record, grantee: participantId }));
    };
    expect(await findViolations(8, registered, forgeSuspension)).toEqual([`mandate changed by its grantee ${participantId}`]);
  });

  it('reports the replacement of a delivery that did not fail', async () => {
    expect(await findViolations(3, [...active, steps.open, steps.mismatch], steps.replace)).toEqual([]);
    const acknowledged = [...active, steps.open, steps.send, steps.acknowledge];
    const forge = async (world: MemoryWorld) => {
      const delivery = (await world.find(keys.delivery(ids.delivery)))!;
      world.forge(keys.delivery(ids.delivery), (record): DeliveryRecord => ({ ...record, state: 'MISMATCH' }));
      world.keepWitness(people.provider.mspId, keys.delivery(ids.delivery));
      await steps.replace(world);
      world.forge(keys.delivery(ids.delivery), () => delivery);
    };
    expect(await findViolations(3, acknowledged, forge)).toEqual([
      'replaces a delivery that is ACKED, MISMATCH, TIMED_OUT or OVERDUE expected',
    ]);
  });

  it.each<[string, readonly Step[], Partial<ClearingRecord>, readonly string[]]>([
    ['accepts a refund before anything was served', [], { state: 'REFUNDED' }, []],
    [
      'reports a refund after something was served',
      [steps.open, steps.send],
      { state: 'REFUNDED' },
      ['REFUNDED, but something was served'],
    ],
    [
      'reports a refund after an acknowledgement',
      [steps.open, steps.send, steps.acknowledge],
      { state: 'REFUNDED' },
      ['REFUNDED, but the buyer acknowledged what it received'],
    ],
    [
      'reports a payment before the inspection period ended',
      [steps.open, steps.send],
      { state: 'SETTLED', delivery: ids.delivery },
      ['SETTLED, but nothing was acknowledged or accepted'],
    ],
  ])('%s', async (_what, used, changes, found) => {
    const move = (world: MemoryWorld) => {
      const action = changes.state === 'SETTLED' ? 'settle' : 'refund';
      world.append(keys.clearing(ids.trade), {
        action,
        as: people.operator,
        change: (record): ClearingRecord => ({ ...record, ...changes }),
      });
    };
    expect(await findViolations(9, [...active, ...used], move)).toEqual(found);
  });

  it('accepts a payment after the inspection period, and a refund to which the provider agreed', async () => {
    const sent = [...active, steps.open, steps.send];
    expect(await findViolations(9, [...sent, steps.waitHours(168)], steps.settleAccepted)).toEqual([]);
    expect(await findViolations(9, [...sent, steps.concede], steps.refund)).toEqual([]);
  });

  /** Makes a malformed record of a world, as a block may contain it. */
  async function writeMalformed(key: Key<object>, said: object): Promise<Record<string, Buffer>> {
    const world = await buildWorld(...listed, ...granted);
    const { schema: _schema, ...record } = {
      ...(await world.find(keys.listingVersion(ids.listing, 1)))!,
      ...(await world.find(key)),
      ...said,
    };
    return { [toStateKey(key)]: Buffer.from(toCanonicalJson(record)) };
  }

  it.each<[string, Key<object>, object, readonly string[]]>([
    ['a grade that stops deliveries', keys.grade(ids.listing), { grade: 'core', epoch: 1 }, []],
    [
      'the approval of its provider',
      keys.stance('authorisation', ids.authorisation, 'provider'),
      {},
      ['opened in spite of AUTHORISATION_NOT_ACTIVE'],
    ],
  ])('treats an unreadable record as absent, like the chaincode: %s', async (_what, key, said, found) => {
    const [before, after] = [await buildWorld(...active), await buildWorld(...active, steps.open)];
    const ledger = await ForgedLedger.begin();
    await append(ledger, await listChanges(before));
    await append(ledger, await writeMalformed(key, said));
    await append(ledger, await listChanges(after, before));
    expect(await findInLastBlock(1, ledger)).toEqual(found);
  });

  describe('search for published prices', () => {
    const slip = { amountMinor: 1, currency: 'CNY', salt: '0'.repeat(64), tradeId: ids.trade };
    const canonical = toCanonicalJson(slip);
    const spaced = JSON.stringify(
      { tradeId: slip.tradeId, salt: slip.salt, currency: slip.currency, amountMinor: slip.amountMinor },
      undefined,
      2,
    );
    const writeText = (evidence: string) => ({ [toStateKey(keys.dispute('dis-1'))]: Buffer.from(JSON.stringify({ evidence })) });
    const writeRaw = (evidence: string) => ({ [toStateKey(keys.dispute('dis-1'))]: Buffer.from(evidence) });
    const given = hashJson(slip);

    /** Makes a well-formed record that contains a hash. */
    async function writeHash(key: Key<object>, said: object): Promise<Record<string, Buffer>> {
      const world = await buildWorld(...listed, ...granted, steps.order);
      return { [toStateKey(key)]: Buffer.from(toCanonicalJson({ ...(await world.find(key)), ...said })) };
    }
    const writePrice = () => writeHash(keys.price(ids.trade, 'buyer'), { state: 'GIVEN', hash: given });
    const writeClearing = () => writeHash(keys.clearing(ids.trade), { state: 'FUNDED', amountHash: given });

    async function findSlips(
      blocks: readonly (Record<string, Buffer> | Promise<Record<string, Buffer>>)[],
      flag = 0,
    ): Promise<readonly number[]> {
      const ledger = await ForgedLedger.begin();
      for (const writes of blocks) await append(ledger, await writes, flag);
      const violations = (await checkInvariants(ledger.blocks)).find(({ number }) => number === 5)?.violations ?? [];
      return violations.filter(({ details }) => details === 'block contains a price slip').map(({ block }) => block);
    }

    it.each<[string, () => readonly (Record<string, Buffer> | Promise<Record<string, Buffer>>)[], readonly number[]]>([
      ['in a text after its hash was recorded', () => [writePrice(), writeText(`look: ${canonical}`)], [3]],
      [
        'in texts before and after its hash was recorded',
        () => [writeText(canonical), writeText(canonical), writePrice(), writeText(canonical)],
        [2, 3, 5],
      ],
      ['outside JSON, in another form', () => [writeRaw(spaced), writeClearing()], [2]],
      ['in a text within a text', () => [writeText(JSON.stringify({ text: canonical })), writeClearing()], [2]],
      ['beside malformed slips', () => [writePrice(), writeText(`{"salt":"0"} ${canonical} {"salt`)], [3]],
    ])('reports a price %s', async (_, blocks, found) => {
      expect(await findSlips(blocks())).toEqual(found);
    });

    it.each<[string, string]>([
      ['a salt alone', `look: {"salt":"${slip.salt}"}`],
      ['a slip of another amount', toCanonicalJson({ ...slip, amountMinor: 2 })],
      ['a slip with more', toCanonicalJson({ ...slip, note: 'mine' })],
      ['a slip that is cut', canonical.slice(0, -1)],
    ])('reports no price of %s', async (_, evidence) => {
      expect(await findSlips([writePrice(), writeText(evidence), writeRaw(evidence), writeClearing()])).toEqual([]);
    });

    it('reports a price only of a record that contains its hash, also in invalid transactions', async () => {
      expect(await findSlips([writeText(canonical)])).toEqual([]);
      expect(await findSlips([writeText(canonical), writePrice()], 11)).toEqual([]);
      const ledger = await ForgedLedger.begin();
      await append(ledger, await writePrice());
      await append(ledger, writeText(canonical), 11);
      const { violations } = (await checkInvariants(ledger.blocks)).find(({ number }) => number === 5)!;
      expect(violations).toContainEqual({ block: 3, transaction: 'number 0, flag 11', details: 'block contains a price slip' });
    });

    it('searches for prices in time that grows with the blocks alone', async () => {
      const noise = ['{'.repeat(300_000), '{"salt"'.repeat(50_000), `{${'\\'.repeat(300_000)}salt}`].map(writeRaw);
      expect(await findSlips([writePrice(), ...noise, writeText(canonical)])).toEqual([6]);
    });
  });
});
