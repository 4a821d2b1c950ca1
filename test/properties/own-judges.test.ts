import { byNoun, type AnyTransaction, type TransactionName } from '@databund/model';
import { lives } from '../support/life-tables';
import { contentWith } from '../support/listings';
import { deeds as d, ids, place, resourceContent, standingOf, worldAfter, type Deed } from '../support/lives';
import { people, type Person } from '../support/memory-world';

/** A participant of a judging organisation that holds data itself. */
const both = (role: 'operator' | 'authority' | 'assessor'): Person => ({
  participantId: people.otherProvider.participantId,
  mspId: people[role].mspId,
  roles: [role, 'provider'],
});
const listedBy =
  (person: Person): Deed =>
  async (world) => {
    await world.perform('CreateListing', { id: ids.listing, content: contentWith() }, person);
    await world.perform('SubmitListing', { id: ids.listing, version: 1, revision: 1 }, person);
  };
const heldBy =
  (person: Person): Deed =>
  async (world) => {
    await world.perform('CreateResource', { id: ids.resource, content: resourceContent }, person);
    await world.perform('SubmitResource', { id: ids.resource, revision: 1 }, person);
  };
const listing = [listedBy, d.approve, d.object] as const;
const suspended = [listedBy, d.approve, d.endNotice, d.suspend] as const;
const held = [heldBy, d.giveNotice, d.registerResource] as const;
const resource = [heldBy, d.giveNotice, d.objectToResource] as const;

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
    const world = await worldAfter(made(person), ...deeds);
    for (const verb of verbs) {
      const { name } = (byNoun[noun] as Readonly<Record<string, AnyTransaction>>)[verb]!;
      const command = lives[noun].commands[verb]?.(await standingOf(world));
      const judgement = world.perform(name as TransactionName, command as never, person);
      await expect(judgement.then(() => `${name} was done`)).rejects.toMatchObject({ code: 'SELF_DEALING' });
    }
  });

  it('designation, as the authority that lists it, or holds what it is of', async () => {
    const designate: Deed = async (world) => world.perform('DesignateListing', place, both('authority'));
    const covered = { theme: [place.theme], spatial: { crs: 'CRS84', adcode: place.adcode } };
    const list = (as: Person, more: object): Deed[] => [
      (world) => world.perform('CreateListing', { id: ids.listing, content: contentWith({ ...covered, ...more }) }, as),
      (world) => world.perform('SubmitListing', { id: ids.listing, version: 1, revision: 1 }, as),
      d.agree,
      d.approve,
      d.endNotice,
    ];
    const [made, ...registers] = held;
    const listsIt = list(both('authority'), {});
    const holdsIt = [
      made(both('authority')),
      ...registers,
      d.mandateProvider,
      ...list(people.provider, { resource: ids.resource, mandate: ids.mandate }),
    ];
    for (const done of [listsIt, holdsIt]) {
      const world = await worldAfter(...done);
      await expect(designate(world)).rejects.toMatchObject({ code: 'SELF_DEALING' });
      await expect(d.designate(world)).resolves.toMatchObject({ state: 'DESIGNATED' });
    }
  });

  it.each(['SuspendMandate', 'ResumeMandate', 'RevokeMandate'] as const)(
    'mandate, as the authority that is its grantee: %s',
    async (name) => {
      const registered = [d.createResource, d.submitResource, d.giveNotice, d.registerResource];
      const world = await worldAfter(...registered, d.grantMandate, ...(name === 'ResumeMandate' ? [d.suspendMandate] : []));
      const command = { id: ids.mandate, revision: (await standingOf(world)).mandate };
      await expect(world.perform(name, command, both('authority'))).rejects.toMatchObject({ code: 'SELF_DEALING' });
      await expect(world.perform(name, command, people.authority)).resolves.toBeDefined();
    },
  );
});
