import { setTimeout as sleep } from 'node:timers/promises';
import type { peer } from '@hyperledger/fabric-protos';

type FilteredBlock = peer.FilteredBlock;

/** How a transaction came out. */
export interface CommitOutcome {
  readonly flag: number;
  readonly blockNumber: number;
}

/** Blocks as they come, until it is closed. */
export type BlockIterable = AsyncIterable<FilteredBlock> & { close(): void };

/** Where the blocks come from. */
export interface BlockSource {
  /** One past the newest block’s number. */
  height(): Promise<number>;
  /** Blocks from one on, those to come included. */
  open(from: bigint): Promise<BlockIterable>;
}

/** A transaction that is waited for. */
export interface Expectation {
  /** `undefined` where the time ran out before it was seen. */
  readonly outcome: Promise<CommitOutcome | undefined>;
  /** Stops the waiting. */
  readonly forget: () => void;
}

const reconnectMs = 500;

/** Learns every commit of a channel from one stream of filtered blocks; after a break it goes on with the block that was next. */
export class CommitStream {
  private readonly waiting = new Map<string, (outcome?: CommitOutcome) => void>();
  private readonly closing = new AbortController();
  private stream: BlockIterable | undefined;
  private begun: Promise<void> | undefined;
  private next = 0n;

  constructor(private readonly source: BlockSource) {}

  /** Waits for a transaction that is yet to be submitted; nothing that commits after this is missed. @throws what the source throws */
  async expect(transactionId: string, timeoutMs: number): Promise<Expectation> {
    this.begun ??= this.begin();
    await this.begun;
    const { promise, resolve } = withResolver<CommitOutcome | undefined>();
    const timer = setTimeout(() => settle(), timeoutMs);
    const settle = (found?: CommitOutcome) => {
      clearTimeout(timer);
      this.waiting.delete(transactionId);
      resolve(found);
    };
    this.waiting.set(transactionId, settle);
    return { outcome: promise, forget: () => settle() };
  }

  /** Ends the stream; what still waits learns nothing more. */
  close(): void {
    this.closing.abort();
    this.stream?.close();
    for (const settle of [...this.waiting.values()]) settle();
  }

  /** From the height of this moment on: a stream that began with “the next block” could begin after the first that matters. */
  private async begin(): Promise<void> {
    try {
      this.next = BigInt(await this.source.height());
      this.stream = await this.source.open(this.next);
    } catch (error) {
      this.begun = undefined; // The next call tries again.
      throw error;
    }
    void this.follow();
  }

  private async follow(): Promise<void> {
    while (!this.isClosing()) {
      try {
        this.stream ??= await this.source.open(this.next);
        for await (const block of this.stream) this.take(block);
      } catch {
        // The peer went away: below the stream is opened again, where it was left.
      }
      this.stream = undefined;
      await sleep(reconnectMs, undefined, { signal: this.closing.signal }).catch(() => undefined);
    }
  }

  private isClosing(): boolean {
    return this.closing.signal.aborted;
  }

  private take(block: FilteredBlock): void {
    const blockNumber = block.getNumber();
    this.next = BigInt(blockNumber) + 1n;
    for (const transaction of block.getFilteredTransactionsList()) {
      this.waiting.get(transaction.getTxid())?.({ flag: transaction.getTxValidationCode(), blockNumber });
    }
  }
}

function withResolver<T>(): { readonly promise: Promise<T>; readonly resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((settle) => (resolve = settle));
  return { promise, resolve };
}
