import { ledger } from '@hyperledger/fabric-protos';
import { isSame, sha256 } from './block';
import { compareByBytes } from './byte-order';
import type { KeySpace } from './key-space';
import type { RangeRead, Read, Version } from './state-access';

const { KVRead, QueryReads, Version: VersionMessage } = ledger.rwset.kvrwset;

/** Says whether a scan of a range sees now what it saw then (Fabric’s check against phantoms). */
export function seesRange(space: KeySpace, range: RangeRead): boolean {
  const found = scan(space, range);
  if (!range.summary) return isSameReads(found, range.reads);
  const { maxDegree, maxLevel, hashes } = range.summary;
  const summary = summarise(found, maxDegree);
  return summary.maxLevel === maxLevel && isSameHashes(summary.hashes, hashes);
}

interface Seen {
  readonly key: string;
  readonly version: Version;
}

function scan(space: KeySpace, { start, end, isExhausted }: RangeRead): readonly Seen[] {
  const found: Seen[] = [];
  for (const seen of space.from(start)) {
    const order = end === '' ? -1 : compareByBytes(seen.key, end);
    if (order > 0 || (order === 0 && isExhausted)) break;
    found.push(seen);
  }
  return found;
}

function isSameReads(found: readonly Seen[], reads: readonly Read[]): boolean {
  return found.length === reads.length && found.every(({ key, version }, at) => reads[at]?.key === key && reads[at].version === version);
}

function isSameHashes(found: readonly Uint8Array[], hashes: readonly Uint8Array[]): boolean {
  return found.length === hashes.length && found.every((hash, at) => isSame(hash, hashes[at] ?? new Uint8Array()));
}

/**
 * Fabric’s summary of many reads: each maxDegree + 1 of them are hashed, each maxDegree + 1 hashes of a level make one of the next;
 * in the end what is left of the lower levels is folded into the highest (rwsetutil/query_results_helper.go).
 */
export function summarise(
  reads: readonly Seen[],
  maxDegree: number,
): { readonly maxLevel: number; readonly hashes: readonly Uint8Array[] } {
  const levels: Uint8Array[][] = [[]];
  for (let at = 0; at < reads.length; at += maxDegree + 1) {
    levels[0]?.push(sha256(encodeReads(reads.slice(at, at + maxDegree + 1))));
    carry(levels, maxDegree);
  }
  fold(levels, maxDegree);
  return { maxLevel: levels.length, hashes: levels.at(-1) ?? [] };
}

function carry(levels: Uint8Array[][], maxDegree: number): void {
  for (let level = 0; (levels[level]?.length ?? 0) > maxDegree; level += 1) lift(levels, level);
}

function fold(levels: Uint8Array[][], maxDegree: number): void {
  for (let level = 0; level < levels.length - 1; level += 1) lift(levels, level);
  if ((levels.at(-1)?.length ?? 0) > maxDegree) lift(levels, levels.length - 1);
}

/** Puts a level’s hashes, as one, upon the next; a single one as it is. */
function lift(levels: Uint8Array[][], level: number): void {
  const [first, ...others] = levels[level] ?? [];
  if (!first) return;
  const next = (levels[level + 1] ??= []);
  next.push(others.length === 0 ? first : sha256(first, ...others));
  levels[level] = [];
}

function encodeReads(reads: readonly Seen[]): Uint8Array {
  const message = new QueryReads();
  message.setKvReadsList(
    reads.map(({ key, version }) => {
      const [block = 0, transaction = 0] = version.split('.').map(Number);
      const at = new VersionMessage();
      at.setBlockNum(block);
      at.setTxNum(transaction);
      const read = new KVRead();
      read.setKey(key);
      read.setVersion(at);
      return read;
    }),
  );
  return message.serializeBinary();
}
