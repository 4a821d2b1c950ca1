import { hashBytes, hashJson, keys, type Hash } from '@databund/model';
import { deeds as d, ids, worldAfter } from '../support/lives';
import { people, type MemoryWorld, type Person } from '../support/memory-world';

const applicant: Person = { participantId: ids.participant, mspId: 'BuyerMSP', roles: [] };
const refusal = (work: Promise<unknown>) => work.then(() => undefined).catch((error: unknown) => error as object);

async function setBuyersRoles(world: MemoryWorld, ...roles: ('buyer' | 'provider')[]): Promise<void> {
  const { revision } = await world.perform('SetOrganisation', { mspId: 'BuyerMSP', roles }, people.operator);
  await world.perform('AgreeToChange', { revision }, people.authority);
}

describe('an applicant', () => {
  const application = { id: ids.participant, name: { en: 'N' }, roles: ['buyer' as const] };

  it('is admitted only to roles that its organisation may hold at that time', async () => {
    const world = await worldAfter(d.register);
    await setBuyersRoles(world, 'provider');
    expect(await refusal(d.admit(world))).toMatchObject({ code: 'ROLE_NOT_ALLOWED', details: { allowed: ['provider'] } });
    await setBuyersRoles(world, 'provider', 'buyer');
    expect(await d.admit(world)).toMatchObject({ state: 'ACTIVE' });
  });

  it.each([{}, { keyHashes: [] }, { keyHashes: [hashBytes(ids.participant)] }])(
    'that applies again as before (with %j) is told that it has',
    async (more) => {
      const world = await worldAfter();
      const sent = { ...application, ...more };
      const object = await world.perform('RegisterParticipant', sent, applicant);
      const again = await refusal(world.perform('RegisterParticipant', sent, applicant));
      expect(again).toMatchObject({ code: 'ALREADY_EXISTS', details: { state: 'APPLIED', contentHash: hashJson(sent), object } });
    },
  );

  it('that applies otherwise, or from elsewhere, is not', async () => {
    const world = await worldAfter();
    await world.perform('RegisterParticipant', application, applicant);
    const pinned = { ...application, keyHashes: [hashBytes('')] };
    const otherwise = (await refusal(world.perform('RegisterParticipant', pinned, applicant))) as { details: { contentHash: object } };
    expect(otherwise.details.contentHash).not.toEqual(hashJson(pinned));
    const elsewhere = await refusal(world.perform('RegisterParticipant', application, { ...applicant, mspId: 'ProviderMSP' }));
    expect(elsewhere).toMatchObject({ code: 'ALREADY_EXISTS', details: {} });
    expect((elsewhere as { details: object }).details).toEqual({});
  });
});

describe('an operator', () => {
  it.each(['Suspend', 'Reinstate', 'Withdraw'] as const)('does not %s itself: the last one would lock the exchange', async (verb) => {
    const world = await worldAfter();
    const { participantId: id } = people.operator;
    if (verb === 'Reinstate') {
      const second: Person = { ...people.operator, participantId: people.otherProvider.participantId };
      await world.perform('SuspendParticipant', { id, revision: 1 }, second);
    }
    const { revision } = await world.perform('GetParticipant', { id }, people.authority);
    const judged = world.perform(`${verb}Participant`, { id, revision }, people.operator);
    // A suspended operator cannot act at all.
    expect(await refusal(judged)).toMatchObject({ code: verb === 'Reinstate' ? 'PARTICIPANT_NOT_ACTIVE' : 'SELF_DEALING' });
  });
});

describe('an auditor', () => {
  const asked: Person = { ...people.auditor, roles: [] };
  const both = { id: people.auditor.participantId, name: { en: 'N' }, roles: ['auditor' as const, 'arbiter' as const] };
  const refused = { code: 'INPUT_INVALID', details: { errors: [{ path: '/roles', reason: 'auditor cannot be combined with another role' }] } };

  it('is nothing else besides: that is neither applied for nor admitted', async () => {
    const world = await worldAfter();
    expect(await refusal(world.perform('RegisterParticipant', both, asked))).toMatchObject(refused);
    await world.perform('RegisterParticipant', { ...both, roles: ['auditor'] }, asked);
    world.forge(keys.participant(both.id), (record) => ({ ...record, roles: both.roles }));
    expect(await refusal(world.perform('AdmitParticipant', { id: both.id, revision: 2 }, people.operator))).toMatchObject(refused);
  });

  it('submits nothing, be it to leave, and whatever else it was before that was so', async () => {
    const world = await worldAfter();
    const { revision } = await world.perform('RegisterParticipant', { ...both, roles: ['auditor'] }, asked);
    await world.perform('AdmitParticipant', { id: both.id, revision }, people.operator);
    const leave = world.perform('WithdrawParticipant', { id: both.id, revision: 2 }, people.auditor);
    expect(await refusal(leave)).toMatchObject({ code: 'NOT_PERMITTED', details: { by: ['not-auditor'] } });
    const propose = world.perform(
      'SetParameters',
      { parameters: { countLimit: 5 } },
      { ...people.operator, roles: ['operator', 'auditor'] },
    );
    expect(await refusal(propose)).toMatchObject({ code: 'NOT_PERMITTED' });
  });
});

describe('a participant', () => {
  it('can leave only while it is ACTIVE', async () => {
    const leave = async (world: MemoryWorld) => {
      const { revision } = await world.perform('GetParticipant', { id: ids.participant }, people.operator);
      return world.perform('WithdrawParticipant', { id: ids.participant, revision }, { ...applicant, roles: ['buyer'] });
    };
    expect(await leave(await worldAfter(d.register, d.admit))).toMatchObject({ state: 'WITHDRAWN' });
    for (const done of [[d.register], [d.register, d.admit, d.suspendParticipant]])
      expect(await refusal(leave(await worldAfter(...done)))).toMatchObject({ code: 'PARTICIPANT_NOT_ACTIVE' });
  });

  it('replaces its own pins only by a list with the calling certificate, and only while it is ACTIVE', async () => {
    const pin = async (world: MemoryWorld, as: Person, keyHashes = [hashBytes('next'), hashBytes(ids.participant)]) => {
      const { revision } = await world.perform('GetParticipant', { id: ids.participant }, people.operator);
      return world.perform('PinKeys', { id: ids.participant, revision, keyHashes }, as);
    };
    const world = await worldAfter(d.register, d.admit);
    expect(await pin(world, applicant)).toMatchObject({ state: 'ACTIVE', keyHashes: [{ alg: 'sha-256' }, { alg: 'sha-256' }] });
    expect(await pin(world, applicant, [])).toMatchObject({ keyHashes: [] });
    expect(await refusal(pin(world, people.operator))).toMatchObject({ code: 'NOT_PERMITTED', details: { by: ['self'] } });
    const stale = world.perform('PinKeys', { id: ids.participant, revision: 2, keyHashes: [] }, applicant);
    expect(await refusal(stale)).toMatchObject({ code: 'REVISION_CONFLICT' });
    expect(await refusal(pin(world, applicant, [hashBytes('other')]))).toMatchObject({
      code: 'CERTIFICATE_NOT_PINNED',
      details: { calling: hashBytes(ids.participant) },
    });
    expect(await refusal(pin(await worldAfter(d.register), applicant))).toMatchObject({ code: 'PARTICIPANT_NOT_ACTIVE' });
  });

  it('that is locked out gets its pins released by operator and authority together, after the period, and must then pin again', async () => {
    const { participantId: id } = applicant;
    const world = await worldAfter(d.register, d.admit);
    const revision = async (key = keys.pinRelease(id)) => world.revisionOf(key);
    const participantRevision = () => world.revisionOf(keys.participant(id));
    await world.perform('PinKeys', { id, revision: await participantRevision(), keyHashes: [hashBytes(id)] }, applicant);
    world.forge(keys.participant(id), (record) => ({ ...record, keyHashes: [hashBytes('lost')] }));
    expect(await refusal(world.perform('ListListings', {}, applicant))).toMatchObject({ code: 'CERTIFICATE_NOT_PINNED' });
    const admin = (mspId: string): Person => ({ participantId: `admin@${mspId}`, mspId, roles: [] });
    expect(await refusal(world.perform('RequestPinRelease', { id }, admin('BuyerMSP')))).toMatchObject({ code: 'NOT_PERMITTED' });
    await world.perform('RequestPinRelease', { id }, admin('ExchangeMSP'));
    await world.perform('AgreePinRelease', { id, revision: await revision() }, people.authority);
    const release = async () => world.perform('ReleasePins', { id, revision: await revision() }, people.operator);
    expect(await refusal(release())).toMatchObject({ code: 'NOT_YET_DUE' });
    world.nowMs += 73 * 3_600_000;
    await release();
    expect(await refusal(world.perform('ListListings', {}, applicant))).toMatchObject({ details: { mustPin: true } });
    const pin = async (keyHashes: Hash[]) => world.perform('PinKeys', { id, revision: await participantRevision(), keyHashes }, applicant);
    expect(await refusal(pin([]))).toMatchObject({ code: 'CERTIFICATE_NOT_PINNED' });
    const { mustPin } = await pin([hashBytes(id)]);
    expect(mustPin).toBeUndefined();
    await world.perform('ListListings', {}, applicant);
  });

  it('can refuse the release of its pins with a pinned certificate', async () => {
    const { participantId: id } = applicant;
    const world = await worldAfter(d.register, d.admit);
    await world.perform('PinKeys', { id, revision: await world.revisionOf(keys.participant(id)), keyHashes: [hashBytes(id)] }, applicant);
    await world.perform('RequestPinRelease', { id }, people.operator);
    const revision = async () => world.revisionOf(keys.pinRelease(id));
    await world.perform('AgreePinRelease', { id, revision: await revision() }, people.authority);
    await world.perform('RefusePinRelease', { id, revision: await revision() }, applicant);
    world.nowMs += 73 * 3_600_000;
    const release = world.perform('ReleasePins', { id, revision: await revision() }, people.operator);
    expect(await refusal(release)).toMatchObject({ code: 'ACTION_NOT_ALLOWED', details: { state: 'REFUSED' } });
  });

  it('is withdrawn by nobody but itself and the operator', async () => {
    const world = await worldAfter(d.register, d.admit);
    const withdraw = world.perform('WithdrawParticipant', { id: ids.participant, revision: 2 }, people.otherBuyer);
    expect(await refusal(withdraw)).toMatchObject({ code: 'NOT_PERMITTED' });
  });
});
