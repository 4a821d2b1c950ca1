import type { ClientDuplexStream } from '@grpc/grpc-js';
import { peer } from '@hyperledger/fabric-protos';
import { DevnetError, readMessage } from '../errors';
import { makeMessage, Type, typeNames } from './messages';
import { stateRequests } from './state-requests';
import { TransactionContext, type Completion, type Invocation } from './transaction-context';

/** Most writes or keys in one message, as Fabric announces them. */
const maxBatchSize = 1_000;

/** Calls another chaincode and returns PB(ChaincodeMessage) of its completion. */
export type InvokeChaincode = (caller: Invocation, spec: peer.ChaincodeSpec) => Promise<Uint8Array>;

/** Dependencies of a chaincode stream. */
export interface ChaincodeStreamOptions {
  readonly executeTimeoutMs: number;
  readonly invokeChaincode: InvokeChaincode;
}

/**
 * The peer's side of one chaincode stream: registration, then concurrent transactions, identified by channel and transaction
 * id (Fabric's `core/chaincode/handler.go`).
 */
export class ChaincodeStream {
  private readonly contexts = new Map<string, TransactionContext>();
  private state: 'created' | 'ready' | 'closed' = 'created';
  /** Resolves when the chaincode has registered, or rejects if the stream ends before. */
  readonly registered: Promise<void>;
  private settleRegistration: (error?: Error) => void = () => undefined;

  constructor(
    private readonly stream: ClientDuplexStream<peer.ChaincodeMessage, peer.ChaincodeMessage>,
    private readonly options: ChaincodeStreamOptions,
  ) {
    this.registered = new Promise((resolve, reject) => {
      this.settleRegistration = (error) => (error ? reject(error) : resolve());
    });
    stream.on('data', (message: peer.ChaincodeMessage) => this.receive(message));
    stream.on('error', (error: Error) => this.terminate(error));
    stream.on('end', () => this.terminate(makeExecutionError('chaincode stream ended')));
  }

  get isOpen(): boolean {
    return this.state !== 'closed';
  }

  /** Executes a transaction. @throws EXECUTION_FAILED or CHAINCODE_FAILED with Fabric's text */
  execute(invocation: Invocation): Promise<Completion> {
    const { channelId, txId } = invocation;
    const key = TransactionContext.computeKey(channelId, txId);
    if (this.contexts.has(key)) return Promise.reject(makeExecutionError(`error sending: txid: ${txId}(${channelId}) exists`));
    if (!this.isOpen) return Promise.reject(makeExecutionError('error sending: chaincode stream terminated'));
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => context.settle(makeExecutionError('error sending: timeout expired while executing transaction')),
        this.options.executeTimeoutMs,
      );
      const context = new TransactionContext(invocation, (outcome) => {
        clearTimeout(timer);
        this.contexts.delete(key);
        context.closeQueries().catch(() => undefined);
        if (outcome instanceof Error) reject(outcome);
        else resolve(outcome);
      });
      this.contexts.set(key, context);
      this.send(makeTransactionMessage(invocation));
    });
  }

  close(reason: Error = makeExecutionError('closed')): void {
    this.terminate(reason);
    this.stream.end();
    this.stream.cancel();
  }

  /** True while a transaction waits for the chaincode. */
  get isAwaited(): boolean {
    return this.contexts.size > 0;
  }

  /** Receives a message. One that cannot be handled ends the stream, and nothing else. */
  private receive(message: peer.ChaincodeMessage): void {
    try {
      if (this.state === 'created') this.register(message);
      else if (message.getType() !== Type.KEEPALIVE) this.dispatch(message);
    } catch (error) {
      this.terminate(makeExecutionError(`error handling message, ending stream: ${readMessage(error)}`));
      this.stream.cancel();
    }
  }

  private dispatch(message: peer.ChaincodeMessage): void {
    const type = message.getType();
    const context = this.contexts.get(TransactionContext.computeKey(message.getChannelId(), message.getTxid()));
    if (!context) this.rejectUnknown(message);
    else if (type === Type.COMPLETED) context.settle(readCompletion(message));
    else if (type === Type.ERROR) context.settle(makeChaincodeError(message));
    else if (!context.isBusy)
      this.serve(context, message).catch((error: unknown) => this.terminate(makeExecutionError(readMessage(error))));
  }

  private register(message: peer.ChaincodeMessage): void {
    if (message.getType() !== Type.REGISTER) {
      this.close();
      return;
    }
    this.send(makeMessage(Type.REGISTERED, {}));
    this.send(makeMessage(Type.READY, { payload: encodeAbilities() }));
    this.state = 'ready';
    this.settleRegistration();
  }

  private async serve(context: TransactionContext, message: peer.ChaincodeMessage): Promise<void> {
    const of = { channelId: message.getChannelId(), txId: message.getTxid() };
    context.isBusy = true;
    try {
      const answer = this.answer(context, message);
      const payload = answer instanceof Promise ? await answer : answer;
      context.isBusy = false;
      this.send(makeMessage(Type.RESPONSE, { ...of, payload }));
    } catch (error) {
      context.isBusy = false;
      this.send(makeMessage(Type.ERROR, { ...of, payload: formatFailure(message, readMessage(error)) }));
    }
  }

  private answer(context: TransactionContext, message: peer.ChaincodeMessage): Uint8Array | Promise<Uint8Array> {
    const payload = message.getPayload_asU8();
    if (message.getType() === Type.INVOKE_CHAINCODE) {
      return this.options.invokeChaincode(context.invocation, peer.ChaincodeSpec.deserializeBinary(payload));
    }
    const request = stateRequests.get(message.getType());
    if (!request) throw new DevnetError('SIMULATION_REJECTED', 'unsupported message type');
    return request(context, payload);
  }

  private rejectUnknown(message: peer.ChaincodeMessage): void {
    const isLate = message.getType() === Type.COMPLETED || message.getType() === Type.ERROR;
    if (isLate) return;
    const of = { channelId: message.getChannelId(), txId: message.getTxid() };
    this.send(makeMessage(Type.ERROR, { ...of, payload: formatFailure(message, 'no ledger context') }));
  }

  private send(message: peer.ChaincodeMessage): void {
    if (this.isOpen) this.stream.write(message);
  }

  private terminate(error: Error): void {
    if (this.state === 'closed') return;
    this.state = 'closed';
    this.settleRegistration(error);
    for (const context of [...this.contexts.values()]) context.settle(makeExecutionError('error sending: chaincode stream terminated'));
  }
}

/** Encodes that the peer takes several writes, and reads of several keys, in one message, as Fabric's does by default. */
function encodeAbilities(): Uint8Array {
  const abilities = new peer.ChaincodeAdditionalParams();
  abilities.setUseWriteBatch(true);
  abilities.setMaxSizeWriteBatch(maxBatchSize);
  abilities.setUseGetMultipleKeys(true);
  abilities.setMaxSizeGetMultipleKeys(maxBatchSize);
  return abilities.serializeBinary();
}

/** Makes the error of a transaction that the chaincode's shim ended with an ERROR message. */
function makeChaincodeError(message: peer.ChaincodeMessage): DevnetError {
  const payload = Buffer.from(message.getPayload_asU8()).toString();
  return new DevnetError('CHAINCODE_FAILED', `transaction returned with failure: ${payload}`);
}

function makeExecutionError(reason: string): DevnetError {
  return new DevnetError('EXECUTION_FAILED', reason);
}

function makeTransactionMessage({ channelId, txId, input, signedProposal }: Invocation): peer.ChaincodeMessage {
  const message = makeMessage(Type.TRANSACTION, { channelId, txId, payload: input.serializeBinary() });
  message.setProposal(signedProposal);
  return message;
}

/** Reads the response of a transaction, or returns the error of one that cannot be read. */
function readCompletion(message: peer.ChaincodeMessage): Completion | Error {
  try {
    return { response: peer.Response.deserializeBinary(message.getPayload_asU8()), event: message.getChaincodeEvent() };
  } catch {
    const reason = 'proto: cannot parse invalid wire-format data';
    return new DevnetError('CHAINCODE_FAILED', `failed to unmarshal response for transaction ${message.getTxid()}: ${reason}`);
  }
}

function formatFailure(message: peer.ChaincodeMessage, reason: string): Uint8Array {
  const type = typeNames.get(message.getType()) ?? String(message.getType());
  return Buffer.from(`${type} failed: transaction ID: ${message.getTxid()}: ${reason}`);
}
