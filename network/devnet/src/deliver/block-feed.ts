import type { CommittedBlock, Ledger } from '../ledger/types';

const recentBlocks = 256;

/** Serves committed blocks in order to any number of readers, and waits for future blocks. */
export class BlockFeed {
  private readonly recent = new Map<number, CommittedBlock>();
  private readonly waiting = new Set<() => void>();
  private readonly stopListening: () => void;

  constructor(private readonly ledger: Ledger) {
    this.stopListening = ledger.onCommit((block) => this.announce(block));
  }

  get height(): number {
    return this.ledger.height;
  }

  /** Reads blocks from a number on until the signal aborts. */
  async *readFrom(start: number, signal: AbortSignal): AsyncGenerator<CommittedBlock> {
    for (let number = start; !signal.aborted; number += 1) {
      if (!(await this.waitForBlock(number, signal))) return;
      const block = await this.read(number);
      if (!block) return;
      yield block;
    }
  }

  /** Waits until the block is on the ledger; false if the signal aborts first. */
  private async waitForBlock(blockNumber: number, signal: AbortSignal): Promise<boolean> {
    while (this.ledger.height <= blockNumber && !signal.aborted) await this.waitForCommit(signal);
    return !signal.aborted;
  }

  close(): void {
    this.stopListening();
    for (const wake of this.waiting) wake();
  }

  private async read(blockNumber: number): Promise<CommittedBlock | undefined> {
    return this.recent.get(blockNumber) ?? (await this.ledger.getCommittedBlock(blockNumber));
  }

  private announce(block: CommittedBlock): void {
    this.recent.set(block.number, block);
    this.recent.delete(block.number - recentBlocks);
    const waiting = [...this.waiting];
    this.waiting.clear();
    for (const wake of waiting) wake();
  }

  private waitForCommit(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        this.waiting.delete(wake);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      this.waiting.add(wake);
      signal.addEventListener('abort', wake, { once: true });
    });
  }
}
