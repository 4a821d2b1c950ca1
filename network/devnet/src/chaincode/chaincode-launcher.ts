import { createConnection } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { credentials } from '@grpc/grpc-js';
import { peer } from '@hyperledger/fabric-protos';
import { DevnetError, readMember } from '../errors';
import { messageLimits } from '../grpc/endpoint';
import { ChaincodeStream, type ChaincodeStreamOptions } from './chaincode-stream';

/** Address of a chaincode server (chaincode as a service), and how long it may take to register while it starts. */
export interface ChaincodeServerOptions extends ChaincodeStreamOptions {
  readonly name: string;
  readonly address: string;
  readonly startTimeoutMs: number;
}

const redialMs = 50;
const watchMs = 5_000;

/** Fabric's keepalive: a chaincode that stands at a breakpoint keeps its stream. */
const clientOptions = { ...messageLimits, 'grpc.keepalive_time_ms': 60_000, 'grpc.keepalive_timeout_ms': 20_000 };

/** One peer's stream to one chaincode server: dials at first use, and again after the stream was lost. */
export class ChaincodeLauncher {
  private client: peer.ChaincodeClient | undefined;
  private dialling: Promise<ChaincodeStream> | undefined;
  /** The newest stream, on which the chaincode may not have registered yet. */
  private registering: ChaincodeStream | undefined;
  private stream: ChaincodeStream | undefined;
  private isClosed = false;
  private readonly watch: NodeJS.Timeout;

  constructor(private readonly options: ChaincodeServerOptions) {
    this.watch = setInterval(() => this.endIfRefused(), watchMs).unref();
  }

  /** Returns the open stream. @throws the gRPC error if the chaincode does not answer, or EXECUTION_FAILED if it does not register */
  async connect(): Promise<ChaincodeStream> {
    if (this.stream?.isOpen) return this.stream;
    this.dialling ??= this.dialUntilAnswered().finally(() => {
      this.dialling = undefined;
    });
    return this.dialling;
  }

  close(): void {
    this.isClosed = true;
    clearInterval(this.watch);
    this.registering?.close();
    this.stream?.close();
    this.client?.close();
  }

  /** Dials until the chaincode, which may still be starting, answers. */
  private async dialUntilAnswered(): Promise<ChaincodeStream> {
    const { name, startTimeoutMs } = this.options;
    const expired = new AbortController();
    const expiry = setTimeout(() => {
      expired.abort();
      const reason = `timeout expired while starting chaincode ${name} for transaction`;
      this.registering?.close(new DevnetError('EXECUTION_FAILED', reason));
    }, startTimeoutMs);
    try {
      return await this.dialAgain(expired.signal);
    } finally {
      clearTimeout(expiry);
    }
  }

  private async dialAgain(expired: AbortSignal): Promise<ChaincodeStream> {
    for (;;) {
      try {
        return await this.dial();
      } catch (error) {
        if (this.isClosed || expired.aborted) throw error;
        await sleep(redialMs);
      }
    }
  }

  /** Dials with a new client: after a failure a client waits a second or more before it tries again. */
  private async dial(): Promise<ChaincodeStream> {
    this.client?.close();
    this.client = new peer.ChaincodeClient(this.options.address, credentials.createInsecure(), clientOptions);
    this.registering = new ChaincodeStream(this.client.connect(), this.options);
    await this.registering.registered;
    this.stream = this.registering;
    return this.stream;
  }

  /**
   * Ends a stream whose server is gone: Node's HTTP/2 client sometimes misses that a killed process has closed the connection. The system
   * accepts connections for a process that is merely blocked.
   */
  private endIfRefused(): void {
    const { stream } = this;
    if (!stream?.isOpen || !stream.isAwaited) return;
    const { hostname, port } = new URL(`tcp://${this.options.address}`);
    const socket = createConnection({ host: hostname, port: Number(port) });
    socket.once('connect', () => socket.destroy());
    socket.once('error', (error) => readMember(error, 'code') === 'ECONNREFUSED' && stream.close());
  }
}
