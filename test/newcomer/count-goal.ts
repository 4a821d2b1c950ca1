import { setTimeout as sleep } from 'node:timers/promises';
import type { TransactionName } from '@databund/model';
import type { CastName } from '../support/cast';
import type { Ended, NodeProcess } from '../support/node-process';
import { TestError } from '../support/test-error';
import { listKeys } from '../support/values';
import type { Parties } from './parties';

/** The work that a goal took: commands of the one who has it and of all others, ids typed, and processor time of the commands. */
export interface Counted {
  readonly name: string;
  readonly commands: number;
  readonly others: number;
  readonly ids: number;
  readonly cpuSeconds: number;
}

/** An id or its beginning, a listing or trade number, or anything with a word of 64 hex digits. */
const idPattern = /^[a-z]{3}-[0-9a-z]{4,26}$|^\d{4}-[0-9a-z]{12}$|[0-9a-f]{64}/;
const pollMs = 100;

/** The steps that others take, with more words for their commands. */
type Acts = Readonly<Partial<Record<TransactionName, readonly string[]>>>;

/** Counts what the commands of one goal take. */
export class GoalCounter {
  private commands = 0;
  private others = 0;
  private ids = 0;
  private cpuSeconds = 0;

  constructor(
    readonly parties: Parties,
    private readonly by: CastName,
  ) {}

  /** Runs a command to its end. @throws TestError UNEXPECTED_ANSWER if it fails */
  async run(as: CastName, ...words: readonly string[]): Promise<string> {
    return (await this.start(as, ...words).waitForSuccess()).out;
  }

  /** Starts a command that may wait for others. */
  start(as: CastName, ...words: readonly string[]): CountedCommand {
    if (as === this.by) this.commands += 1;
    else this.others += 1;
    this.ids += words.filter((word) => idPattern.test(word)).length;
    const { command, readSeconds } = this.parties.start(as, words);
    return new CountedCommand(command, words, () => (this.cpuSeconds += readSeconds()));
  }

  /** Lets others take the steps that their inboxes name, by the command that these name and more words, until a command ends. */
  serve(command: CountedCommand, acts: Acts): Promise<Ended> {
    return this.serveUntil(command.waitForSuccess(), acts);
  }

  /** Lets others take the steps that their inboxes name until something happened. */
  async serveUntil<T>(event: Promise<T>, acts: Acts): Promise<T> {
    const taken = new Set<string>();
    const isOver = event.then(
      () => true,
      () => true,
    );
    while (!(await Promise.race([isOver, sleep(pollMs, false)])))
      for (const as of ['provider', 'operator'] as const) await this.takeSteps(as, acts, taken);
    return event;
  }

  private async takeSteps(as: CastName, acts: Acts, taken: Set<string>): Promise<void> {
    for (const step of listKeys(acts)) {
      for (const words of await this.parties.listSteps(as, [step])) {
        const name = `${as} ${words.join(' ')}`;
        if (taken.has(name)) continue;
        taken.add(name);
        await this.run(as, ...words, ...(acts[step] ?? []));
      }
    }
  }

  /** Returns what was counted. */
  finish(name: string): Counted {
    const { commands, others, ids } = this;
    return { name, commands, others, ids, cpuSeconds: Math.round(this.cpuSeconds * 100) / 100 };
  }
}

/** A command that runs. */
class CountedCommand {
  constructor(
    private readonly process: NodeProcess,
    private readonly words: readonly string[],
    private readonly note: () => void,
  ) {}

  /** Waits for the end. @throws TestError UNEXPECTED_ANSWER if the command fails */
  async waitForSuccess(): Promise<Ended> {
    const ended = await this.process.waitForEnd();
    if (ended.code !== 0)
      throw new TestError('UNEXPECTED_ANSWER', `"databund ${this.words.join(' ')}" exited with ${String(ended.code)}: ${ended.errors}`);
    this.note();
    return ended;
  }

  /** Ends the command as a person does by Ctrl-C. */
  async interrupt(): Promise<void> {
    await this.process.end('SIGINT');
    this.note();
  }
}
