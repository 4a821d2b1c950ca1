import { ledger, peer } from '@hyperledger/fabric-protos';
import { Timestamp } from 'google-protobuf/google/protobuf/timestamp_pb';
import type { KeyModification, KeyValue, Page, RangeScan } from '../ledger/types';

const batchSize = 100;

/** One batch of encoded results. `hasMore` guarantees that the next one is not empty, because the Node shim throws on an empty batch. */
export interface QueryBatch {
  readonly results: readonly Uint8Array[];
  readonly hasMore: boolean;
}

/** A query whose results the chaincode has not read completely. */
export interface OpenQuery {
  readBatch(): Promise<QueryBatch>;
  close(): Promise<void>;
}

/** Opens a range scan for the chaincode. */
export function openScan(scan: RangeScan): OpenQuery {
  return {
    readBatch: async () => {
      const { results, hasMore } = await scan.readBatch();
      return { results: results.map(encodeKeyValue), hasMore };
    },
    close: () => scan.close(),
  };
}

/** Opens a key's history for the chaincode. */
export function openHistory(history: AsyncIterableIterator<KeyModification>): OpenQuery {
  let ahead: Promise<IteratorResult<KeyModification>> | undefined;
  return {
    readBatch: async () => {
      const results: Uint8Array[] = [];
      let next = await (ahead ?? history.next());
      while (!next.done && results.length < batchSize) {
        results.push(encodeModification(next.value));
        next = await history.next();
      }
      ahead = Promise.resolve(next);
      return { results, hasMore: !next.done };
    },
    close: async () => {
      await history.return?.();
    },
  };
}

/** Encodes PB(QueryResponse) of a batch. */
export function encodeBatch(batch: QueryBatch, id: string): Uint8Array {
  const response = new peer.QueryResponse();
  response.setResultsList(batch.results.map(wrapResult));
  response.setHasMore(batch.hasMore);
  response.setId(id);
  return response.serializeBinary();
}

/** Encodes PB(QueryResponse) of one page. */
export function encodePage({ results, bookmark }: Page, id: string): Uint8Array {
  const metadata = new peer.QueryResponseMetadata();
  metadata.setFetchedRecordsCount(results.length);
  metadata.setBookmark(bookmark);
  const response = new peer.QueryResponse();
  response.setResultsList(results.map((result) => wrapResult(encodeKeyValue(result))));
  response.setId(id);
  response.setMetadata(metadata.serializeBinary());
  return response.serializeBinary();
}

function wrapResult(bytes: Uint8Array): peer.QueryResultBytes {
  const result = new peer.QueryResultBytes();
  result.setResultbytes(bytes);
  return result;
}

function encodeKeyValue({ namespace, key, value }: KeyValue): Uint8Array {
  const result = new ledger.queryresult.KV();
  result.setNamespace(namespace);
  result.setKey(key);
  result.setValue(value);
  return result.serializeBinary();
}

function encodeModification({ txId, value, timestamp, isDelete }: KeyModification): Uint8Array {
  const at = new Timestamp();
  at.setSeconds(timestamp.seconds);
  at.setNanos(timestamp.nanos);
  const modification = new ledger.queryresult.KeyModification();
  modification.setTxId(txId);
  modification.setValue(value);
  modification.setTimestamp(at);
  modification.setIsDelete(isDelete);
  return modification.serializeBinary();
}
