import { ExchangeError, keys, type AuthorisationRecord, type StanceRecord } from '@databund/model';
import { buildWorld, ids, paths, type Step, steps } from '../support/lifecycles';
import { people, type MemoryWorld } from '../support/memory-world';
import { matchPattern } from '../support/matchers';

const requested = [...paths.listed, steps.request];
const priced = [steps.order, steps.providerPrices, steps.buyerPrices, steps.fund];
const active = [...requested, ...paths.granting, ...priced, steps.activate];
const registered = [...paths.registered, steps.mandateProvider];
const publicListed = [...registered, steps.createPublic, steps.submit, steps.agree, steps.approve];
const publicRequested = [...publicListed, steps.request];
const head = keys.authorisation(ids.authorisation);
const makeStanceKey = (slot: 'provider' | 'operator') => keys.stance('authorisation', ids.authorisation, slot);

const readState = async (world: MemoryWorld) => (await world.perform('GetAuthorisation', { id: ids.authorisation }, people.buyer)).state;
/** Returns DONE, or the code of the refusal. */
async function tryStep(step: Step, world: MemoryWorld): Promise<string> {
  try {
    await step(world);
    return 'DONE';
  } catch (error) {
    if (error instanceof ExchangeError) return error.code;
    throw error;
  }
}

/** The policy of a head is 2 of {provider, buyer, Exchange}, so provider and buyer can forge this much alone. */
describe('head that provider and buyer forge', () => {
  type Forgery = (record: AuthorisationRecord) => AuthorisationRecord;
  const everything: readonly (readonly [string, Forgery])[] = [
    ['a longer window', (record) => ({ ...record, terms: { ...record.terms, until: '2099-01-01T00:00:00.000Z' } })],
    ['a greater count', (record) => ({ ...record, terms: { ...record.terms, count: 99_999 } })],
    ['another purpose', (record) => ({ ...record, round: 1, terms: { ...record.terms, purpose: 'advertising' } })],
    ['another buyer', (record) => ({ ...record, buyer: people.otherBuyer.participantId })],
    ['another version', (record) => ({ ...record, version: 2 })],
    ['another content', (record) => ({ ...record, contentHash: { alg: 'sha-256', value: '0'.repeat(64) } })],
    ['no hash of its content', ({ contentHash: _, ...record }) => record],
  ];

  it('ignores a head forged to ACTIVE while a stance is PENDING', async () => {
    const world = await buildWorld(...requested, steps.providerApproves);
    const activate = (record: AuthorisationRecord): AuthorisationRecord => ({ ...record, state: 'ACTIVE', trade: ids.trade });
    world.append(head, { action: 'activate', as: people.buyer, change: activate });
    expect([await readState(world), await tryStep(steps.open, world)]).toEqual(['PART_APPROVED', 'AUTHORISATION_NOT_ACTIVE']);
    expect(await tryStep(steps.operatorApproves, world)).toBe('DONE');
  });

  it('requires every approver although a forged head omits one', async () => {
    const world = await buildWorld(...requested, steps.providerApproves);
    world.forge(head, (record) => ({ ...record, slots: record.slots.filter(({ slot }) => slot === 'provider') }));
    expect(await readState(world)).toBe('PART_APPROVED');
  });

  it("requires the slot's organisation although a forged head names another", async () => {
    const world = await buildWorld(...requested);
    const slots = (['provider', 'operator', 'authority'] as const).map((slot) => ({
      slot,
      mspId: slot === 'operator' ? 'ExchangeMSP' : 'BuyerMSP',
    }));
    world.forge(head, (record) => ({ ...record, slots }));
    const [stance, judged] = [makeStanceKey('provider'), (await world.readTermsHash(ids.authorisation))!];
    world.forge(stance, (record) => ({ ...record, mspId: 'BuyerMSP' }));
    const filledBy = people.otherBuyer.participantId;
    const approve = (record: StanceRecord): StanceRecord => ({ ...record, state: 'APPROVED', judged, epoch: 1, filledBy });
    world.append(stance, { action: 'approve', as: people.otherBuyer, change: approve });
    await steps.operatorApproves(world);
    expect(await readState(world)).toBe('PART_APPROVED');
  });

  it('requires the authority for public data although a forged head omits it', async () => {
    const world = await buildWorld(...publicRequested);
    world.forge(head, (record) => ({ ...record, slots: record.slots.slice(0, 2) }));
    world.forge(keys.stance('authorisation', ids.authorisation, 'authority'), () => undefined);
    await steps.providerApproves(world);
    await steps.operatorApproves(world);
    expect(await readState(world)).toBe('PART_APPROVED');
  });

  it.each(everything)('refuses a delivery under a forged head with %s', async (_what, forgery) => {
    const world = await buildWorld(...active);
    const { buyer } = forgery((await world.find(head))!);
    expect(await tryStep(steps.open, await buildWorld(...active))).toBe('DONE');
    world.forge(head, forgery);
    const as = buyer === people.buyer.participantId ? people.buyer : people.otherBuyer;
    const open = world.perform('OpenDelivery', { id: ids.delivery, authorisation: ids.authorisation }, as);
    await expect(open).rejects.toMatchObject({
      code: matchPattern(/^(AUTHORISATION_NOT_ACTIVE|AUTHORISATION_NOT_FOUND|LISTING_NOT_FOUND)$/),
    });
  });
});

describe('stance whose makers put it under a foreign policy', () => {
  const stance = makeStanceKey('provider');
  const usurp = async (...path: readonly Step[]) => {
    const world = await buildWorld(...path);
    world.setKeyPolicy(stance, { atLeast: 1, of: ['BuyerMSP', 'ExchangeMSP'] });
    return world;
  };
  const judge = async (world: MemoryWorld, name: 'RejectAuthorisation' | 'SuspendAuthorisation') => {
    const termsHash = (await world.readTermsHash(ids.authorisation))!;
    return world.perform(name, { id: ids.authorisation, termsHash, reason: { code: 'safety' } }, people.provider);
  };

  it('refuses to approve there', async () => {
    const world = await usurp(...requested);
    const before = world.serialize();
    const refused = steps.providerApproves(world);
    await expect(refused).rejects.toMatchObject({
      code: 'KEY_POLICY_FOREIGN',
      details: { key: `stance/authorisation/${ids.authorisation}/provider`, expected: ['ProviderMSP'] },
    });
    expect(world.serialize()).toBe(before);
  });

  it('rejects by the anchor alone, which nobody can undo by the public copy', async () => {
    const world = await usurp(...requested);
    const before = world.serialize();
    expect(await judge(world, 'RejectAuthorisation')).toMatchObject({ state: 'REVOKED' });
    expect([world.serialize(), await readState(world)]).toEqual([before, 'REVOKED']);
    expect(await tryStep(steps.operatorApproves, world)).toBe('ACTION_NOT_ALLOWED');
  });

  it('lets an organisation that has spoken there before go on', async () => {
    const world = await usurp(...requested, steps.providerApproves, steps.operatorApproves);
    expect(await judge(world, 'SuspendAuthorisation')).toMatchObject({ state: 'SUSPENDED' });
  });
});

describe('stance that its own organisation forges', () => {
  const stance = makeStanceKey('provider');

  it('refuses a delivery although a forged stance claims a future epoch of the grade', async () => {
    const world = await buildWorld(...active, steps.reclassify, steps.operatorApproves);
    world.forge(stance, (record) => ({ ...record, epoch: 999 }));
    expect(await tryStep(steps.open, world)).toBe('GRADE_RAISED');
  });

  it('stops at an approval that names a participant of another organisation', async () => {
    const world = await buildWorld(...active);
    world.forge(stance, (record) => ({ ...record, filledBy: people.operator.participantId }));
    expect([await readState(world), await tryStep(steps.open, world)]).toEqual(['REVOKED', 'AUTHORISATION_NOT_ACTIVE']);
  });

  it('stops if its organisation keeps another statement than the public one', async () => {
    const world = await buildWorld(...active);
    world.forgeAlone(stance, (record) => ({ ...record, epoch: 7 }));
    expect([await readState(world), await tryStep(steps.open, world)]).toEqual(['REVOKED', 'AUTHORISATION_NOT_ACTIVE']);
  });

  it.each<readonly [string, (record: StanceRecord) => StanceRecord | undefined, string]>([
    ['a deleted stance', () => undefined, 'REVOKED'],
    ['a suspension without an approval before', ({ mspId }) => ({ mspId, state: 'SUSPENDED', before: 'PENDING' }), 'REVOKED'],
    ['an approval without the hash of terms', ({ mspId }) => ({ mspId, state: 'APPROVED' }), 'REVOKED'],
  ])('counts a forged stance against its own organisation only: %s', async (_what, forgery, state) => {
    const world = await buildWorld(...active);
    world.forge(stance, forgery);
    expect([await readState(world), await tryStep(steps.open, world)]).toEqual([state, 'AUTHORISATION_NOT_ACTIVE']);
  });
});
