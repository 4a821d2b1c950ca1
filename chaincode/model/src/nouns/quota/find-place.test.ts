import { findPlace, type Found } from './find-place';

/** Places in memory. It counts how many are asked for. */
class TestPlaces {
  readonly taken = new Set<string>();
  asked = 0;

  constructor(public limit: number) {}

  isTaken(level: number, number: number): Promise<boolean> {
    this.asked += 1;
    return Promise.resolve(this.taken.has(`${String(level)} ${String(number)}`));
  }

  /** Takes what is found, if anything. */
  async take(first: number): Promise<Found | undefined> {
    this.asked = 0;
    const found = await findPlace(this, first);
    if (!found) return undefined;
    for (const [level, number] of [found.number, ...found.fills].entries()) this.taken.add(`${String(level)} ${String(number)}`);
    return found;
  }
}

/** Takes places until none is left, each from another first one, and returns their numbers. */
async function takeAll(places: TestPlaces): Promise<readonly number[]> {
  const numbers: number[] = [];
  for (let count = 0; ; count += 1) {
    const found = await places.take((count * 7_919) % places.limit);
    if (!found) return numbers;
    numbers.push(found.number);
  }
}

describe('findPlace', () => {
  it.each([1, 31, 32, 33, 100, 1_024, 1_025, 2_500])('finds each of %i places once, and then says that none is left', async (limit) => {
    const numbers = await takeAll(new TestPlaces(limit));
    expect([...numbers].sort((a, b) => a - b)).toEqual(Array.from({ length: limit }, (_, index) => index));
  });

  it('begins with the first place and asks for one more, to know whether its group is full', async () => {
    const places = new TestPlaces(10_000);
    expect(await places.take(4_711)).toEqual({ number: 4_711, fills: [] });
    expect(places.asked).toBe(2);
  });

  it('marks a group with its last place, and the group of groups with the last group', async () => {
    const places = new TestPlaces(1_024);
    for (let number = 0; number < 1_023; number += 1) await places.take(number);
    expect(await places.take(0)).toEqual({ number: 1_023, fills: [31, 0] });
  });

  it('reads few keys of a quota that is nearly or wholly used up', async () => {
    const places = new TestPlaces(5_000);
    const most = { asked: 0 };
    for (let number = 0; number < 5_000; number += 1) {
      await places.take(0);
      most.asked = Math.max(most.asked, places.asked);
    }
    expect(await places.take(0)).toBeUndefined();
    expect(Math.max(most.asked, places.asked)).toBeLessThanOrEqual(3 * 2 * 32);
  });

  it('finds exactly the places that a higher limit adds, although the last group was full without a mark', async () => {
    const places = new TestPlaces(100);
    await takeAll(places);
    places.limit = 1_100;
    expect(await takeAll(places)).toHaveLength(1_000);
    places.limit = 50;
    expect(await places.take(7)).toBeUndefined();
  });
});
