import { setTimeout as sleep } from 'node:timers/promises';
import { credentials } from '@grpc/grpc-js';
import { peer } from '@hyperledger/fabric-protos';
import { messageLimits } from '../grpc/endpoint';
import { ChaincodeStream, type ChaincodeStreamOptions } from './chaincode-stream';

/** Address of a chaincode server (chaincode as a service), and how long to dial it while it starts. */
export interface ChaincodeServerOptions extends ChaincodeStreamOptions {
  readonly address: string;
  readonly startTimeoutMs: number;
}

const redialMs = 50;

/** Node's HTTP/2 client sometimes misses that a killed server has closed the connection; keepalive pings detect it. */
const clientOptions = { ...messageLimits, 'grpc.keepalive_time_ms': 5000, 'grpc.keepalive_timeout_ms': 2000 };

/** One peer's stream to one chaincode server: dials at first use, and again after the stream was lost. */
export class ChaincodeLauncher {
  private client: peer.ChaincodeClient | undefined;
  private dialling: Promise<ChaincodeStream> | undefined;
  private stream: ChaincodeStream | undefined;
  private isClosed = false;

  constructor(private readonly options: ChaincodeServerOptions) {}

  /** Returns the open stream. @throws the gRPC error if the chaincode does not answer */
  async connect(): Promise<ChaincodeStream> {
    if (this.stream?.isOpen) return this.stream;
    this.dialling ??= this.dialUntilAnswered().finally(() => {
      this.dialling = undefined;
    });
    return this.dialling;
  }

  close(): void {
    this.isClosed = true;
    this.stream?.close();
    this.client?.close();
  }

  /** Dials until the chaincode, which may still be starting, answers. */
  private async dialUntilAnswered(): Promise<ChaincodeStream> {
    const attempts = Math.max(1, Math.ceil(this.options.startTimeoutMs / redialMs));
    for (let attempt = 1; ; attempt += 1) {
      try {
        this.stream = await this.dial();
        return this.stream;
      } catch (error) {
        if (this.isClosed || attempt >= attempts) throw error;
        await sleep(redialMs);
      }
    }
  }

  /** Dials with a new client: after a failure a client waits a second or more before it tries again. */
  private async dial(): Promise<ChaincodeStream> {
    this.client?.close();
    this.client = new peer.ChaincodeClient(this.options.address, credentials.createInsecure(), clientOptions);
    const stream = new ChaincodeStream(this.client.connect(), this.options);
    await stream.registered;
    return stream;
  }
}
