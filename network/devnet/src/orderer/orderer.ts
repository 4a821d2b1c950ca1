import { setTimeout as sleep } from 'node:timers/promises';
import { common } from '@hyperledger/fabric-protos';
import { readMember, readMessage } from '../errors';
import type { Ledger } from '../ledger/types';
import { checkEnvelope, type EnvelopeRejection } from './check-envelope';
import type { BlockAssembler } from './block-assembler';

/** Ledger and batching of the orderer. */
export interface OrdererOptions {
  readonly ledger: Ledger;
  readonly assembler: BlockAssembler;
  /** Most transactions in one block; the channel's limit if absent. */
  readonly maxMessageCount?: number | undefined;
  /** Time in which a block collects transactions that do not fill it; 0 cuts a block as soon as the last one is written. */
  readonly batchTimeoutMs: number;
  readonly now: () => number;
}

const maxWaitingEnvelopes = 10_000;
const retryMs = 1_000;

/**
 * Orders envelopes into blocks within the channel's limits of count and bytes. Without a batch timeout it cuts a block of all
 * waiting envelopes as soon as the last block is written, so that no timer delays a single transaction and a burst shares one write.
 */
export class Orderer {
  private waiting: Uint8Array[] = [];
  private writing: Promise<void> | undefined;
  /** Why no block can be written now. */
  private failure: string | undefined;
  private readonly closing = new AbortController();

  constructor(private readonly options: OrdererOptions) {}

  /** Accepts an envelope for ordering, or returns why not. */
  broadcast(envelope: common.Envelope): EnvelopeRejection | undefined {
    const { ledger, now } = this.options;
    if (this.failure !== undefined) return { status: common.Status.SERVICE_UNAVAILABLE, info: this.failure };
    if (this.waiting.length >= maxWaitingEnvelopes)
      return { status: common.Status.SERVICE_UNAVAILABLE, info: 'too many envelopes are waiting' };
    const rejection = checkEnvelope(envelope, ledger.config, now());
    if (rejection) return rejection;
    this.enqueue(envelope.serializeBinary());
    return undefined;
  }

  /** Accepts PB(Envelope) without checks. */
  enqueue(envelope: Uint8Array): void {
    this.waiting.push(envelope);
    this.writing ??= this.writeBlocks().finally(() => {
      this.writing = undefined;
    });
  }

  /** Resolves when no envelope waits, or at once if no block can be written. */
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

  /** Retries until the block is written, and accepts no envelopes meanwhile. Returns false if the orderer is closed first. */
  private async write(envelopes: readonly Uint8Array[]): Promise<boolean> {
    const { ledger, assembler } = this.options;
    const number = ledger.height;
    while (ledger.height === number) {
      try {
        await ledger.commit(assembler.assemble(envelopes, ledger));
      } catch (error) {
        this.noteFailure(`Block ${number} cannot be written, so no transaction is accepted: ${describeCauses(error)}`);
        if (this.closing.signal.aborted) return false;
        await sleep(retryMs, undefined, { signal: this.closing.signal }).catch(() => undefined);
        await ledger.recover().catch(() => undefined); // The next attempt reports why the ledger has stopped.
      }
    }
    if (this.failure !== undefined) process.stderr.write(`Block ${number} is written; transactions are accepted again.\n`);
    this.failure = undefined;
    return true;
  }

  /** Prints each reason once. */
  private noteFailure(reason: string): void {
    if (reason !== this.failure) process.stderr.write(`${reason}\n`);
    this.failure = reason;
  }

  /** Waits for more envelopes: one turn of the event loop, or the batch timeout. */
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

/** Joins the messages of an error and its causes. */
function describeCauses(error: unknown): string {
  const cause = readMember(error, 'cause');
  return cause === undefined ? readMessage(error) : `${readMessage(error)}: ${describeCauses(cause)}`;
}
