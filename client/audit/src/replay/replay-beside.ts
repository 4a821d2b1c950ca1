import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { startThread, type Thread } from '@databund/ledger-verifier';
import type { BlockReplayOptions } from './block-replayer';
import type { ReplayReport } from './re-executor';
import type { ThreadAnswer, ThreadOrder } from './thread-messages';

/** The built program of the thread, also for a caller that runs from source. */
const program = join(__dirname, '../../dist/replay/replay-thread.js');
/** Bytes and blocks that wait for the thread, so that both cores have work while memory stays bounded. */
const most = { bytes: 4 * 1024 * 1024, blocks: 64 };
/** The time for which a thread waits for another audit, because code that has run is fast. */
const idleMs = 5_000;

let idle: { readonly thread: Thread<ThreadAnswer>; readonly timer: NodeJS.Timeout } | undefined;

/** Replays blocks in a thread of its own while the main thread verifies them. */
export class ReplayBeside {
  /** Why blocks could not be replayed. */
  readonly failures: string[] = [];
  private readonly waiting: number[] = [];
  private waitingBytes = 0;
  private report: ReplayReport | undefined;
  private failure: Error | undefined;
  private wake: () => void = () => undefined;

  private constructor(private readonly thread: Thread<ThreadAnswer>) {
    thread.listen(
      (answer) => this.takeAnswer(answer),
      (error) => {
        this.failure = error;
        this.wake();
      },
    );
  }

  /** Begins a replay; `undefined` if there can be no thread for it. */
  static begin(options: BlockReplayOptions): ReplayBeside | undefined {
    const thread = takeIdle() ?? (existsSync(program) ? startThread<ThreadAnswer>(program) : undefined);
    if (!thread) return undefined;
    const replay = new ReplayBeside(thread);
    replay.send({ kind: 'begin', options });
    return replay;
  }

  /** Adds the next block, and waits while too many wait. Rejects with the failure of the thread. */
  async add(block: Uint8Array): Promise<void> {
    this.send({ kind: 'block', block: new Uint8Array(block) }); // A part of a larger buffer would be sent with all of it.
    this.waiting.push(block.length);
    this.waitingBytes += block.length;
    while (this.waitingBytes > most.bytes || this.waiting.length > most.blocks) await this.waitForAnswer();
  }

  /** Returns the report on all blocks. Rejects with the failure of the thread. */
  async finish(): Promise<ReplayReport> {
    this.send({ kind: 'finish' });
    for (;;) {
      if (this.report) return this.report;
      await this.waitForAnswer();
    }
  }

  /** Releases the thread: one that has finished waits for another audit, any other ends. */
  close(): void {
    if (this.report) keepIdle(this.thread);
    else this.thread.end();
  }

  private send(order: ThreadOrder): void {
    this.thread.send(order);
  }

  private takeAnswer(answer: ThreadAnswer): void {
    if (answer.kind === 'report') this.report = answer.report;
    else {
      this.waitingBytes -= this.waiting.shift() ?? 0;
      if (answer.failure !== undefined) this.failures.push(answer.failure);
    }
    this.wake();
  }

  private async waitForAnswer(): Promise<void> {
    if (!this.failure) await new Promise<void>((resolve) => (this.wake = resolve));
    if (this.failure) throw this.failure;
  }
}

function takeIdle(): Thread<ThreadAnswer> | undefined {
  const { thread, timer } = idle ?? {};
  idle = undefined;
  clearTimeout(timer);
  thread?.hold(true);
  return thread;
}

function keepIdle(thread: Thread<ThreadAnswer>): void {
  thread.hold(false);
  if (idle) {
    thread.end();
    return;
  }
  const timer = setTimeout(() => takeIdle()?.end(), idleMs).unref();
  idle = { thread, timer };
}
