import { byNoun, type AnyTransaction, type TransactionName } from '@databund/model';
import { buildWorld, ids, lifecycles, place, readStanding, resourceContent, type Step, steps } from '../support/lifecycles';
import { contentWith } from '../support/listings';
import { people, type Person } from '../support/memory-world';

/** A participant of a judging organisation that holds data itself. */
const both = (role: 'operator' | 'authority' | 'assessor'): Person => ({
  participantId: people.otherProvider.participantId,
  mspId: people[role].mspId,
  roles: [role, 'provider'],
});
const listedBy =
  (person: Person): Step =>
  async (world) => {
    await world.perform('CreateListing', { id: ids.listing, content: contentWith() }, person);
    await world.perform('SubmitListing', { id: ids.listing, version: 1, revision: 1 }, person);
  };
const heldBy =
  (person: Person): Step =>
  async (world) => {
    await world.perform('CreateResource', { id: ids.resource, content: resourceContent }, person);
    await world.perform('SubmitResource', { id: ids.resource, revision: 1 }, person);
  };
const listing = [listedBy, steps.approve, steps.object] as const;
const suspended = [listedBy, steps.approve, steps.endNotice, steps.suspend] as const;
const held = [heldBy, steps.giveNotice, steps.registerResource] as const;
const resource = [heldBy, steps.giveNotice, steps.objectToResource] as const;

describe('nobody judges its own', () => {
  it.each([
    ['listing', 'operator', listing, ['requestChanges', 'reject', 'approve', 'upholdObjection', 'endNotice', 'suspend']],
    ['suspended listing', 'operator', suspended, ['resume']],
    ['listing', 'authority', listing, ['agree', 'reclassify', 'suspend']],
    ['listing', 'assessor', listing, ['attest']],
    [
      'resource',
      'authority',
      resource,
      ['giveNotice', 'reject', 'upholdObjection', 'register', 'acceptChange', 'declineChange', 'correct', 'cancel'],
    ],
  ] as const)('%s, as its %s', async (what, role, [made, ...deeds], verbs) => {
    const noun = what === 'resource' ? what : 'listing';
    const person = both(role);
    const world = await buildWorld(made(person), ...deeds);
    for (const verb of verbs) {
      const { name } = (byNoun[noun] as Readonly<Record<string, AnyTransaction>>)[verb]!;
      const command = lifecycles[noun].commands[verb]?.(await readStanding(world));
      const judgement = world.perform(name as TransactionName, command as never, person);
      await expect(judgement.then(() => `${name} was done`)).rejects.toMatchObject({ code: 'SELF_DEALING' });
    }
  });

  it('designation, as the authority that lists it, or holds what it is of', async () => {
    const designate: Step = async (world) => world.perform('DesignateListing', place, both('authority'));
    const covered = { theme: [place.theme], spatial: { crs: 'CRS84', adcode: place.adcode } };
    const list = (as: Person, more: object): Step[] => [
      (world) => world.perform('CreateListing', { id: ids.listing, content: contentWith({ ...covered, ...more }) }, as),
      (world) => world.perform('SubmitListing', { id: ids.listing, version: 1, revision: 1 }, as),
      steps.agree,
      steps.approve,
      steps.endNotice,
    ];
    const [made, ...registers] = held;
    const listsIt = list(both('authority'), {});
    const holdsIt = [
      made(both('authority')),
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
    'mandate, as the authority that is its grantee: %s',
    async (name) => {
      const registered = [steps.createResource, steps.submitResource, steps.giveNotice, steps.registerResource];
      const world = await buildWorld(...registered, steps.grantMandate, ...(name === 'ResumeMandate' ? [steps.suspendMandate] : []));
      const command = { id: ids.mandate, revision: (await readStanding(world)).mandate };
      await expect(world.perform(name, command, both('authority'))).rejects.toMatchObject({ code: 'SELF_DEALING' });
      await expect(world.perform(name, command, people.authority)).resolves.toBeDefined();
    },
  );
});
