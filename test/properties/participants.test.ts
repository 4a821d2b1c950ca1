import { ExchangeError, hashBytes, hashJson, keys, type Hash } from '@databund/model';
import { buildWorld, ids, paths, readObjectValues, steps } from '../support/lifecycles';
import { people, type MemoryWorld, type Person } from '../support/memory-world';

const applicant: Person = { participantId: ids.participant, mspId: 'BuyerMSP', roles: [] };
const readRefusal = (work: Promise<unknown>) => work.then(() => undefined).catch((error: unknown) => error);

async function setRoles(world: MemoryWorld, ...roles: ('buyer' | 'provider')[]): Promise<void> {
  const { revision } = await world.perform('SetOrganisation', { mspId: 'BuyerMSP', roles }, people.operator);
  await world.perform('AgreeToChange', { revision }, people.authority);
}

describe('applicant', () => {
  const application = { id: ids.participant, name: { en: 'N' }, roles: ['buyer' as const] };

  it('admits an applicant only to roles that its organisation may hold at that time', async () => {
    const world = await buildWorld(steps.register);
    await setRoles(world, 'provider');
    expect(await readRefusal(steps.admit(world))).toMatchObject({ code: 'ROLE_NOT_ALLOWED', details: { allowed: ['provider'] } });
    await setRoles(world, 'provider', 'buyer');
    expect(await steps.admit(world)).toMatchObject({ state: 'ACTIVE' });
  });

  it.each([{}, { keyHashes: [] }, { keyHashes: [hashBytes(ids.participant)] }])(
    'returns the application of an applicant that applies again as before, with %j',
    async (more) => {
      const world = await buildWorld();
      const sent = { ...application, ...more };
      const object = await world.perform('RegisterParticipant', sent, applicant);
      const again = await readRefusal(world.perform('RegisterParticipant', sent, applicant));
      expect(again).toMatchObject({ code: 'ALREADY_EXISTS', details: { state: 'APPLIED', contentHash: hashJson(sent), object } });
    },
  );

  it('refuses an applicant that applies again with other data, or from another organisation', async () => {
    const world = await buildWorld();
    await world.perform('RegisterParticipant', application, applicant);
    const pinned = { ...application, keyHashes: [hashBytes('')] };
    const otherwise = await readRefusal(world.perform('RegisterParticipant', pinned, applicant));
    expect(otherwise).toMatchObject({ code: 'ALREADY_EXISTS', details: { contentHash: { alg: 'sha-256' } } });
    expect(otherwise).not.toMatchObject({ details: { contentHash: hashJson(pinned) } });
    const elsewhere = await readRefusal(world.perform('RegisterParticipant', application, { ...applicant, mspId: 'ProviderMSP' }));
    expect(elsewhere).toEqual(new ExchangeError('ALREADY_EXISTS', {}));
    expect(elsewhere).toHaveProperty('details', {});
  });
});

describe('operator as a participant', () => {
  it.each(['Suspend', 'Reinstate', 'Withdraw'] as const)(
    'refuses an operator that would %s itself, because the last one would lock the exchange',
    async (verb) => {
      const world = await buildWorld();
      const { participantId: id } = people.operator;
      if (verb === 'Reinstate') {
        const second: Person = { ...people.operator, participantId: people.otherProvider.participantId };
        await world.perform('SuspendParticipant', { id, revision: 1 }, second);
      }
      const { revision } = await world.perform('GetParticipant', { id }, people.authority);
      const judged = world.perform(`${verb}Participant`, { id, revision }, people.operator);
      // A suspended operator cannot act at all.
      expect(await readRefusal(judged)).toMatchObject({ code: verb === 'Reinstate' ? 'PARTICIPANT_NOT_ACTIVE' : 'SELF_DEALING' });
    },
  );
});

describe('auditor as a participant', () => {
  const asked: Person = { participantId: 'ptc-0000000000000000000000000b', mspId: 'RegulatorMSP', roles: [] };
  const both = { id: asked.participantId, name: { en: 'N' }, roles: ['auditor' as const, 'arbiter' as const] };
  const refused = {
    code: 'INPUT_INVALID',
    details: { errors: [{ path: '/roles', reason: 'auditor cannot be combined with another role' }] },
  };

  it('gives an auditor no other role, by application or by admission', async () => {
    const world = await buildWorld();
    expect(await readRefusal(world.perform('RegisterParticipant', both, asked))).toMatchObject(refused);
    await world.perform('RegisterParticipant', { ...both, roles: ['auditor'] }, asked);
    world.forge(keys.participant(both.id), (record) => ({ ...record, roles: both.roles }));
    expect(await readRefusal(world.perform('AdmitParticipant', { id: both.id, revision: 1 }, people.operator))).toMatchObject(refused);
  });

  it('lets an auditor submit nothing, whatever roles it held before', async () => {
    const world = await buildWorld();
    const { revision } = await world.perform('RegisterParticipant', { ...both, roles: ['auditor'] }, asked);
    await world.perform('AdmitParticipant', { id: both.id, revision }, people.operator);
    const leave = world.perform('WithdrawParticipant', { id: both.id, revision: 2 }, { ...asked, roles: ['auditor'] });
    expect(await readRefusal(leave)).toMatchObject({ code: 'NOT_PERMITTED', details: { by: ['not-auditor'] } });
    const propose = world.perform(
      'SetParameters',
      { parameters: { countLimit: 5 } },
      { ...people.operator, roles: ['operator', 'auditor'] },
    );
    expect(await readRefusal(propose)).toMatchObject({ code: 'NOT_PERMITTED' });
  });
});

describe('participant', () => {
  it('lets a participant withdraw itself only while it is ACTIVE', async () => {
    const leave = async (world: MemoryWorld) => {
      const { revision } = await world.perform('GetParticipant', { id: ids.participant }, people.operator);
      return world.perform('WithdrawParticipant', { id: ids.participant, revision }, { ...applicant, roles: ['buyer'] });
    };
    expect(await leave(await buildWorld(steps.register, steps.admit))).toMatchObject({ state: 'LEFT' });
    for (const done of [[steps.register], [steps.register, steps.admit, steps.suspendParticipant]])
      expect(await readRefusal(leave(await buildWorld(...done)))).toMatchObject({ code: 'PARTICIPANT_NOT_ACTIVE' });
  });

  it('lets a participant replace only its own pins, while it is ACTIVE, by a list that contains the calling certificate', async () => {
    const pin = async (world: MemoryWorld, as: Person, keyHashes = [hashBytes('next'), hashBytes(ids.participant)]) => {
      const { revision } = await world.perform('GetParticipant', { id: ids.participant }, people.operator);
      return world.perform('PinKeys', { id: ids.participant, revision, keyHashes }, as);
    };
    const world = await buildWorld(steps.register, steps.admit);
    const pinned = [hashBytes('next'), hashBytes(ids.participant)];
    expect(await pin(world, applicant, pinned)).toMatchObject({ state: 'ACTIVE', keyHashes: pinned });
    expect(await pin(world, applicant, [])).toMatchObject({ keyHashes: [] });
    expect(await readRefusal(pin(world, people.operator))).toMatchObject({ code: 'NOT_PERMITTED', details: { by: ['self'] } });
    const stale = world.perform('PinKeys', { id: ids.participant, revision: 2, keyHashes: [] }, applicant);
    expect(await readRefusal(stale)).toMatchObject({ code: 'REVISION_CONFLICT' });
    expect(await readRefusal(pin(world, applicant, [hashBytes('other')]))).toMatchObject({
      code: 'CERTIFICATE_NOT_PINNED',
      details: { calling: hashBytes(ids.participant) },
    });
    expect(await readRefusal(pin(await buildWorld(steps.register), applicant))).toMatchObject({ code: 'PARTICIPANT_NOT_ACTIVE' });
  });

  it('gets its pins released by operator and authority together if it is locked out, and must then pin again', async () => {
    const { participantId: id } = applicant;
    const world = await buildWorld(steps.register, steps.admit);
    const readRevision = async (key = keys.pinRelease(id)) => world.readRevision(key);
    const readParticipantRevision = () => world.readRevision(keys.participant(id));
    await world.perform('PinKeys', { id, revision: await readParticipantRevision(), keyHashes: [hashBytes(id)] }, applicant);
    world.forge(keys.participant(id), (record) => ({ ...record, keyHashes: [hashBytes('lost')] }));
    expect(await readRefusal(world.perform('ListListings', {}, applicant))).toMatchObject({ code: 'CERTIFICATE_NOT_PINNED' });
    const makeAdmin = (mspId: string): Person => ({ participantId: `admin@${mspId}`, mspId, roles: [] });
    expect(await readRefusal(world.perform('RequestPinRelease', { id }, makeAdmin('BuyerMSP')))).toMatchObject({ code: 'NOT_PERMITTED' });
    await world.perform('RequestPinRelease', { id }, makeAdmin('ExchangeMSP'));
    await world.perform('AgreePinRelease', { id, revision: await readRevision() }, people.authority);
    const release = async () => world.perform('ReleasePins', { id, revision: await readRevision() }, people.operator);
    expect(await readRefusal(release())).toMatchObject({ code: 'NOT_YET_DUE' });
    world.nowMs += 73 * 3_600_000;
    await release();
    expect(await readRefusal(world.perform('ListListings', {}, applicant))).toMatchObject({ details: { mustPin: true } });
    const pin = async (keyHashes: Hash[]) =>
      world.perform('PinKeys', { id, revision: await readParticipantRevision(), keyHashes }, applicant);
    expect(await readRefusal(pin([]))).toMatchObject({ code: 'CERTIFICATE_NOT_PINNED' });
    const { mustPin } = await pin([hashBytes(id)]);
    expect(mustPin).toBeUndefined();
    await world.perform('ListListings', {}, applicant);
  });

  it('lets a participant refuse the release of its pins with a pinned certificate', async () => {
    const { participantId: id } = applicant;
    const world = await buildWorld(steps.register, steps.admit);
    await world.perform('PinKeys', { id, revision: await world.readRevision(keys.participant(id)), keyHashes: [hashBytes(id)] }, applicant);
    await world.perform('RequestPinRelease', { id }, people.operator);
    const readRevision = async () => world.readRevision(keys.pinRelease(id));
    await world.perform('AgreePinRelease', { id, revision: await readRevision() }, people.authority);
    await world.perform('RefusePinRelease', { id, revision: await readRevision() }, applicant);
    world.nowMs += 73 * 3_600_000;
    const release = world.perform('ReleasePins', { id, revision: await readRevision() }, people.operator);
    expect(await readRefusal(release)).toMatchObject({ code: 'ACTION_NOT_ALLOWED', details: { state: 'REFUSED' } });
  });

  it('lets only the operator and the participant itself withdraw a participant', async () => {
    const world = await buildWorld(steps.register, steps.admit);
    const withdraw = world.perform('WithdrawParticipant', { id: ids.participant, revision: 2 }, people.otherBuyer);
    expect(await readRefusal(withdraw)).toMatchObject({ code: 'NOT_PERMITTED' });
  });
});

describe('participant that left', () => {
  const { buyer, provider } = people;
  const heir: Person = { participantId: ids.participant, mspId: buyer.mspId, roles: ['buyer'] };
  const leave = (who: Person, successor?: string) => async (world: MemoryWorld) => {
    const revision = await world.readRevision(keys.participant(who.participantId));
    return world.perform('WithdrawParticipant', { id: who.participantId, revision, ...(successor && { successor }) }, who);
  };
  const succeed = (who: Person, predecessor: string) => async (world: MemoryWorld) => {
    const revision = await world.readRevision(keys.participant(who.participantId));
    return world.perform('SucceedParticipant', { id: who.participantId, revision, predecessor }, who);
  };
  const joined = [steps.register, steps.admit];
  const opened = [...paths.active, steps.open];

  it('begins nothing new, and goes on with what runs', async () => {
    const world = await buildWorld(...opened, leave(buyer));
    const refusal = { code: 'PARTICIPANT_NOT_ACTIVE', details: { state: 'LEFT' } };
    expect(await readRefusal(steps.request(world))).toMatchObject(refusal);
    expect(await readRefusal(steps.order(world))).toMatchObject(refusal);
    expect(await steps.acknowledge(world)).toMatchObject({ state: 'ACKED' });
  });

  it('lists nothing new if it is a provider, and serves what runs', async () => {
    const world = await buildWorld(...opened, leave(provider));
    expect(await readRefusal(steps.create(world))).toMatchObject({ code: 'PARTICIPANT_NOT_ACTIVE' });
    expect(await steps.send(world)).toMatchObject({ state: 'SENT' });
  });

  it('passes what runs to the successor that it named', async () => {
    const world = await buildWorld(...opened, ...joined, leave(buyer, heir.participantId), succeed(heir, buyer.participantId));
    const { revision } = await world.perform('GetDelivery', { id: ids.delivery }, heir);
    const { expected: hash } = await readObjectValues(world);
    expect((await world.perform('ListDeliveries', {}, heir)).items).toMatchObject([{ id: ids.delivery }]);
    expect((await world.perform('ListDeliveries', { buyer: buyer.participantId }, heir)).items).toHaveLength(1);
    const acknowledged = world.perform('AcknowledgeDelivery', { id: ids.delivery, revision, hash }, heir);
    expect(await acknowledged).toMatchObject({ state: 'ACKED', buyer: buyer.participantId });
  });

  it('passes nothing to one that it did not name, that has not accepted, or of another organisation', async () => {
    const world = await buildWorld(...opened, ...joined, leave(buyer));
    expect(await readRefusal(succeed(heir, buyer.participantId)(world))).toMatchObject({ code: 'SUCCESSOR_NOT_POSSIBLE' });
    expect(await readRefusal(world.perform('GetDelivery', { id: ids.delivery }, heir))).toMatchObject({ code: 'DELIVERY_NOT_FOUND' });
    const elsewhere = await readRefusal(leave(buyer, provider.participantId)(world));
    expect(elsewhere).toMatchObject({ code: 'SUCCESSOR_NOT_POSSIBLE', details: { mspId: provider.mspId } });
    const named = await leave(buyer, heir.participantId)(world);
    expect(named).toMatchObject({ state: 'LEFT', successor: heir.participantId });
    expect(await readRefusal(world.perform('GetDelivery', { id: ids.delivery }, heir))).toMatchObject({ code: 'DELIVERY_NOT_FOUND' });
    expect(await readRefusal(leave(buyer, heir.participantId)(world))).toMatchObject({ code: 'ACTION_NOT_ALLOWED' });
  });

  it('passes nothing to a participant of another organisation that says it is the successor', async () => {
    const world = await buildWorld(...opened, leave(buyer));
    world.append(keys.participant(people.otherProvider.participantId), {
      action: 'succeed',
      as: people.otherProvider,
      change: (record) => ({ ...record, succeeds: [buyer.participantId] }),
    });
    const { succeeds } = await world.perform('GetParticipant', { id: people.otherProvider.participantId }, people.operator);
    expect(succeeds).toEqual([buyer.participantId]);
    const read = world.perform('GetDelivery', { id: ids.delivery }, people.otherProvider);
    expect(await readRefusal(read)).toMatchObject({ code: 'DELIVERY_NOT_FOUND' });
  });
});
