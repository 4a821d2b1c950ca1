import type { ServerResponse } from 'node:http';

/** Writes to one reader, no faster than it reads. */
export class EventWriter {
  private sentMs = performance.now();

  /** @param slowMs the time after which a reader that does not read is cut off */
  constructor(
    private readonly response: Pick<ServerResponse, 'write' | 'destroy' | 'once' | 'off'>,
    private readonly signal: AbortSignal,
    private readonly slowMs: number,
  ) {}

  /** The time since something was sent. */
  get silentMs(): number {
    return performance.now() - this.sentMs;
  }

  /** Sends a message, and returns when the reader can take the next one. */
  async send(text: string): Promise<void> {
    if (this.signal.aborted) return;
    this.sentMs = performance.now();
    if (!this.response.write(text)) await this.drain();
  }

  private drain(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.response.destroy(), this.slowMs);
      const end = () => {
        clearTimeout(timer);
        this.signal.removeEventListener('abort', end);
        this.response.off('drain', end);
        resolve();
      };
      this.signal.addEventListener('abort', end);
      this.response.once('drain', end);
    });
  }
}
