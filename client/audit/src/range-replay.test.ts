import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { KeySpace } from './key-space';
import { seesRange, summarise } from './range-replay';
import type { RangeRead, Version } from './state-access';

const facts = (version: Version) => ({ version, policy: undefined, change: undefined });
const range = (of: Partial<RangeRead>): RangeRead => ({ start: 'b', end: 'd', isExhausted: true, reads: [], summary: undefined, ...of });
const read = (key: string, version: Version = '1.0') => ({ key, version });

function spaceOf(...keys: readonly string[]): KeySpace {
  const space = new KeySpace();
  for (const key of keys) space.set(key, facts('1.0'));
  return space;
}

describe('a scan of a range', () => {
  it('sees the same keys from its start to before its end', () => {
    expect(seesRange(spaceOf('d', 'a', 'c', 'b'), range({ reads: [read('b'), read('c')] }))).toBe(true);
    expect(seesRange(spaceOf(), range({}))).toBe(true);
  });

  it('that stopped early ends with the last key that it saw', () => {
    const stopped = range({ isExhausted: false, end: 'c', reads: [read('b'), read('c')] });
    expect(seesRange(spaceOf('b', 'c', 'ca'), stopped)).toBe(true);
    expect(seesRange(spaceOf('b', 'bb', 'c'), stopped)).toBe(false);
  });

  it('without an end goes on to the last key', () => {
    expect(seesRange(spaceOf('a', 'b', 'z'), range({ end: '', reads: [read('b'), read('z')] }))).toBe(true);
  });

  it('finds a key that was put between, taken away, or written again', () => {
    const space = spaceOf('b', 'c');
    const seen = range({ reads: [read('b'), read('c')] });
    expect(seesRange(space, seen)).toBe(true);
    space.set('bb', facts('2.0'));
    expect(seesRange(space, seen)).toBe(false);
    space.delete('bb');
    expect(seesRange(space, seen)).toBe(true);
    space.set('c', facts('3.0'));
    expect(seesRange(space, seen)).toBe(false);
    space.delete('c');
    space.set('c', facts('1.0'));
    expect(seesRange(space, seen)).toBe(true);
  });

  it('of many keys is told by a summary', () => {
    const keys = Array.from({ length: 60 }, (_, at) => `c${String(at).padStart(2, '0')}`);
    const { maxLevel, hashes } = summarise(
      keys.map((key) => read(key)),
      50,
    );
    const seen = range({ summary: { maxDegree: 50, maxLevel, hashes } });
    expect(seesRange(spaceOf(...keys), seen)).toBe(true);
    expect(seesRange(spaceOf(...keys.slice(1)), seen)).toBe(false);
    expect(seesRange(spaceOf(...keys, 'c000'), seen)).toBe(false);
  });
});

/** What Fabric’s own code computes of n keys: level, number of hashes, the first and the last. */
const vectors = (
  JSON.parse(readVectors()) as {
    readonly merkle50: readonly { readonly n: number; maxLevel?: number; numHashes?: number; firstHash?: string; lastHash?: string }[];
  }
).merkle50.filter(({ maxLevel }) => maxLevel !== undefined);

it.each(vectors)('a summary of $n keys is that of Fabric', ({ n, maxLevel, numHashes, firstHash, lastHash }) => {
  const reads = Array.from({ length: n }, (_, at) => read(`key${String(at).padStart(6, '0')}`, `${Math.floor(at / 10)}.${at % 10}`));
  const summary = summarise(reads, 50);
  const hashes = summary.hashes.map((hash) => Buffer.from(hash).toString('hex'));
  expect({ maxLevel: summary.maxLevel, numHashes: hashes.length, firstHash: hashes[0], lastHash: hashes.at(-1) }).toEqual({
    maxLevel,
    numHashes,
    firstHash,
    lastHash,
  });
});

function readVectors(): string {
  return readFileSync(join(__dirname, '../../../test/conformance/golden/vectors.json'), 'utf8');
}
