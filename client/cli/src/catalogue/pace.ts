/** A read that takes longer than this says that others wait as well. */
const slowReadMs = 150;

/**
 * Decides how many listings are sent at the same time, so that an import uses what is free and other readers do not wait for it: it begins
 * with one, allows one more for each round of quick reads, and halves the number after a slow one.
 */
export class Pace {
  private allowed = 1;
  private active = 0;
  private readonly waiting: (() => void)[] = [];

  /** @param most the largest number of listings at the same time */
  constructor(
    private readonly most: number,
    private readonly getMs: () => number = () => performance.now(),
  ) {}

  /** The number of listings that may be sent at the same time now. */
  get limit(): number {
    return Math.floor(this.allowed);
  }

  /** Runs something as soon as the pace allows it. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    while (this.active >= this.limit) await new Promise<void>((resolve) => this.waiting.push(resolve));
    this.active += 1;
    try {
      return await work();
    } finally {
      this.active -= 1;
      this.wake();
    }
  }

  /** Runs a read, and learns from the time that it takes. */
  async measure<T>(read: () => Promise<T>): Promise<T> {
    const startedMs = this.getMs();
    try {
      return await read();
    } finally {
      const isSlow = this.getMs() - startedMs > slowReadMs;
      this.allowed = isSlow ? Math.max(1, this.allowed / 2) : Math.min(this.most, this.allowed + 1 / this.allowed);
      this.wake();
    }
  }

  /** Lets as many go on as there is room for. */
  private wake(): void {
    for (const resolve of this.waiting.splice(0, Math.max(0, this.limit - this.active))) resolve();
  }
}
