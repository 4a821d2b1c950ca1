import { ExchangeError, keys, type AuthorisationRecord, type StanceRecord } from '@databund/model';
import { buildWorld, ids, type Step, steps } from '../support/lifecycles';
import { people, type MemoryWorld } from '../support/memory-world';

const requested = [steps.create, steps.submit, steps.approve, steps.endNotice, steps.request];
const priced = [steps.order, steps.providerPrices, steps.buyerPrices, steps.fund];
const active = [...requested, steps.providerApproves, steps.operatorApproves, ...priced, steps.activate];
const registered = [steps.createResource, steps.submitResource, steps.giveNotice, steps.registerResource, steps.mandateProvider];
const publicListed = [...registered, steps.createPublic, steps.submit, steps.agree, steps.approve, steps.endNotice];
const publicRequested = [...publicListed, steps.request];
const head = keys.authorisation(ids.authorisation);
const stanceOf = (slot: 'provider' | 'operator') => keys.stance('authorisation', ids.authorisation, slot);

const stateOf = async (world: MemoryWorld) => (await world.perform('GetAuthorisation', { id: ids.authorisation }, people.buyer)).state;
/** DONE, or the code of the refusal. */
async function outcomeOf(step: Step, world: MemoryWorld): Promise<string> {
  try {
    await step(world);
    return 'DONE';
  } catch (error) {
    if (error instanceof ExchangeError) return error.code;
    throw error;
  }
}

/** A head’s policy is 2 of {provider, buyer, Exchange}: so much can the first two write alone. */
describe('what provider and buyer write into a head among themselves', () => {
  type Forgery = (record: AuthorisationRecord) => AuthorisationRecord;
  const everything: readonly (readonly [string, Forgery])[] = [
    ['a longer window', (record) => ({ ...record, terms: { ...record.terms, until: '2099-01-01T00:00:00.000Z' } })],
    ['a greater count', (record) => ({ ...record, terms: { ...record.terms, count: 99_999 } })],
    ['another purpose', (record) => ({ ...record, round: 1, terms: { ...record.terms, purpose: 'advertising' } })],
    ['another buyer', (record) => ({ ...record, buyer: people.otherBuyer.participantId })],
    ['another version', (record) => ({ ...record, version: 2 })],
    ['another content', (record) => ({ ...record, contentHash: { alg: 'sha-256', value: '0'.repeat(64) } })],
    ['that its content’s hash is not said', ({ contentHash: _, ...record }) => record],
  ];

  it('does not make it ACTIVE over a stance that is PENDING', async () => {
    const world = await buildWorld(...requested, steps.providerApproves);
    world.forge(head, (record): AuthorisationRecord => ({ ...record, state: 'ACTIVE', trade: ids.trade }));
    expect([await stateOf(world), await outcomeOf(steps.open, world)]).toEqual(['PART_APPROVED', 'AUTHORISATION_NOT_ACTIVE']);
    expect(await outcomeOf(steps.operatorApproves, world)).toBe('DONE');
  });

  it('does not leave out who must approve', async () => {
    const world = await buildWorld(...requested, steps.providerApproves);
    world.forge(head, (record) => ({ ...record, slots: record.slots.filter(({ slot }) => slot === 'provider') }));
    expect(await stateOf(world)).toBe('PART_APPROVED');
  });

  it('does not put another organisation into a slot', async () => {
    const world = await buildWorld(...requested);
    const slots = (['provider', 'operator', 'authority'] as const).map((slot) => ({
      slot,
      mspId: slot === 'operator' ? 'ExchangeMSP' : 'BuyerMSP',
    }));
    world.forge(head, (record) => ({ ...record, slots }));
    const [stance, judged] = [stanceOf('provider'), (await world.termsHashOf(ids.authorisation))!];
    world.forge(stance, (): StanceRecord => ({
      mspId: 'BuyerMSP',
      state: 'APPROVED',
      judged,
      epoch: 1,
      filledBy: people.otherBuyer.participantId,
    }));
    await steps.operatorApproves(world);
    expect(await stateOf(world)).toBe('PART_APPROVED');
  });

  it('does not leave the authority out of public data', async () => {
    const world = await buildWorld(...publicRequested);
    world.forge(head, (record) => ({ ...record, slots: record.slots.slice(0, 2) }));
    world.forge(keys.stance('authorisation', ids.authorisation, 'authority'), () => undefined);
    await steps.providerApproves(world);
    await steps.operatorApproves(world);
    expect(await stateOf(world)).toBe('PART_APPROVED');
  });

  it.each(everything)('is not what was approved: %s', async (_what, forgery) => {
    const world = await buildWorld(...active);
    const { buyer } = forgery((await world.find(head))!);
    expect(await outcomeOf(steps.open, await buildWorld(...active))).toBe('DONE');
    world.forge(head, forgery);
    const as = buyer === people.buyer.participantId ? people.buyer : people.otherBuyer;
    const open = world.perform('OpenDelivery', { id: ids.delivery, authorisation: ids.authorisation }, as);
    await expect(open).rejects.toMatchObject({ code: expect.stringMatching(/^(AUTHORISATION_NOT_ACTIVE|LISTING_NOT_FOUND)$/) as string });
  });
});

describe('what one organisation writes into its own stance', () => {
  const stance = stanceOf('provider');

  it('is no approval of grades that are yet to come', async () => {
    const world = await buildWorld(...active, steps.reclassify, steps.operatorApproves);
    world.forge(stance, (record) => ({ ...record, epoch: 999 }));
    expect(await outcomeOf(steps.open, world)).toBe('GRADE_RAISED');
  });

  it('does not keep another from revoking', async () => {
    const world = await buildWorld(...active);
    world.forge(stance, (record) => ({ ...record, filledBy: people.operator.participantId }));
    const termsHash = (await world.termsHashOf(ids.authorisation))!;
    const revoked = await world.perform('RevokeAuthorisation', { id: ids.authorisation, termsHash }, people.operator);
    expect(revoked.state).toBe('REVOKED');
  });

  it.each<readonly [string, (record: StanceRecord) => StanceRecord | undefined, string]>([
    ['nothing: it is gone', () => undefined, 'REVOKED'],
    ['a suspension of what it never approved', ({ mspId }) => ({ mspId, state: 'SUSPENDED', before: 'PENDING' }), 'PART_APPROVED'],
    ['an approval of nothing', ({ mspId }) => ({ mspId, state: 'APPROVED' }), 'PART_APPROVED'],
  ])('stops its own word alone: %s', async (_what, forgery, state) => {
    const world = await buildWorld(...active);
    world.forge(stance, forgery);
    expect([await stateOf(world), await outcomeOf(steps.open, world)]).toEqual([state, 'AUTHORISATION_NOT_ACTIVE']);
  });
});
