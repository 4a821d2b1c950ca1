import { byNoun, type AnyTransaction, type TransactionName } from '@databund/chaincode/model';
import { lives } from '../support/life-tables';
import { contentWith } from '../support/listings';
import { deeds as d, ids, resourceContent, standingOf, worldAfter, type Deed } from '../support/lives';
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
});
