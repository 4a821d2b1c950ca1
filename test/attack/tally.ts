import type { ForgeryClass } from './plot';

/** A forgery that was submitted, with what came of it. */
export interface Attempt {
  readonly title: string;
  readonly forgery: ForgeryClass;
  readonly txId: string;
  /** The validation code. */
  readonly code: string;
  /** The questions that the ledger answers otherwise with it; empty if it was prevented. */
  readonly differing: readonly string[];
  /** The keys in which somebody speaks who did not endorse. */
  readonly foreign: readonly string[];
}

/** All that a run counts. */
export class Tally {
  readonly attempts: Attempt[] = [];
  private readonly skipped = new Map<string, number>();

  skip(forgery: ForgeryClass, reason: string): void {
    const name = `${forgery}: ${reason}`;
    this.skipped.set(name, (this.skipped.get(name) ?? 0) + 1);
  }

  /** Lists the reasons for which combinations were skipped, with how many each. */
  listSkipped(): readonly (readonly [reason: string, count: number])[] {
    return [...this.skipped].toSorted(([a], [b]) => (a < b ? -1 : 1));
  }
}
