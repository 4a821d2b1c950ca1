import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RangeRead, Version } from '../blocks/state-access';
import { KeySpace } from './key-space';
import { isRangeUnchanged, summariseReads } from './range-replay';

const facts = (version: Version) => ({ version, policy: undefined });
const range = (changes: Partial<RangeRead>): RangeRead => ({
  start: 'b',
  end: 'd',
  isExhausted: true,
  reads: [],
  summary: undefined,
  ...changes,
});
const read = (key: string, version: Version = '1.0') => ({ key, version });

function spaceWith(...keys: readonly string[]): KeySpace {
  const space = new KeySpace();
  for (const key of keys) space.set(key, facts('1.0'));
  return space;
}

describe('isRangeUnchanged', () => {
  it('accepts an exhausted query that finds the same keys from its start to before its end', () => {
    expect(isRangeUnchanged(spaceWith('d', 'a', 'c', 'b'), range({ reads: [read('b'), read('c')] }))).toBe(true);
    expect(isRangeUnchanged(spaceWith(), range({}))).toBe(true);
  });

  it('compares a query that stopped early up to the last key that it read', () => {
    const stopped = range({ isExhausted: false, end: 'c', reads: [read('b'), read('c')] });
    expect(isRangeUnchanged(spaceWith('b', 'c', 'ca'), stopped)).toBe(true);
    expect(isRangeUnchanged(spaceWith('b', 'bb', 'c'), stopped)).toBe(false);
  });

  it('compares a query without an end up to the last key', () => {
    expect(isRangeUnchanged(spaceWith('a', 'b', 'z'), range({ end: '', reads: [read('b'), read('z')] }))).toBe(true);
  });

  it('rejects a query after a key in its range was added, deleted or written again', () => {
    const space = spaceWith('b', 'c');
    const query = range({ reads: [read('b'), read('c')] });
    expect(isRangeUnchanged(space, query)).toBe(true);
    space.set('bb', facts('2.0'));
    expect(isRangeUnchanged(space, query)).toBe(false);
    space.delete('bb');
    expect(isRangeUnchanged(space, query)).toBe(true);
    space.set('c', facts('3.0'));
    expect(isRangeUnchanged(space, query)).toBe(false);
    space.delete('c');
    space.set('c', facts('1.0'));
    expect(isRangeUnchanged(space, query)).toBe(true);
  });

  it('compares a query of many keys by its hash summary', () => {
    const keys = Array.from({ length: 60 }, (_, at) => `c${String(at).padStart(2, '0')}`);
    const summary = summariseReads(
      keys.map((key) => read(key)),
      50,
    );
    const query = range({ summary: { maxDegree: 50, ...summary } });
    expect(isRangeUnchanged(spaceWith(...keys), query)).toBe(true);
    expect(isRangeUnchanged(spaceWith(...keys.slice(1)), query)).toBe(false);
    expect(isRangeUnchanged(spaceWith(...keys, 'c000'), query)).toBe(false);
  });
});

interface Vectors {
  /** Summaries that Fabric's own code computed of n keys. */
  readonly merkle50: readonly { readonly n: number; maxLevel?: number; numHashes?: number; firstHash?: string; lastHash?: string }[];
}

const path = join(__dirname, '../../../../test/conformance/golden/vectors.json');
const vectors = (JSON.parse(readFileSync(path, 'utf8')) as Vectors).merkle50.filter(({ maxLevel }) => maxLevel !== undefined);

describe('summariseReads', () => {
  it.each(vectors)('computes the summary that Fabric computes of $n keys', ({ n, maxLevel, numHashes, firstHash, lastHash }) => {
    const reads = Array.from({ length: n }, (_, at) => read(`key${String(at).padStart(6, '0')}`, `${Math.floor(at / 10)}.${at % 10}`));
    const summary = summariseReads(reads, 50);
    const hashes = summary.hashes.map((hash) => Buffer.from(hash).toString('hex'));
    expect({ maxLevel: summary.maxLevel, numHashes: hashes.length, firstHash: hashes[0], lastHash: hashes.at(-1) }).toEqual({
      maxLevel,
      numHashes,
      firstHash,
      lastHash,
    });
  });
});
