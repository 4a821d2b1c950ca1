import { ledger } from '@hyperledger/fabric-protos';
import { RangeReads } from './range-query';
import type { ScannedValue } from './state-view';
import type { KeyRange, KeyValue, RangeScan, ScanBatch } from './types';

/** Results per batch, as on Fabric. */
const batchSize = 100;
/** Results per scan, as on Fabric. */
export const totalQueryLimit = 100_000;

type Values = AsyncGenerator<ScannedValue, undefined>;

/** A scan of the state that records what it fetched. It fetches one key ahead of each batch, and validation checks all fetched keys. */
export class StateScan implements RangeScan {
  private readonly reads = new RangeReads();
  private fetched = 0;
  private endKey = '';
  private isExhausted = false;
  private peeked: KeyValue | undefined;

  constructor(
    private readonly range: KeyRange,
    private readonly values: Values,
    private readonly limit = totalQueryLimit,
  ) {}

  async readBatch(): Promise<ScanBatch> {
    const results: KeyValue[] = this.peeked ? [this.peeked] : [];
    this.peeked = undefined;
    for (let next = await this.fetch(); next; next = await this.fetch()) {
      if (results.length === batchSize) {
        this.peeked = next;
        return { results, hasMore: true };
      }
      results.push(next);
    }
    return { results, hasMore: false };
  }

  /** Reads everything up to the limit, and the next key as bookmark. */
  async readPage(): Promise<{ readonly results: readonly KeyValue[]; readonly bookmark: string }> {
    const results: KeyValue[] = [];
    for (let next = await this.fetch(); next; next = await this.fetch()) results.push(next);
    const behind = this.isExhausted ? undefined : (await this.values.next()).value;
    return { results, bookmark: behind?.key ?? '' };
  }

  async close(): Promise<void> {
    await this.values.return(undefined);
  }

  /** Makes the scan's entry in the read-write set. */
  toRangeQueryInfo(): ledger.rwset.kvrwset.RangeQueryInfo {
    const info = new ledger.rwset.kvrwset.RangeQueryInfo();
    info.setStartKey(this.range.startKey);
    info.setEndKey(this.endKey);
    info.setItrExhausted(this.isExhausted);
    this.reads.writeTo(info);
    return info;
  }

  private async fetch(): Promise<KeyValue | undefined> {
    if (this.isExhausted || this.fetched >= this.limit) return undefined;
    const { value: found } = await this.values.next();
    if (!found) {
      this.isExhausted = true;
      this.endKey = this.range.endKey;
      return undefined;
    }
    this.fetched += 1;
    this.endKey = found.key;
    this.reads.add(found.key, found.version);
    return { namespace: this.range.namespace, key: found.key, value: found.value };
  }
}
