import type { Role } from '@databund/model';
import { foundWorld, people, type Person } from '../support/memory-world';

describe('change of the exchange', () => {
  it('applies a change only when the authority agrees to what the operator proposed', async () => {
    const world = await foundWorld();
    const { revision } = await world.perform('SetParameters', { parameters: { noticePeriodHours: 48 } }, people.operator);
    expect((await world.perform('GetExchange', {}, people.buyer)).parameters.noticePeriodHours).toBe(0);
    await expect(world.perform('AgreeToChange', { revision }, people.operator)).rejects.toMatchObject({ code: 'NOT_PERMITTED' });
    await world.perform('AgreeToChange', { revision }, people.authority);
    const { parameters } = await world.perform('GetExchange', {}, people.buyer);
    expect(parameters).toMatchObject({ noticePeriodHours: 48, requestPeriodHours: 720 });
  });

  it('lets nobody agree to their own proposal, only decline it', async () => {
    const world = await foundWorld();
    const both: Person = { ...people.operator, roles: ['operator', 'authority'] };
    const { revision } = await world.perform('SetParameters', { parameters: { countLimit: 5 } }, both);
    await expect(world.perform('AgreeToChange', { revision }, both)).rejects.toMatchObject({ code: 'SELF_DEALING' });
    await expect(world.perform('DeclineChange', { revision }, both)).resolves.toMatchObject({ state: 'DECLINED' });
  });

  it('lets only the operator propose, one change at a time', async () => {
    const world = await foundWorld();
    const propose = () => world.perform('SetParameters', { parameters: { countLimit: 5 } }, people.operator);
    await expect(world.perform('SetParameters', { parameters: { countLimit: 5 } }, people.authority)).rejects.toMatchObject({
      code: 'NOT_PERMITTED',
    });
    const { revision } = await propose();
    await expect(propose()).rejects.toMatchObject({ code: 'ACTION_NOT_ALLOWED' });
    await world.perform('DeclineChange', { revision }, people.authority);
    expect((await propose()).state).toBe('PROPOSED');
  });

  it('refuses a change that takes the roles of the operator or the authority from their organisations', async () => {
    const world = await foundWorld();
    const propose = (mspId: string, roles: Role[]) => world.perform('SetOrganisation', { mspId, roles }, people.operator);
    for (const mspId of ['ExchangeMSP', 'RegulatorMSP'])
      await expect(propose(mspId, ['auditor'])).rejects.toMatchObject({ code: 'ROLE_NOT_ALLOWED', details: { mspId } });
    await expect(propose('ExchangeMSP', ['operator', 'arbiter'])).resolves.toMatchObject({ state: 'PROPOSED' });
  });

  it('adds an organisation with roles that its participants may then hold', async () => {
    const world = await foundWorld();
    const newcomer = { participantId: 'ptc-0000000000000000000000000y', mspId: 'HospitalMSP', roles: [] };
    const register = () =>
      world.perform('RegisterParticipant', { id: newcomer.participantId, name: { en: 'Hospital' }, roles: ['provider'] }, newcomer);
    await expect(register()).rejects.toMatchObject({ code: 'CALLER_UNKNOWN' });
    const { revision } = await world.perform('SetOrganisation', { mspId: 'HospitalMSP', roles: ['provider'] }, people.operator);
    await world.perform('AgreeToChange', { revision }, people.authority);
    expect((await register()).state).toBe('APPLIED');
  });
});
