import { computeSha256, concatBytes, encodeText, isSameBytes } from '../blocks/bytes';
import type { RangeRead, RangeSummary, Read, Version } from '../blocks/state-access';
import { encodeField, encodeInteger, encodeMessage } from '../wire/encode';
import { rwset } from '../wire/forms';
import { compareByBytes } from './byte-order';
import type { KeySpace } from './key-space';

/** A key that a range query finds. */
interface FoundKey {
  readonly key: string;
  readonly version: Version;
}

/** Returns whether a range query would find the same keys and versions again (Fabric's check for phantom reads). */
export function isRangeUnchanged(space: KeySpace, range: RangeRead): boolean {
  const found = scanRange(space, range);
  if (!range.summary) return isSameReads(found, range.reads);
  const { maxLevel, hashes } = summariseReads(found, range.summary.maxDegree);
  return maxLevel === range.summary.maxLevel && isSameHashes(hashes, range.summary.hashes);
}

function scanRange(space: KeySpace, { start, end, isExhausted }: RangeRead): readonly FoundKey[] {
  const found: FoundKey[] = [];
  for (const each of space.readFrom(start)) {
    const order = end === '' ? -1 : compareByBytes(each.key, end);
    if (order > 0 || (order === 0 && isExhausted)) break;
    found.push(each);
  }
  return found;
}

function isSameReads(found: readonly FoundKey[], reads: readonly Read[]): boolean {
  return found.length === reads.length && found.every(({ key, version }, at) => reads[at]?.key === key && reads[at].version === version);
}

function isSameHashes(found: readonly Uint8Array[], hashes: readonly Uint8Array[]): boolean {
  return found.length === hashes.length && found.every((hash, at) => isSameBytes(hash, hashes[at] ?? new Uint8Array()));
}

/**
 * Computes Fabric's summary of many reads: every maxDegree + 1 reads, or hashes of a level, become one hash of the level above, and at
 * the end the lower levels are folded into the highest (rwsetutil/query_results_helper.go).
 */
export function summariseReads(reads: readonly FoundKey[], maxDegree: number): Omit<RangeSummary, 'maxDegree'> {
  const levels: Uint8Array[][] = [[]];
  for (let at = 0; at < reads.length; at += maxDegree + 1) {
    levels[0]?.push(computeSha256(encodeReads(reads.slice(at, at + maxDegree + 1))));
    moveFullLevels(levels, maxDegree);
  }
  foldLevels(levels, maxDegree);
  return { maxLevel: levels.length, hashes: levels.at(-1) ?? [] };
}

function moveFullLevels(levels: Uint8Array[][], maxDegree: number): void {
  for (let level = 0; (levels[level]?.length ?? 0) > maxDegree; level += 1) liftLevel(levels, level);
}

function foldLevels(levels: Uint8Array[][], maxDegree: number): void {
  for (let level = 0; level < levels.length - 1; level += 1) liftLevel(levels, level);
  if ((levels.at(-1)?.length ?? 0) > maxDegree) liftLevel(levels, levels.length - 1);
}

/** Moves a level's hashes to the level above as one hash; a single hash moves unchanged. */
function liftLevel(levels: Uint8Array[][], level: number): void {
  const [first, ...others] = levels[level] ?? [];
  if (!first) return;
  const next = (levels[level + 1] ??= []);
  next.push(others.length === 0 ? first : computeSha256(first, ...others));
  levels[level] = [];
}

/** Encodes QueryReads. */
function encodeReads(reads: readonly FoundKey[]): Uint8Array {
  const { QueryReads, KVRead, Version } = rwset;
  return concatBytes(
    ...reads.map(({ key, version }) => {
      const [block = 0, transaction = 0] = version.split('.').map(Number);
      const at = concatBytes(encodeInteger(Version.integers.blockNum, block), encodeInteger(Version.integers.txNum, transaction));
      const read = concatBytes(encodeField(KVRead.bytes.key, encodeText(key)), encodeMessage(KVRead.bytes.version, at));
      return encodeMessage(QueryReads.lists.reads, read);
    }),
  );
}
