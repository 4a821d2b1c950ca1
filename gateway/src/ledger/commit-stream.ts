import { setTimeout as sleep } from 'node:timers/promises';
import type { peer } from '@hyperledger/fabric-protos';

type FilteredBlock = peer.FilteredBlock;

/** The validation flag of a transaction, and its block. */
export interface CommitOutcome {
  readonly flag: number;
  readonly blockNumber: number;
}

/** Blocks as they are committed, until it is closed. */
export type BlockIterable = AsyncIterable<FilteredBlock> & { close(): void };

/** A channel whose committed blocks can be counted and streamed, such as a connection to a peer. */
export interface BlockSource {
  /** Returns the number of blocks. */
  readHeight(): Promise<number>;
  /** Returns the blocks from a number on, and those that follow. */
  open(from: bigint): Promise<BlockIterable>;
}

/** A transaction whose commit is expected. */
export interface Expectation {
  /** `undefined` if it was not seen in time. */
  readonly outcome: Promise<CommitOutcome | undefined>;
  /** Stops the waiting. */
  readonly forget: () => void;
}

const reconnectMs = 500;

/** Reads every commit of a channel from one stream of filtered blocks; after a break it continues with the next block. */
export class CommitStream {
  private readonly waiting = new Map<string, (outcome?: CommitOutcome) => void>();
  private readonly closing = new AbortController();
  private stream: BlockIterable | undefined;
  private started: Promise<void> | undefined;
  private next = 0n;

  constructor(private readonly source: BlockSource) {}

  /** Expects a transaction that is submitted afterwards; no commit after this call is missed. @throws what the source throws */
  async expect(transactionId: string, timeoutMs: number): Promise<Expectation> {
    this.started ??= this.start();
    await this.started;
    const { promise, resolve } = createDeferred<CommitOutcome | undefined>();
    const timer = setTimeout(() => settle(), timeoutMs);
    const settle = (found?: CommitOutcome) => {
      clearTimeout(timer);
      this.waiting.delete(transactionId);
      resolve(found);
    };
    this.waiting.set(transactionId, settle);
    return { outcome: promise, forget: () => settle() };
  }

  /** Closes the stream; outcomes that are still expected become `undefined`. */
  close(): void {
    this.closing.abort();
    this.stream?.close();
    for (const settle of [...this.waiting.values()]) settle();
  }

  /** Starts at the current height: a stream of "the next block" could start after the first one that matters. */
  private async start(): Promise<void> {
    try {
      this.next = BigInt(await this.source.readHeight());
      this.stream = await this.source.open(this.next);
    } catch (error) {
      this.started = undefined; // The next call tries again.
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
        // The peer is gone. The stream is opened again below, at the next block.
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

function createDeferred<T>(): { readonly promise: Promise<T>; readonly resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((settle) => (resolve = settle));
  return { promise, resolve };
}
