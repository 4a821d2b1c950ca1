import { setTimeout as sleep } from 'node:timers/promises';
import type { CloseableAsyncIterable, Network } from '@hyperledger/fabric-gateway';
import type { peer } from '@hyperledger/fabric-protos';

type FilteredBlock = peer.FilteredBlock;

/** How a transaction came out. */
export interface CommitOutcome {
  readonly flag: number;
  readonly blockNumber: number;
}

const reconnectMs = 500;

/** Learns every commit of a channel from one stream of filtered blocks; after a break it goes on with the block that was next. */
export class CommitStream {
  private readonly waiting = new Map<string, (outcome: CommitOutcome) => void>();
  private stream: CloseableAsyncIterable<FilteredBlock> | undefined;
  private next: bigint | undefined;
  private readonly closing = new AbortController();
  private readonly ready: Promise<void>;

  constructor(private readonly network: Network) {
    this.ready = this.begin();
  }

  /** Waits for a transaction that is yet to be submitted. `undefined` after so long without it. */
  async expect(
    transactionId: string,
    timeoutMs: number,
  ): Promise<{ readonly outcome: Promise<CommitOutcome | undefined>; readonly forget: () => void }> {
    await this.ready;
    let forget: () => void = () => undefined;
    const outcome = new Promise<CommitOutcome | undefined>((resolve) => {
      const timer = setTimeout(() => resolve(undefined), timeoutMs);
      const settle = (found?: CommitOutcome) => {
        clearTimeout(timer);
        this.waiting.delete(transactionId);
        resolve(found);
      };
      this.waiting.set(transactionId, settle);
      forget = settle;
    });
    return { outcome, forget };
  }

  /** Ends the stream; what still waits learns nothing more. */
  close(): void {
    this.closing.abort();
    this.stream?.close();
  }

  private isClosing(): boolean {
    return this.closing.signal.aborted;
  }

  private async begin(): Promise<void> {
    this.stream = await this.network.getFilteredBlockEvents();
    void this.follow();
  }

  private async follow(): Promise<void> {
    while (!this.isClosing()) {
      try {
        for await (const block of this.stream ?? []) this.take(block);
      } catch {
        // The peer went away: the stream is opened again below, where it was left.
      }
      if (this.isClosing()) return;
      await sleep(reconnectMs);
      await this.reopen();
    }
  }

  private async reopen(): Promise<void> {
    try {
      this.stream = await this.network.getFilteredBlockEvents(this.next === undefined ? {} : { startBlock: this.next });
    } catch {
      this.stream = undefined; // Tried again on the next round.
    }
  }

  private take(block: FilteredBlock): void {
    const blockNumber = block.getNumber();
    this.next = BigInt(blockNumber) + 1n;
    for (const transaction of block.getFilteredTransactionsList()) {
      this.waiting.get(transaction.getTxid())?.({ flag: transaction.getTxValidationCode(), blockNumber });
    }
  }
}
