import { hashBytes, hashJson, keys } from '@databund/model';
import { buildWorld, ids, steps } from '../support/lifecycles';
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
    const world = await buildWorld(steps.register);
    await setBuyersRoles(world, 'provider');
    expect(await refusal(steps.admit(world))).toMatchObject({ code: 'ROLE_NOT_ALLOWED', details: { allowed: ['provider'] } });
    await setBuyersRoles(world, 'provider', 'buyer');
    expect(await steps.admit(world)).toMatchObject({ state: 'ACTIVE' });
  });

  it.each([{}, { keyHashes: [] }, { keyHashes: [hashBytes('')] }])(
    'that applies again as before (with %j) is told that it has',
    async (more) => {
      const world = await buildWorld();
      const sent = { ...application, ...more };
      const object = await world.perform('RegisterParticipant', sent, applicant);
      const again = await refusal(world.perform('RegisterParticipant', sent, applicant));
      expect(again).toMatchObject({ code: 'ALREADY_EXISTS', details: { state: 'APPLIED', contentHash: hashJson(sent), object } });
    },
  );

  it('that applies otherwise, or from elsewhere, is not', async () => {
    const world = await buildWorld();
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
    const world = await buildWorld();
    const { participantId: id } = people.operator;
    if (verb === 'Reinstate') {
      const second: Person = { ...people.operator, participantId: people.otherProvider.participantId };
      await world.perform('SuspendParticipant', { id, revision: 1 }, second);
    }
    const { revision } = await world.perform('GetParticipant', { id }, people.operator);
    const judged = world.perform(`${verb}Participant`, { id, revision }, people.operator);
    expect(await refusal(judged)).toMatchObject({ code: 'SELF_DEALING' });
  });
});

describe('an auditor', () => {
  const asked: Person = { ...people.auditor, roles: [] };
  const both = { id: people.auditor.participantId, name: { en: 'N' }, roles: ['auditor' as const, 'arbiter' as const] };
  const refused = { code: 'INPUT_INVALID', details: { errors: [{ path: '/roles', reason: 'auditor combines with no other role' }] } };

  it('is nothing else besides: that is neither applied for nor admitted', async () => {
    const world = await buildWorld();
    expect(await refusal(world.perform('RegisterParticipant', both, asked))).toMatchObject(refused);
    await world.perform('RegisterParticipant', { ...both, roles: ['auditor'] }, asked);
    world.forge(keys.participant(both.id), (record) => ({ ...record, roles: both.roles }));
    expect(await refusal(world.perform('AdmitParticipant', { id: both.id, revision: 2 }, people.operator))).toMatchObject(refused);
  });

  it('submits nothing, be it to leave, and whatever else it was before that was so', async () => {
    const world = await buildWorld();
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
  it('leaves by itself while it is ACTIVE, and at no other time', async () => {
    const leave = async (world: MemoryWorld) => {
      const { revision } = await world.perform('GetParticipant', { id: ids.participant }, people.operator);
      return world.perform('WithdrawParticipant', { id: ids.participant, revision }, { ...applicant, roles: ['buyer'] });
    };
    expect(await leave(await buildWorld(steps.register, steps.admit))).toMatchObject({ state: 'WITHDRAWN' });
    for (const done of [[steps.register], [steps.register, steps.admit, steps.suspendParticipant]])
      expect(await refusal(leave(await buildWorld(...done)))).toMatchObject({ code: 'ACTION_NOT_ALLOWED' });
  });

  it('pins other certificates than it registered with, by itself alone and while it is ACTIVE', async () => {
    const pin = async (world: MemoryWorld, as: Person, keyHashes = [hashBytes('next')]) => {
      const { revision } = await world.perform('GetParticipant', { id: ids.participant }, people.operator);
      return world.perform('PinKeys', { id: ids.participant, revision, keyHashes }, as);
    };
    const world = await buildWorld(steps.register, steps.admit);
    expect(await pin(world, applicant)).toMatchObject({ state: 'ACTIVE', keyHashes: [hashBytes('next')] });
    expect(await pin(world, applicant, [])).toMatchObject({ keyHashes: [] });
    expect(await refusal(pin(world, people.operator))).toMatchObject({ code: 'NOT_PERMITTED', details: { by: ['self'] } });
    const stale = world.perform('PinKeys', { id: ids.participant, revision: 2, keyHashes: [] }, applicant);
    expect(await refusal(stale)).toMatchObject({ code: 'REVISION_CONFLICT' });
    expect(await refusal(pin(await buildWorld(steps.register), applicant))).toMatchObject({ code: 'ACTION_NOT_ALLOWED' });
  });

  it('is withdrawn by nobody but itself and the operator', async () => {
    const world = await buildWorld(steps.register, steps.admit);
    const withdraw = world.perform('WithdrawParticipant', { id: ids.participant, revision: 2 }, people.otherBuyer);
    expect(await refusal(withdraw)).toMatchObject({ code: 'NOT_PERMITTED' });
  });
});
