import type { Checkpoint } from '../pins/checkpoint';
import type { Findings } from '../report';

/** The end that a ledger should have at least. */
export interface ExpectedEnd {
  readonly checkpoint?: Checkpoint;
  /** The least number of blocks. */
  readonly height?: number;
}

/** Compares the header hashes of a ledger with a checkpoint, and its height with the least one. */
export class EndVerifier {
  private isReached = false;
  private blocks = 0;

  constructor(
    private readonly expected: ExpectedEnd,
    private readonly findings: Findings,
  ) {}

  /** Compares the header hash of a block with the checkpoint, if it is the checkpoint's. */
  addBlock(block: number, hash: string): void {
    this.blocks = Math.max(this.blocks, block + 1);
    const { checkpoint } = this.expected;
    if (checkpoint?.height !== block + 1) return;
    this.isReached = true;
    if (hash !== checkpoint.hash)
      this.findings.report({
        code: 'CHECKPOINT',
        block,
        details: `header hash ${hash}, ${checkpoint.hash} expected at height ${String(checkpoint.height)}`,
      });
  }

  /** Reports what is missing at the end of the ledger. */
  finish(): void {
    const { checkpoint, height } = this.expected;
    const least = Math.max(height ?? 0, checkpoint?.height ?? 0);
    if (this.blocks < least) {
      const missing = `blocks ${String(this.blocks)} to ${String(least - 1)} are missing`;
      this.findings.report({
        code: 'HEIGHT',
        block: this.blocks,
        details: `${String(this.blocks)} blocks, at least ${String(least)} expected: ${missing}`,
      });
    }
    if (checkpoint && !this.isReached && this.blocks >= checkpoint.height)
      this.findings.report({
        code: 'CHECKPOINT',
        block: checkpoint.height - 1,
        details: `block ${String(checkpoint.height - 1)} cannot be read, so its hash is unknown`,
      });
  }
}
