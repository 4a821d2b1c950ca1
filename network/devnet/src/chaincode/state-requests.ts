import { peer } from '@hyperledger/fabric-protos';
import { DevnetError } from '../errors';
import { Type } from './messages';
import { encodeBatch, encodePage, openHistory, openScan, type OpenQuery } from './queries';
import type { TransactionContext } from './transaction-context';

type Answer = Uint8Array | Promise<Uint8Array>;
type Request = (context: TransactionContext, payload: Uint8Array) => Answer;

const nothing = new Uint8Array();

/**
 * State requests of a chaincode by message type; each returns the payload of the RESPONSE (Fabric's
 * `core/chaincode/handler.go`). ChaincodeSupport handles INVOKE_CHAINCODE.
 */
export const stateRequests: ReadonlyMap<number, Request> = new Map<number, Request>([
  [Type.GET_STATE, getState],
  [Type.GET_STATE_MULTIPLE, getSeveralStates],
  [Type.PUT_STATE, putState],
  [Type.DEL_STATE, deleteState],
  [Type.GET_STATE_METADATA, getMetadata],
  [Type.PUT_STATE_METADATA, putMetadata],
  [Type.GET_PRIVATE_DATA_HASH, getPrivateHash],
  [Type.PURGE_PRIVATE_DATA, purgePrivate],
  [Type.WRITE_BATCH_STATE, writeBatch],
  [Type.GET_STATE_BY_RANGE, openRange],
  [Type.GET_QUERY_RESULT, rejectRichQuery],
  [Type.GET_HISTORY_FOR_KEY, openKeyHistory],
  [Type.QUERY_STATE_NEXT, readNextBatch],
  [Type.QUERY_STATE_CLOSE, closeQuery],
]);

function getState({ invocation: { simulator, chaincodeName } }: TransactionContext, payload: Uint8Array): Answer {
  const request = peer.GetState.deserializeBinary(payload);
  const [key, collection] = [request.getKey(), request.getCollection()];
  const value = collection ? simulator.getPrivate(chaincodeName, collection, key) : simulator.getState(chaincodeName, key);
  return value ?? nothing;
}

function getSeveralStates({ invocation: { simulator, chaincodeName } }: TransactionContext, payload: Uint8Array): Answer {
  const request = peer.GetStateMultiple.deserializeBinary(payload);
  const [keys, collection] = [request.getKeysList(), request.getCollection()];
  const values = collection
    ? simulator.getSeveralPrivate(chaincodeName, collection, keys)
    : keys.map((key) => simulator.getState(chaincodeName, key));
  const result = new peer.GetStateMultipleResult();
  result.setValuesList(values.map((value) => value ?? nothing));
  return result.serializeBinary();
}

function putState(context: TransactionContext, payload: Uint8Array): Answer {
  put(context, peer.PutState.deserializeBinary(payload));
  return nothing;
}

function deleteState(context: TransactionContext, payload: Uint8Array): Answer {
  remove(context, peer.DelState.deserializeBinary(payload));
  return nothing;
}

/** Applies the writes of PB(WriteBatchState) in their order, up to the first that is rejected. */
function writeBatch(context: TransactionContext, payload: Uint8Array): Answer {
  for (const record of peer.WriteBatchState.deserializeBinary(payload).getRecList()) {
    const write = batchedWrites.get(record.getType());
    if (!write) throw new DevnetError('SIMULATION_REJECTED', 'unknown operation type');
    write(context, record);
  }
  return nothing;
}

type BatchedWrite = (context: TransactionContext, record: peer.WriteRecord) => void;

const batchedWrites: ReadonlyMap<number, BatchedWrite> = new Map<number, BatchedWrite>([
  [peer.WriteRecord.Type.PUT_STATE, put],
  [peer.WriteRecord.Type.DEL_STATE, remove],
  [peer.WriteRecord.Type.PUT_STATE_METADATA, putMetadataOf],
  [peer.WriteRecord.Type.PURGE_PRIVATE_DATA, purge],
]);

function put({ invocation: { simulator, chaincodeName } }: TransactionContext, write: peer.PutState | peer.WriteRecord): void {
  const [key, value, collection] = [write.getKey(), write.getValue_asU8(), write.getCollection()];
  if (collection) simulator.putPrivate(chaincodeName, collection, key, value);
  else simulator.putState(chaincodeName, key, value);
}

function remove({ invocation: { simulator, chaincodeName } }: TransactionContext, write: peer.DelState | peer.WriteRecord): void {
  const [key, collection] = [write.getKey(), write.getCollection()];
  if (collection) simulator.deletePrivate(chaincodeName, collection, key);
  else simulator.deleteState(chaincodeName, key);
}

function getMetadata({ invocation: { simulator, chaincodeName } }: TransactionContext, payload: Uint8Array): Answer {
  const request = peer.GetStateMetadata.deserializeBinary(payload);
  const [key, collection] = [request.getKey(), request.getCollection()];
  const metadata = collection ? simulator.getPrivateMetadata(chaincodeName, collection, key) : simulator.getMetadata(chaincodeName, key);
  const result = new peer.StateMetadataResult();
  result.setEntriesList([...metadata].map(([metakey, value]) => makeMetadataEntry(metakey, value)));
  return result.serializeBinary();
}

function makeMetadataEntry(metakey: string, value: Uint8Array): peer.StateMetadata {
  const entry = new peer.StateMetadata();
  entry.setMetakey(metakey);
  entry.setValue(value);
  return entry;
}

function putMetadata(context: TransactionContext, payload: Uint8Array): Answer {
  putMetadataOf(context, peer.PutStateMetadata.deserializeBinary(payload));
  return nothing;
}

function putMetadataOf(
  { invocation: { simulator, chaincodeName } }: TransactionContext,
  write: peer.PutStateMetadata | peer.WriteRecord,
): void {
  const entry = write.getMetadata();
  const metadata = new Map(entry ? [[entry.getMetakey(), entry.getValue_asU8()]] : []);
  const [key, collection] = [write.getKey(), write.getCollection()];
  if (collection) simulator.setPrivateMetadata(chaincodeName, collection, key, metadata);
  else simulator.setMetadata(chaincodeName, key, metadata);
}

function getPrivateHash({ invocation: { simulator, chaincodeName } }: TransactionContext, payload: Uint8Array): Answer {
  const request = peer.GetState.deserializeBinary(payload);
  return simulator.getPrivateHash(chaincodeName, request.getCollection(), request.getKey()) ?? nothing;
}

function purgePrivate(context: TransactionContext, payload: Uint8Array): Answer {
  purge(context, peer.PurgePrivateState.deserializeBinary(payload));
  return nothing;
}

function purge({ invocation: { simulator, chaincodeName } }: TransactionContext, write: peer.PurgePrivateState | peer.WriteRecord): void {
  const collection = write.getCollection();
  if (collection === '') throw new DevnetError('SIMULATION_REJECTED', 'only applicable for private data');
  simulator.purgePrivate(chaincodeName, collection, write.getKey());
}

async function openRange(context: TransactionContext, payload: Uint8Array): Promise<Uint8Array> {
  const request = peer.GetStateByRange.deserializeBinary(payload);
  const { simulator, chaincodeName } = context.invocation;
  const collection = request.getCollection();
  const range = {
    namespace: chaincodeName,
    startKey: request.getStartkey(),
    endKey: request.getEndkey(),
    ...(collection ? { collection } : {}),
  };
  const metadata = peer.QueryMetadata.deserializeBinary(request.getMetadata_asU8());
  const page = { size: metadata.getPagesize(), bookmark: metadata.getBookmark() };
  if (page.size > 0 || page.bookmark !== '') return encodePage(await simulator.readPage(range, page), 'page');
  return readFirstBatch(context, openScan(simulator.openRange(range)));
}

function rejectRichQuery(): Answer {
  throw new DevnetError('SIMULATION_REJECTED', 'ExecuteQuery not supported for leveldb');
}

function openKeyHistory(context: TransactionContext, payload: Uint8Array): Answer {
  const { simulator, chaincodeName } = context.invocation;
  return readFirstBatch(
    context,
    openHistory(simulator.getHistory(chaincodeName, peer.GetHistoryForKey.deserializeBinary(payload).getKey())),
  );
}

function readFirstBatch(context: TransactionContext, query: OpenQuery): Promise<Uint8Array> {
  return advanceQuery(context, query, context.open(query));
}

function readNextBatch(context: TransactionContext, payload: Uint8Array): Answer {
  const id = peer.QueryStateNext.deserializeBinary(payload).getId();
  const query = context.queries.get(id);
  if (!query) throw new DevnetError('SIMULATION_REJECTED', 'query iterator not found');
  return advanceQuery(context, query, id);
}

async function advanceQuery(context: TransactionContext, query: OpenQuery, id: string): Promise<Uint8Array> {
  const batch = await query.readBatch();
  if (!batch.hasMore) await closeById(context, id);
  return encodeBatch(batch, id);
}

async function closeQuery(context: TransactionContext, payload: Uint8Array): Promise<Uint8Array> {
  const id = peer.QueryStateClose.deserializeBinary(payload).getId();
  await closeById(context, id);
  return encodeBatch({ results: [], hasMore: false }, id);
}

async function closeById(context: TransactionContext, id: string): Promise<void> {
  const query = context.queries.get(id);
  context.queries.delete(id);
  await query?.close();
}
