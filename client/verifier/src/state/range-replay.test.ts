import '../testing/use-node-platform';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RangeRead, Version } from '../blocks/state-access';
import { KeySpace } from './key-space';
import { isRangeUnchanged, summariseReads } from './range-replay';

const makeFacts = (version: Version) => ({ version, policy: undefined });
const makeRange = (changes: Partial<RangeRead>): RangeRead => ({
  start: 'b',
  end: 'd',
  isExhausted: true,
  reads: [],
  summary: undefined,
  ...changes,
});
const makeRead = (key: string, version: Version = '1.0') => ({ key, version });

function makeSpace(...keys: readonly string[]): KeySpace {
  const space = new KeySpace();
  for (const key of keys) space.set(key, makeFacts('1.0'));
  return space;
}

describe('isRangeUnchanged', () => {
  it('accepts an exhausted query that finds the same keys from its start to before its end', () => {
    expect(isRangeUnchanged(makeSpace('d', 'a', 'c', 'b'), makeRange({ reads: [makeRead('b'), makeRead('c')] }))).toBe(true);
    expect(isRangeUnchanged(makeSpace(), makeRange({}))).toBe(true);
  });

  it('compares a query that stopped early up to the last key that it read', () => {
    const stopped = makeRange({ isExhausted: false, end: 'c', reads: [makeRead('b'), makeRead('c')] });
    expect(isRangeUnchanged(makeSpace('b', 'c', 'ca'), stopped)).toBe(true);
    expect(isRangeUnchanged(makeSpace('b', 'bb', 'c'), stopped)).toBe(false);
  });

  it('compares a query without an end up to the last key', () => {
    expect(isRangeUnchanged(makeSpace('a', 'b', 'z'), makeRange({ end: '', reads: [makeRead('b'), makeRead('z')] }))).toBe(true);
  });

  it('rejects a query after a key in its range was added, deleted or written again', () => {
    const space = makeSpace('b', 'c');
    const query = makeRange({ reads: [makeRead('b'), makeRead('c')] });
    expect(isRangeUnchanged(space, query)).toBe(true);
    space.set('bb', makeFacts('2.0'));
    expect(isRangeUnchanged(space, query)).toBe(false);
    space.delete('bb');
    expect(isRangeUnchanged(space, query)).toBe(true);
    space.set('c', makeFacts('3.0'));
    expect(isRangeUnchanged(space, query)).toBe(false);
    space.delete('c');
    space.set('c', makeFacts('1.0'));
    expect(isRangeUnchanged(space, query)).toBe(true);
  });

  it('compares a query of many keys by its hash summary', () => {
    const keys = Array.from({ length: 60 }, (_, at) => `c${String(at).padStart(2, '0')}`);
    const summary = summariseReads(
      keys.map((key) => makeRead(key)),
      50,
    );
    const query = makeRange({ summary: { maxDegree: 50, ...summary } });
    expect(isRangeUnchanged(makeSpace(...keys), query)).toBe(true);
    expect(isRangeUnchanged(makeSpace(...keys.slice(1)), query)).toBe(false);
    expect(isRangeUnchanged(makeSpace(...keys, 'c000'), query)).toBe(false);
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
    const reads = Array.from({ length: n }, (_, at) => makeRead(`key${String(at).padStart(6, '0')}`, `${Math.floor(at / 10)}.${at % 10}`));
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
