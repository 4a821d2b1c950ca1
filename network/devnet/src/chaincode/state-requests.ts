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
  [Type.PUT_STATE, putState],
  [Type.DEL_STATE, deleteState],
  [Type.GET_STATE_METADATA, getMetadata],
  [Type.PUT_STATE_METADATA, putMetadata],
  [Type.GET_PRIVATE_DATA_HASH, getPrivateHash],
  [Type.PURGE_PRIVATE_DATA, purgePrivate],
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

function putState({ invocation: { simulator, chaincodeName } }: TransactionContext, payload: Uint8Array): Answer {
  const request = peer.PutState.deserializeBinary(payload);
  const [key, value, collection] = [request.getKey(), request.getValue_asU8(), request.getCollection()];
  if (collection) simulator.putPrivate(chaincodeName, collection, key, value);
  else simulator.putState(chaincodeName, key, value);
  return nothing;
}

function deleteState({ invocation: { simulator, chaincodeName } }: TransactionContext, payload: Uint8Array): Answer {
  const request = peer.DelState.deserializeBinary(payload);
  const [key, collection] = [request.getKey(), request.getCollection()];
  if (collection) simulator.deletePrivate(chaincodeName, collection, key);
  else simulator.deleteState(chaincodeName, key);
  return nothing;
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

function putMetadata({ invocation: { simulator, chaincodeName } }: TransactionContext, payload: Uint8Array): Answer {
  const request = peer.PutStateMetadata.deserializeBinary(payload);
  const entry = request.getMetadata();
  const metadata = new Map(entry ? [[entry.getMetakey(), entry.getValue_asU8()]] : []);
  const [key, collection] = [request.getKey(), request.getCollection()];
  if (collection) simulator.setPrivateMetadata(chaincodeName, collection, key, metadata);
  else simulator.setMetadata(chaincodeName, key, metadata);
  return nothing;
}

function getPrivateHash({ invocation: { simulator, chaincodeName } }: TransactionContext, payload: Uint8Array): Answer {
  const request = peer.GetState.deserializeBinary(payload);
  return simulator.getPrivateHash(chaincodeName, request.getCollection(), request.getKey()) ?? nothing;
}

function purgePrivate({ invocation: { simulator, chaincodeName } }: TransactionContext, payload: Uint8Array): Answer {
  const request = peer.PurgePrivateState.deserializeBinary(payload);
  simulator.purgePrivate(chaincodeName, request.getCollection(), request.getKey());
  return nothing;
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
