import { Shim } from 'fabric-shim';
import {
  ChaincodeMessageHandler,
  type PeerStream,
  type ReceivedMessage,
  type ServedChaincode,
  type ShimMessage,
} from 'fabric-shim/lib/handler.js';
import { messageTypes, PeerMessage } from './peer-message';
import { TransactionStub } from './transaction-stub';
import { encodeFields } from './wire';
import { encodeWriteBatch, readBatchLimit, type BatchedWrite } from './write-batch';

/** Channel and transaction id of a request. */
type Place = readonly [channelId: string, txId: string];

/**
 * Fabric-shim's connection to one peer, with messages that are encoded by hand. If the peer announces it, the writes of a transaction are
 * sent in one message, in their order and before everything that follows them.
 */
export class PeerConnection extends ChaincodeMessageHandler {
  /** Most writes in one message; 0 if the peer takes each by itself. */
  private batchLimit = 0;
  /** The writes that were not yet sent, by channel and transaction id. */
  private readonly waiting = new Map<string, BatchedWrite[]>();

  /** Sends a request after the writes before it. */
  override readonly _askPeerAndListen = async (message: ShimMessage, method: string): Promise<Uint8Array> => {
    if (this.waiting.size > 0) await this.flush([message.getChannelId(), message.getTxid()]);
    return ChaincodeMessageHandler.prototype._askPeerAndListen.call(this, message, method);
  };

  constructor(stream: PeerStream, chaincode: ServedChaincode) {
    super(stream, chaincode);
    stream.on('data', (message) => {
      if (message.getType() === messageTypes.ready) this.batchLimit = readBatchLimit(message.getPayload_asU8());
    });
  }

  override handleTransaction(message: ReceivedMessage): void {
    const stub = this.openStub(message);
    if (stub) void this.run(message, stub);
    else super.handleTransaction(message);
  }

  override handleGetState(collection: string, key: string, ...place: Place): Promise<Uint8Array> {
    return this.ask('GetState', messageTypes.getState, encodeFields([1, key], [2, collection]), place);
  }

  override handleGetPrivateDataHash(collection: string, key: string, ...place: Place): Promise<Uint8Array> {
    return this.ask('GetPrivateDataHash', messageTypes.getPrivateHash, encodeFields([1, key], [2, collection]), place);
  }

  override handlePutState(collection: string, key: string, value: Uint8Array, ...place: Place): Promise<Uint8Array> {
    if (this.batchLimit === 0) return super.handlePutState(collection, key, value, ...place);
    return this.addToBatch({ type: messageTypes.putState, collection, key, value }, place);
  }

  override handleDeleteState(collection: string, key: string, ...place: Place): Promise<Uint8Array> {
    if (this.batchLimit === 0) return super.handleDeleteState(collection, key, ...place);
    return this.addToBatch({ type: messageTypes.deleteState, collection, key }, place);
  }

  override handlePurgeState(collection: string, key: string, ...place: Place): Promise<Uint8Array> {
    if (this.batchLimit === 0) return super.handlePurgeState(collection, key, ...place);
    return this.addToBatch({ type: messageTypes.purgePrivate, collection, key }, place);
  }

  override handlePutStateMetadata(
    ...[collection, key, metakey, value, ...place]: Parameters<ChaincodeMessageHandler['handlePutStateMetadata']>
  ): Promise<Uint8Array> {
    if (this.batchLimit === 0) return super.handlePutStateMetadata(collection, key, metakey, value, ...place);
    return this.addToBatch({ type: messageTypes.putMetadata, collection, key, metakey, value }, place);
  }

  private ask(method: string, type: number, payload: Uint8Array, [channelId, txId]: Place): Promise<Uint8Array> {
    return this._askPeerAndListen(new PeerMessage({ type, channelId, txId, payload }), method);
  }

  private async addToBatch(write: BatchedWrite, place: Place): Promise<Uint8Array> {
    const name = place.join('\0');
    const writes = this.waiting.get(name) ?? [];
    this.waiting.set(name, writes);
    writes.push(write);
    if (writes.length >= this.batchLimit) await this.flush(place);
    return new Uint8Array();
  }

  /** Sends the writes that a transaction made until now. */
  private async flush(place: Place): Promise<void> {
    const name = place.join('\0');
    const writes = this.waiting.get(name);
    if (!writes) return;
    this.waiting.delete(name);
    await this.ask('WriteBatchState', messageTypes.writeBatch, encodeWriteBatch(writes), place);
  }

  /** Opens the stub of a transaction; undefined if its message cannot be read, which the library then answers. */
  private openStub(message: ReceivedMessage): TransactionStub | undefined {
    const { proposal } = message;
    try {
      return proposal && new TransactionStub(this, { ...message, proposal });
    } catch {
      return undefined;
    }
  }

  private async run({ channel_id: channelId, txid: txId }: ReceivedMessage, stub: TransactionStub): Promise<void> {
    const response = await this.chaincode.Invoke(stub);
    const failure = await this.flush([channelId, txId]).then(() => undefined, makeErrorResponse);
    const { status, message = '', payload = '' } = failure ?? response;
    const answer = encodeFields([1, status], [2, message], [3, payload]);
    this._stream.write(new PeerMessage({ type: messageTypes.completed, channelId, txId, payload: answer, event: stub.encodeEvent() }));
  }
}

function makeErrorResponse(error: unknown) {
  return Shim.error(error instanceof Error ? error.message : String(error));
}
