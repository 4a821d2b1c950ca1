import { setTimeout as sleep } from 'node:timers/promises';
import { common } from '@hyperledger/fabric-protos';
import type { Ledger } from '../ledger/types';
import { checkEnvelope, type EnvelopeRefusal } from './check-envelope';
import type { BlockAssembler } from './block-assembler';

/** How the orderer batches. */
export interface OrdererOptions {
  readonly ledger: Ledger;
  readonly assembler: BlockAssembler;
  /** Most transactions in one block; the channel's limit if absent. */
  readonly maxMessageCount?: number | undefined;
  /** How long a block gathers transactions that do not fill it. */
  readonly batchTimeoutMs: number;
  readonly now: () => number;
}

const maxWaitingEnvelopes = 10_000;
const retryMs = 1_000;

/**
 * Orders envelopes into blocks. A block is cut as soon as the last one is written, of whatever waits by then, within the
 * channel's limits of count and bytes: no timer delays a lone transaction (unless one is asked for), and a burst shares one write.
 */
export class Orderer {
  private waiting: Uint8Array[] = [];
  private writing: Promise<void> | undefined;
  /** Why no block can be written at present. */
  private failure: string | undefined;
  private readonly closing = new AbortController();

  constructor(private readonly options: OrdererOptions) {}

  /** Takes an envelope for ordering, or says why not. */
  broadcast(envelope: common.Envelope): EnvelopeRefusal | undefined {
    const { ledger, now } = this.options;
    if (this.failure !== undefined) return { status: common.Status.SERVICE_UNAVAILABLE, info: this.failure };
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

  /** Resolves when nothing waits any more; where no block can be written, at once. */
  async close(): Promise<void> {
    this.closing.abort();
    await this.writing;
  }

  private async writeBlocks(): Promise<void> {
    while (this.waiting.length > 0) {
      await this.gather();
      if (!(await this.write(this.cut()))) return;
    }
  }

  /**
   * Tries until the block is written, for these envelopes were taken for ordering; meanwhile no other is. Answers whether it is: not
   * where the orderer is closed before.
   */
  private async write(envelopes: readonly Uint8Array[]): Promise<boolean> {
    const { ledger, assembler } = this.options;
    const number = ledger.height;
    while (ledger.height === number) {
      try {
        await ledger.commit(assembler.assemble(envelopes, ledger));
      } catch (error) {
        this.noteFailure(`block ${number} is not written, so no transaction is taken: ${describeCauses(error)}`);
        if (this.closing.signal.aborted) return false;
        await sleep(retryMs, undefined, { signal: this.closing.signal }).catch(() => undefined);
        await ledger.recover().catch(() => undefined); // The next try says that the ledger stands still, and why.
      }
    }
    if (this.failure !== undefined) process.stderr.write(`block ${number} is written; transactions are taken again\n`);
    this.failure = undefined;
    return true;
  }

  /** Says each reason once. */
  private noteFailure(reason: string): void {
    if (reason !== this.failure) process.stderr.write(`${reason}\n`);
    this.failure = reason;
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

/** An error’s own words, and those of what lies behind it. */
function describeCauses(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message}: ${describeCauses(error.cause)}`;
}
