import { addSalt } from '@databund/client';
import { hashJson, keys } from '@databund/model';
import { buildWorld, ids, paths, steps } from '../support/lifecycles';
import { people, type MemoryWorld } from '../support/memory-world';
import { recordRefusal } from '../support/record-refusal';

const published = paths.listed;

describe('record of a refusal', () => {
  const open = { id: ids.delivery, authorisation: ids.authorisation };
  const record = (world: MemoryWorld, command: unknown = open, transaction = 'OpenDelivery') =>
    recordRefusal(world, { transaction, input: command }, people.buyer);
  const traded = [steps.request, ...paths.granting, ...paths.trading];

  it('records a refusal with its code and its caller', async () => {
    const world = await buildWorld(...published, ...traded, steps.providerRevokes);
    const recorded = await record(world);
    expect(recorded).toMatchObject({ transaction: 'OpenDelivery', code: 'AUTHORISATION_NOT_ACTIVE', caller: people.buyer.participantId });
    const { participantId: participant } = people.buyer;
    expect((await world.perform('ListRefusals', { participant }, people.auditor)).items).toEqual([recorded]);
    expect(await world.perform('GetRefusal', { participant, txId: recorded.txId }, people.buyer)).toEqual(recorded);
    expect((await world.perform('ListRefusals', {}, people.otherBuyer)).items).toEqual([]);
    await expect(world.perform('GetRefusal', { participant, txId: recorded.txId }, people.provider)).rejects.toMatchObject({
      code: 'REFUSAL_NOT_FOUND',
    });
    expect(await world.find(keys.delivery(ids.delivery))).toBeUndefined();
  });

  it('lets no auditor record a refusal', async () => {
    const attempt = { transaction: 'OpenDelivery', input: open };
    await expect(recordRefusal(await buildWorld(), attempt, people.auditor)).rejects.toMatchObject({ code: 'NOT_PERMITTED' });
  });

  it('records a refusal to read an absent object', async () => {
    expect(await record(await buildWorld())).toMatchObject({ code: 'AUTHORISATION_NOT_FOUND' });
  });

  it('refuses to record a call that is allowed, unknown or malformed', async () => {
    const world = await buildWorld(...published, ...traded);
    await expect(record(world)).rejects.toMatchObject({ code: 'NOT_REFUSED' });
    for (const name of ['PriceTrade', 'GetTrade', 'RecordRefusal', 'RegisterParticipant', 'Nothing', 'constructor'])
      await expect(record(world, open, name)).rejects.toMatchObject({ code: 'TRANSACTION_UNKNOWN' });
    await expect(record(world, { id: 'dlv-1' })).rejects.toMatchObject({ code: 'INPUT_INVALID' });
  });

  it('shows the input only to the participant that was refused', async () => {
    const world = await buildWorld(...published, ...traded, steps.providerRevokes);
    const { txId, inputHash } = await record(world);
    const address = { participant: people.buyer.participantId, txId };
    const refused = await world.perform('GetRefusedInput', address, people.buyer);
    expect(refused.input).toEqual(open);
    expect(inputHash).toEqual(hashJson(refused));
    for (const other of ['otherBuyer', 'operator', 'authority', 'auditor'] as const)
      await expect(world.perform('GetRefusedInput', address, people[other])).rejects.toMatchObject({ code: 'REFUSAL_NOT_FOUND' });
  });

  it('rejects a hash of another input', async () => {
    const [{ transient }, { hash }] = [addSalt({ input: open }), addSalt({ input: open })];
    const recording = (await buildWorld()).perform(
      'RecordRefusal',
      { transaction: 'OpenDelivery', inputHash: hash },
      people.buyer,
      transient,
    );
    await expect(recording).rejects.toMatchObject({ code: 'INPUT_INVALID', details: { errors: [{ path: '/inputHash' }] } });
  });
});
