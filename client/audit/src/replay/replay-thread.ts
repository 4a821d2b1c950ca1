import { parentPort } from 'node:worker_threads';
import { describeError } from '../audit-error';
import { BlockReplayer } from './block-replayer';
import type { ThreadAnswer, ThreadOrder } from './thread-messages';

/** The program of a thread that replays the blocks of one audit after another. */
class ReplayProgram {
  private replayer = new BlockReplayer({});

  async run(order: ThreadOrder): Promise<ThreadAnswer | undefined> {
    if (order.kind === 'begin') this.replayer = new BlockReplayer(order.options);
    else if (order.kind === 'block') return this.replay(order.block);
    else return { kind: 'report', report: this.replayer.getReport() };
    return undefined;
  }

  private async replay(block: Uint8Array): Promise<ThreadAnswer> {
    try {
      await this.replayer.replay(block);
      return { kind: 'replayed' };
    } catch (error) {
      return { kind: 'replayed', failure: describeError(error) };
    }
  }
}

const program = new ReplayProgram();
let last: Promise<unknown> = Promise.resolve();
parentPort?.on('message', (order: ThreadOrder) => {
  last = last.then(async () => {
    const answer = await program.run(order);
    if (answer) parentPort?.postMessage(answer);
  });
});
