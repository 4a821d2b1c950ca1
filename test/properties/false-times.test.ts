import { getChangeTime, keys, type DeliveryRecord, type StanceRecord } from '@databund/model';
import { buildWorld, ids, paths, steps } from '../support/lifecycles';
import { people, type MemoryWorld } from '../support/memory-world';

/** The skew that the networks permit between two clocks. */
const skewMs = 60_000;
const stance = keys.stance('authorisation', ids.authorisation, 'provider');

/** Returns the time in so many skews as an instant. */
const addSkews = ({ nowMs }: MemoryWorld, count: number) => new Date(nowMs + count * skewMs).toISOString();

/** Lets the provider's organisation alone rewrite its stance with another time. */
function claim(world: MemoryWorld, at: string): void {
  world.rewriteCopy(stance, (record) => ({ ...record, change: { ...Reflect.get(record, 'change'), at } }));
  world.forge(stance, (record: StanceRecord) => record);
}

const readState = async (world: MemoryWorld) => (await world.perform('GetAuthorisation', { id: ids.authorisation }, people.buyer)).state;

describe('stance whose organisation claims a false time', () => {
  it.each(['9999-12-31T23:59:59.999Z', '2026-01-01T00:04:00.001Z'])('counts as stopped at %s, and expires nothing', async (at) => {
    const world = await buildWorld(...paths.active);
    claim(world, at);
    expect(await readState(world)).toBe('REVOKED');
  });

  it('takes nobody along if it is more than two skews ahead', async () => {
    const world = await buildWorld(...paths.active);
    claim(world, addSkews(world, 3.9));
    expect(await readState(world)).toBe('ACTIVE');
    await steps.open(world);
    expect((await world.find<DeliveryRecord>(keys.delivery(ids.delivery)))?.change.at).toBe(addSkews(world, 0));
  });

  it('takes others along by so little that the slowest clock still reads them', async () => {
    const world = await buildWorld(...paths.active);
    world.nowMs += skewMs;
    claim(world, addSkews(world, 2));
    await steps.open(world);
    expect((await world.find<DeliveryRecord>(keys.delivery(ids.delivery)))?.change.at).toBe(addSkews(world, 2));
    world.nowMs -= 2 * skewMs;
    await expect(world.perform('GetDelivery', { id: ids.delivery }, people.buyer)).resolves.toMatchObject({ id: ids.delivery });
    await expect(steps.send(world)).rejects.toMatchObject({ code: 'RECORD_AHEAD' });
    world.nowMs += 2 * skewMs;
    await steps.send(world);
  });
});

describe('time of a change', () => {
  it('follows the latest of the times that were read, up to two minutes ahead', () => {
    const read = ['2026-01-01T00:01:00.000Z', '2026-01-01T00:02:00.000Z', '2026-01-01T00:02:00.001Z'];
    expect(getChangeTime('2026-01-01T00:00:00.000Z', read)).toBe('2026-01-01T00:02:00.000Z');
  });
});
