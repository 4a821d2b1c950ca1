import { credentials } from '@grpc/grpc-js';
import { peer } from '@hyperledger/fabric-protos';
import { messageLimits } from '../grpc/endpoint';
import { ChaincodeStream, type ChaincodeStreamOptions } from './chaincode-stream';

/** Where a chaincode listens (chaincode as a service) and how long to dial it while it starts. */
export interface ChaincodeServerOptions extends ChaincodeStreamOptions {
  readonly address: string;
  readonly startTimeoutMs: number;
}

const redialMs = 50;

/** Node's HTTP/2 client now and then does not notice that a killed server has closed the connection; a ping does. */
const clientOptions = { ...messageLimits, 'grpc.keepalive_time_ms': 5000, 'grpc.keepalive_timeout_ms': 2000 };

/** Holds one organisation's stream to one chaincode server: dials at first use and again after the stream was lost. */
export class ChaincodeLauncher {
  private client: peer.ChaincodeClient | undefined;
  private dialling: Promise<ChaincodeStream> | undefined;
  private stream: ChaincodeStream | undefined;
  private isClosed = false;

  constructor(private readonly options: ChaincodeServerOptions) {}

  /** The open stream. @throws Error where the chaincode does not answer. */
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

  /** A chaincode may still be starting, or starting again. */
  private async dialUntilAnswered(): Promise<ChaincodeStream> {
    const attempts = Math.max(1, Math.ceil(this.options.startTimeoutMs / redialMs));
    for (let attempt = 1; ; attempt += 1) {
      try {
        this.stream = await this.dial();
        return this.stream;
      } catch (error) {
        if (this.isClosed || attempt >= attempts) throw error;
        await new Promise((resolve) => setTimeout(resolve, redialMs));
      }
    }
  }

  /** Always with a fresh client: one that was refused backs off for a second or more. */
  private async dial(): Promise<ChaincodeStream> {
    this.client?.close();
    this.client = new peer.ChaincodeClient(this.options.address, credentials.createInsecure(), clientOptions);
    const stream = new ChaincodeStream(this.client.connect(), this.options);
    await stream.registered;
    return stream;
  }
}
