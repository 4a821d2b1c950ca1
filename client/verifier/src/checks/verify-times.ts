import type { Findings, Problem } from '../report';

/** A transaction, its organisation and its time. */
export interface TimedTransaction {
  readonly at: Pick<Problem, 'block' | 'transaction'>;
  readonly mspId: string;
  /** Milliseconds since 1970. */
  readonly timeMs: number;
}

/** The skew that Fabric's peers permit between a proposal and their clock. */
export const defaultSkewMs = 15 * 60 * 1_000;

/**
 * Compares the times of organisations. Endorsers refuse proposals that are further from their clock than the skew, so a transaction that is
 * further ahead of a later one of another organisation has a time that its endorsers should have refused, or the later one was held back.
 */
export class TimeVerifier {
  private readonly newest = new Map<string, TimedTransaction & { isReported: boolean }>();

  constructor(
    private readonly findings: Findings,
    private readonly skewMs = defaultSkewMs,
  ) {}

  /** Adds the next transaction whose signatures hold. */
  add(later: TimedTransaction): void {
    for (const [mspId, earlier] of this.newest) {
      if (mspId === later.mspId || earlier.isReported || earlier.timeMs <= later.timeMs + this.skewMs) continue;
      earlier.isReported = true;
      const aheadMinutes = Math.round((earlier.timeMs - later.timeMs) / 60_000);
      const details = `${String(aheadMinutes)} minutes later than transaction ${String(later.at.transaction)} of ${later.mspId} in block ${String(later.at.block)}, at most ${String(this.skewMs / 60_000)} expected`;
      this.findings.report({ ...earlier.at, code: 'TIME_AHEAD', actor: mspId, details });
    }
    const own = this.newest.get(later.mspId);
    if (!own || own.timeMs < later.timeMs || own.isReported) this.newest.set(later.mspId, { ...later, isReported: false });
  }
}
