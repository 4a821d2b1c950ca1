import { findTransaction, tryPerform } from '../support/dynamic-call';
import { buildWorld, ids, lifecycles, paths, place, readObjectValues, resourceContent, type Step, steps } from '../support/lifecycles';
import { makeContent } from '../support/listings';
import { people, type Person } from '../support/memory-world';

/** Makes a participant of a judging organisation that also holds data. */
const combineRoles = (role: 'operator' | 'authority' | 'assessor'): Person => ({
  participantId: people.otherProvider.participantId,
  mspId: people[role].mspId,
  roles: [role, 'provider'],
});
const submitAs =
  (person: Person): Step =>
  async (world) => {
    await world.perform('CreateListing', { id: ids.listing, content: makeContent() }, person);
    await world.perform('SubmitListing', { id: ids.listing, version: 1, revision: 1 }, person);
  };
const holdAs =
  (person: Person): Step =>
  async (world) => {
    await world.perform('CreateResource', { id: ids.resource, content: resourceContent }, person);
    await world.perform('SubmitResource', { id: ids.resource, revision: 1 }, person);
  };
const listing = [submitAs, steps.setNoticeHours(24), steps.approve, steps.object] as const;
const suspended = [submitAs, steps.approve, steps.suspend] as const;
const held = [holdAs, steps.giveNotice, steps.registerResource] as const;
const resource = [holdAs, steps.giveNotice, steps.objectToResource] as const;

describe('participant that would judge its own object', () => {
  it.each([
    ['listing', 'operator', listing, ['requestChanges', 'reject', 'approve', 'upholdObjection', 'suspend']],
    ['suspended listing', 'operator', suspended, ['resume']],
    ['listing', 'authority', listing, ['agree', 'reclassify', 'suspend']],
    ['listing', 'assessor', listing, ['attest']],
    [
      'resource',
      'authority',
      resource,
      ['giveNotice', 'reject', 'upholdObjection', 'register', 'acceptChange', 'declineChange', 'correct', 'cancel'],
    ],
  ] as const)('refuses to let a participant judge its own %s as its %s', async (what, role, [make, ...others], verbs) => {
    const noun = what === 'resource' ? what : 'listing';
    const person = combineRoles(role);
    const world = await buildWorld(make(person), ...others);
    for (const verb of verbs) {
      const { name } = findTransaction(noun, verb);
      const command = lifecycles[noun].commands[verb]!(await readObjectValues(world));
      expect([name, await tryPerform(world, { name, command, as: person })]).toEqual([name, 'SELF_DEALING']);
    }
  });

  it('refuses a designation by the authority that lists or holds the data', async () => {
    const designate: Step = async (world) => world.perform('DesignateListing', place, combineRoles('authority'));
    const covered = { theme: [place.theme], spatial: { crs: 'CRS84', adcode: place.adcode } };
    const list = (as: Person, more: object): Step[] => [
      (world) => world.perform('CreateListing', { id: ids.listing, content: makeContent({ ...covered, ...more }) }, as),
      (world) => world.perform('SubmitListing', { id: ids.listing, version: 1, revision: 1 }, as),
      steps.agree,
      steps.approve,
    ];
    const [hold, ...registers] = held;
    const listsIt = list(combineRoles('authority'), {});
    const holdsIt = [
      hold(combineRoles('authority')),
      ...registers,
      steps.mandateProvider,
      ...list(people.provider, { resource: ids.resource, mandate: ids.mandate }),
    ];
    for (const done of [listsIt, holdsIt]) {
      const world = await buildWorld(...done);
      await expect(designate(world)).rejects.toMatchObject({ code: 'SELF_DEALING' });
      await expect(steps.designate(world)).resolves.toMatchObject({ state: 'DESIGNATED' });
    }
  });

  it.each(['SuspendMandate', 'ResumeMandate', 'RevokeMandate'] as const)(
    'refuses %s by the authority that is the grantee of the mandate',
    async (name) => {
      const { registered } = paths;
      const world = await buildWorld(...registered, steps.grantMandate, ...(name === 'ResumeMandate' ? [steps.suspendMandate] : []));
      const command = { id: ids.mandate, revision: (await readObjectValues(world)).mandate };
      await expect(world.perform(name, command, combineRoles('authority'))).rejects.toMatchObject({ code: 'SELF_DEALING' });
      await expect(world.perform(name, command, people.authority)).resolves.toBeDefined();
    },
  );
});
