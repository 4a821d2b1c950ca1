import { ledger } from '@hyperledger/fabric-protos';
import { computeSha256 } from '../proto/bytes';
import type { StateVersion } from './types';

const { kvrwset } = ledger.rwset;

/** Most reads that a read-write set contains unhashed. */
const maxDegree = 50;

/** Reads of a scan, either raw or summarised by a Merkle tree (Fabric's `rwsetutil/query_results_helper.go`). */
export class RangeReads {
  private pending: ledger.rwset.kvrwset.KVRead[] = [];
  private readonly levels: Buffer[][] = [[]];

  add(key: string, version: StateVersion): void {
    this.pending.push(toRead(key, version));
    if (this.pending.length > maxDegree) this.hashPending();
  }

  /** Writes the reads into a message; call once, at the end. */
  writeTo(info: ledger.rwset.kvrwset.RangeQueryInfo): void {
    if (this.isHashed()) info.setReadsMerkleHashes(this.summarise());
    else if (this.pending.length > 0) info.setRawReads(toQueryReads(this.pending));
  }

  private isHashed(): boolean {
    return this.levels.length > 1 || (this.levels[0]?.length ?? 0) > 0;
  }

  private hashPending(): void {
    this.addHash(0, computeSha256(toQueryReads(this.pending).serializeBinary()));
    this.pending = [];
  }

  private addHash(level: number, hash: Buffer): void {
    const hashes = (this.levels[level] ??= []);
    hashes.push(hash);
    if (hashes.length > maxDegree) this.addHash(level + 1, computeSha256(...hashes.splice(0)));
  }

  private summarise(): ledger.rwset.kvrwset.QueryReadsMerkleSummary {
    if (this.pending.length > 0) this.hashPending();
    const top = this.levels.length - 1;
    for (let level = 0; level < top; level++) this.foldLevel(level);
    const summary = new kvrwset.QueryReadsMerkleSummary();
    const hashes = this.levels[top] ?? [];
    const isFull = hashes.length > maxDegree;
    summary.setMaxDegree(maxDegree);
    summary.setMaxLevel(isFull ? top + 2 : top + 1);
    summary.setMaxLevelHashesList(isFull ? [computeSha256(...hashes)] : hashes);
    return summary;
  }

  /** Moves the rest of a level to the level above: a single hash unchanged, several as one hash. */
  private foldLevel(level: number): void {
    const [first, ...others] = this.levels[level]?.splice(0) ?? [];
    if (first) (this.levels[level + 1] ??= []).push(others.length === 0 ? first : computeSha256(first, ...others));
  }
}

/** Makes a read, with the version if the key exists. */
export function toRead(key: string, version: StateVersion | undefined): ledger.rwset.kvrwset.KVRead {
  const read = new kvrwset.KVRead();
  read.setKey(key);
  if (version) read.setVersion(toVersion(version));
  return read;
}

/** Makes the message of a version. For block 0, transaction 0 it is present but empty. */
export function toVersion({ blockNumber, txIndex }: StateVersion): ledger.rwset.kvrwset.Version {
  const version = new kvrwset.Version();
  version.setBlockNum(blockNumber);
  version.setTxNum(txIndex);
  return version;
}

/** Reads the message of a version; the inverse of `toVersion`. */
export function parseVersion(version: ledger.rwset.kvrwset.Version | undefined): StateVersion | undefined {
  return version && { blockNumber: version.getBlockNum(), txIndex: version.getTxNum() };
}

function toQueryReads(reads: ledger.rwset.kvrwset.KVRead[]): ledger.rwset.kvrwset.QueryReads {
  const message = new kvrwset.QueryReads();
  message.setKvReadsList(reads);
  return message;
}
