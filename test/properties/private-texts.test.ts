import { addSalt } from '@databund/client';
import { keys, listTextPlaces, sealTexts, toWrittenForm, transactions, type Hash } from '@databund/model';
import { buildWorld, ids, paths, readObjectValues, steps } from '../support/lifecycles';
import { keepText } from '../support/keep-text';
import { people, type MemoryWorld, type Person } from '../support/memory-world';

const noticed = [steps.setNoticeHours(24), steps.create, steps.submit, steps.approve];

async function openDispute(world: MemoryWorld, text = 'it is not what was listed'): Promise<Hash> {
  const claim = await keepText(world, text, people.buyer);
  await world.perform('OpenDispute', { id: ids.dispute, trade: ids.trade, claim }, people.buyer);
  return claim;
}

const readAt = (world: MemoryWorld, { value: hash }: Hash, as: Person, from = 'BuyerMSP') =>
  world.perform('GetDisputeText', { id: ids.dispute, hash, from }, as);

describe('private text', () => {
  it('reaches those who may read the object, from the organisation of its speaker', async () => {
    const world = await buildWorld(...paths.active);
    const claim = await openDispute(world);
    for (const reader of [people.buyer, people.provider, people.arbiter, people.auditor, people.operator])
      expect((await readAt(world, claim, reader)).kept?.text).toBe('it is not what was listed');
    const { participantId: speaker, mspId } = people.buyer;
    expect(await readAt(world, claim, people.provider, 'ProviderMSP')).toEqual({ speaker, mspId });
  });

  it('looks absent to strangers, with the object', async () => {
    const world = await buildWorld(...paths.active);
    const claim = await openDispute(world);
    await expect(readAt(world, claim, people.otherBuyer)).rejects.toMatchObject({ code: 'DISPUTE_NOT_FOUND', details: {} });
  });

  it('stays hidden from those who quote its hash, even with the help of another participant of the same organisation', async () => {
    const world = await buildWorld(...paths.active);
    const secret = await keepText(world, 'of nobody here', people.otherBuyer);
    await openDispute(world);
    await world.perform('AddDisputeEvidence', { id: ids.dispute, revision: 1, text: secret }, people.buyer);
    await expect(readAt(world, secret, people.provider)).rejects.toMatchObject({ code: 'TEXT_NOT_FOUND', details: { keptBy: 'BuyerMSP' } });
    await expect(world.perform('GetText', { hash: secret.value }, people.buyer)).rejects.toMatchObject({ code: 'TEXT_NOT_FOUND' });
    expect((await world.perform('GetText', { hash: secret.value }, people.otherBuyer)).text).toBe('of nobody here');
  });

  it('remains readable in an earlier change, and for the participant that objected', async () => {
    const world = await buildWorld(...noticed);
    const { participantId: by } = people.buyer;
    const text = await keepText(world, 'it is mine', people.buyer);
    const { contentHash } = await readObjectValues(world);
    await world.perform('ObjectToListing', { id: ids.listing, version: 1, contentHash, text }, people.buyer);
    const hash = await keepText(world, 'it says too much', people.operator);
    const revision = await world.readRevision(keys.listingVersion(ids.listing, 1));
    const reason = { code: 'privacy', hash } as const;
    await world.perform('UpholdListingObjection', { id: ids.listing, version: 1, revision, objector: by, reason }, people.operator);
    await steps.requestChanges(world);
    const named = { id: ids.listing, version: 1 };
    const objection = { ...named, hash: text.value, by, from: 'BuyerMSP' };
    expect((await world.perform('GetListingText', objection, people.provider)).kept?.text).toBe('it is mine');
    const upheld = { ...named, hash: hash.value, from: 'ExchangeMSP' };
    expect((await world.perform('GetListingText', upheld, people.provider)).kept?.text).toBe('it says too much');
  });

  it('meets a refusal if its hash is another one, or if it is too long', async () => {
    const world = await buildWorld();
    const [one, other] = [addSalt({ text: 'one' }), addSalt({ text: 'other' })];
    const keeping = world.perform('KeepText', { hash: one.hash }, people.buyer, other.transient);
    await expect(keeping).rejects.toMatchObject({ code: 'INPUT_INVALID' });
    await expect(keepText(world, 'x'.repeat(4_001), people.buyer)).rejects.toMatchObject({ code: 'INPUT_INVALID' });
  });
});

describe('participant that is suspended', () => {
  it('reads its own objects and the reason, without its roles, and submits nothing', async () => {
    const world = await buildWorld(...paths.active);
    const claim = await openDispute(world);
    const { participantId: id } = people.arbiter;
    const hash = await keepText(world, 'it ruled for its cousin', people.operator);
    const revision = await world.readRevision(keys.participant(id));
    await world.perform('SuspendParticipant', { id, revision, reason: { code: 'legal', hash } }, people.operator);
    expect((await world.perform('GetParticipant', { id }, people.arbiter)).change.reason).toEqual({ code: 'legal', hash });
    const named = { id, hash: hash.value, from: 'ExchangeMSP' };
    expect((await world.perform('GetParticipantText', named, people.arbiter)).kept?.text).toBe('it ruled for its cousin');
    await expect(readAt(world, claim, people.arbiter)).rejects.toMatchObject({ code: 'DISPUTE_NOT_FOUND' });
    await expect(keepText(world, 'no', people.arbiter)).rejects.toMatchObject({ code: 'PARTICIPANT_NOT_ACTIVE' });
  });
});

describe('input as people write it', () => {
  const makeSalt = () => '0'.repeat(64);

  it('takes words where the ledger has their hash, however deep', () => {
    const { input } = transactions.RequestAuthorisation;
    expect(listTextPlaces(input)).toEqual([['terms', 'note']]);
    const { command, texts } = sealTexts(input, { id: 'aut-1', terms: { note: 'soon', count: 1 } }, makeSalt);
    expect(texts.map(({ transient }) => transient.text)).toEqual(['soon']);
    expect(command).toEqual({ id: 'aut-1', terms: { note: texts[0]?.hash, count: 1 } });
  });

  it.each([
    ['words', 'late', { code: 'other' }, ['late']],
    ['a code and words', { code: 'legal', text: 'late' }, { code: 'legal' }, ['late']],
    ['a code', { code: 'legal' }, { code: 'legal' }, []],
  ])('takes a reason as %s', (_, reason, expected, words) => {
    const { command, texts } = sealTexts(transactions.DelistListing.input, { reason }, makeSalt);
    expect(command).toMatchObject({ reason: expected });
    expect(texts.map(({ transient }) => transient.text)).toEqual(words);
  });

  it('equals the form of the ledger if it has no words', () => {
    const { input } = transactions.CreateListing;
    expect(toWrittenForm(input)).toBe(input);
  });
});
