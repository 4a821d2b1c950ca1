import type { Response } from 'express';
import { ExchangeError } from '@databund/model';

/** The streams that each identity may have at once. */
const mostStreams = 20;

/** The open streams of a gateway. */
export class EventStreams {
  private readonly counts = new Map<string, number>();
  private readonly running = new Set<AbortController>();
  private isClosing = false;

  /** Returns a signal that aborts when the reader leaves or the gateway stops. @throws TOO_MANY_REQUESTS */
  open({ mspId, participantId }: { readonly mspId: string; readonly participantId: string }, response: Response): AbortSignal {
    if (this.isClosing || response.destroyed) return AbortSignal.abort();
    const name = `${mspId} ${participantId}`;
    const count = this.counts.get(name) ?? 0;
    if (count >= mostStreams) throw new ExchangeError('TOO_MANY_REQUESTS', { mostStreams });
    this.counts.set(name, count + 1);
    const stream = new AbortController();
    this.running.add(stream);
    response.once('close', () => {
      this.running.delete(stream);
      this.release(name);
      stream.abort();
    });
    return stream.signal;
  }

  /** Ends all streams. */
  close(): void {
    this.isClosing = true;
    for (const stream of this.running) stream.abort();
  }

  private release(name: string): void {
    const count = (this.counts.get(name) ?? 1) - 1;
    if (count > 0) this.counts.set(name, count);
    else this.counts.delete(name);
  }
}
