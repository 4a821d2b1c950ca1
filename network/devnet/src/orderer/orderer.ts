import { common } from '@hyperledger/fabric-protos';
import type { Ledger } from '../ledger/types';
import { checkEnvelope, type EnvelopeRefusal } from './check-envelope';
import type { BlockAssembler } from './block-assembler';

/** How the orderer batches. */
export interface OrdererOptions {
  readonly ledger: Ledger;
  readonly assembler: BlockAssembler;
  /** Transactions in one block at most; the channel's own figure where absent. */
  readonly maxMessageCount?: number;
  /** How long a block gathers transactions that do not fill it. */
  readonly batchTimeoutMs: number;
  readonly now: () => number;
}

const maxWaitingEnvelopes = 10_000;

/**
 * Orders envelopes into blocks. A block is cut as soon as the last one is written, of whatever waits by then, within the
 * channel's limits of count and bytes: no timer delays a lone transaction (unless one is asked for), and a burst shares one write.
 */
export class Orderer {
  private waiting: Uint8Array[] = [];
  private writing: Promise<void> | undefined;
  private failure: Error | undefined;

  constructor(private readonly options: OrdererOptions) {}

  /** Takes an envelope for ordering, or says why not. */
  broadcast(envelope: common.Envelope): EnvelopeRefusal | undefined {
    const { ledger, now } = this.options;
    if (this.failure) return { status: common.Status.SERVICE_UNAVAILABLE, info: this.failure.message };
    if (this.waiting.length >= maxWaitingEnvelopes) return { status: common.Status.SERVICE_UNAVAILABLE, info: 'too many envelopes wait' };
    const refused = checkEnvelope(envelope, ledger.config, now());
    if (refused) return refused;
    this.enqueue(envelope.serializeBinary());
    return undefined;
  }

  /** Takes PB(Envelope) the devnet made itself. */
  enqueue(envelope: Uint8Array): void {
    this.waiting.push(envelope);
    this.writing ??= this.writeBlocks().finally(() => {
      this.writing = undefined;
    });
  }

  /** Resolves when nothing waits any more. */
  async close(): Promise<void> {
    await this.writing;
  }

  private async writeBlocks(): Promise<void> {
    const { ledger, assembler } = this.options;
    try {
      while (this.waiting.length > 0) {
        await this.gather();
        await ledger.commit(assembler.assemble(this.cut(), ledger));
      }
    } catch (error) {
      // A block that could not be written leaves the ledger's end uncertain; only a restart reads it anew.
      this.failure = error as Error;
      process.stderr.write(`block not written: ${this.failure.stack ?? this.failure.message}\n`);
    }
  }

  /** One turn of the event loop lets envelopes that arrived together share a block. */
  private async gather(): Promise<void> {
    const { batchTimeoutMs } = this.options;
    if (batchTimeoutMs === 0) return new Promise((resolve) => setImmediate(resolve));
    if (this.waiting.length >= this.maxCount) return;
    await new Promise((resolve) => setTimeout(resolve, batchTimeoutMs));
  }

  private get maxCount(): number {
    return this.options.maxMessageCount ?? this.options.ledger.config.batch.maxMessageCount;
  }

  private cut(): Uint8Array[] {
    const { batch } = this.options.ledger.config;
    let bytes = 0;
    let count = 0;
    while (count < Math.min(this.maxCount, this.waiting.length)) {
      bytes += this.waiting[count]?.length ?? 0;
      if (count > 0 && bytes > batch.preferredMaxBytes) break;
      count += 1;
    }
    return this.waiting.splice(0, count);
  }
}
