/** The number of places below a mark. */
const fanOut = 32;

/** The places of one quota: how many there are, and whether one is taken. */
export interface Places {
  readonly limit: number;
  isTaken(level: number, number: number): Promise<boolean>;
}

/** A free place, and the marks of the groups that it fills. */
export interface Found {
  readonly number: number;
  /** The numbers of the marks, from level 1 on. */
  readonly fills: readonly number[];
}

/**
 * Finds a free place, first the given one; `undefined` if and only if all are taken. Whole groups of 32 that are full are marked, and
 * groups of 32 such groups, so it reads at most 32 keys for each power of 32 up to the limit.
 */
export async function findPlace(places: Places, first: number): Promise<Found | undefined> {
  const isFree = !(await places.isTaken(0, first));
  const number = isFree ? first : await search(places, { level: countLevels(places.limit), number: 0, first });
  return number === undefined ? undefined : { number, fills: await listFilled(places, number) };
}

/** Returns the level at which one group has all places, from 1 on. */
function countLevels(limit: number): number {
  let level = 1;
  while (countAt(limit, level) > 1) level += 1;
  return level;
}

function countAt(limit: number, level: number): number {
  return Math.ceil(limit / fanOut ** level);
}

interface Group {
  readonly level: number;
  readonly number: number;
  readonly first: number;
}

/** Searches a group that is not marked as full. The last one of a level may be full without a mark, because a higher limit would extend it. */
async function search(places: Places, { level, number, first }: Group): Promise<number | undefined> {
  if (level === 0) return number;
  for (const below of listBelow(places.limit, { level, number, first })) {
    if (await places.isTaken(level - 1, below)) continue;
    const found = await search(places, { level: level - 1, number: below, first });
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Lists what is below a group in a ring that begins where the first place is, or its like in another group. */
function listBelow(limit: number, { level, number, first }: Group): readonly number[] {
  const [from, to] = [number * fanOut, Math.min((number + 1) * fanOut, countAt(limit, level - 1))];
  const start = Math.floor(first / fanOut ** (level - 1)) % fanOut;
  const all = Array.from({ length: to - from }, (_, index) => from + index);
  return [...all.slice(start), ...all.slice(0, start)];
}

/** Lists the groups of which a place is the last free one, upwards. One of which the limit cuts something off is never marked. */
async function listFilled(places: Places, number: number): Promise<readonly number[]> {
  const filled: number[] = [];
  let taken = number;
  for (let level = 1; ; level += 1) {
    const group = Math.floor(taken / fanOut);
    const isWhole = (group + 1) * fanOut ** level <= places.limit;
    if (!isWhole || (await hasFree(places, { level, number: group, first: taken }))) return filled;
    filled.push(group);
    taken = group;
  }
}

/** Returns whether something else than the first one below a group is free. */
async function hasFree(places: Places, { level, number, first }: Group): Promise<boolean> {
  const others = listBelow(places.limit, { level, number, first: first * fanOut ** (level - 1) }).slice(1);
  for (const other of others) if (!(await places.isTaken(level - 1, other))) return true;
  return false;
}
