import type { Session } from './session';

/** The steps of a long command, for a person who ends it with Ctrl-C. */
export class WorkLog {
  private readonly done: string[] = [];
  private current: string | undefined;

  /** Runs a step that is under way until it ends, and done then. */
  async run<T>(step: string, work: () => Promise<T>): Promise<T> {
    this.begin(step);
    const result = await work();
    this.finish();
    return result;
  }

  /** Begins a step; the one before is left, not done. */
  begin(step: string): void {
    this.current = step;
  }

  /** Counts the step that is under way as done. */
  finish(): void {
    if (this.current !== undefined) this.done.push(this.current);
    this.current = undefined;
  }

  describe(): string {
    const done = this.done.length === 0 ? 'nothing yet' : this.done.join(', ');
    return `Done: ${done}.${this.current === undefined ? '' : ` Under way: ${this.current}.`}`;
  }
}

/** The exit code of a command that Ctrl-C ended, as shells count it. */
const interruptedCode = 130;

/** Runs a long command. On Ctrl-C it says what was done and how to go on, and ends the process with exit code 130. */
export async function runWithLog<T>(session: Session, how: string, work: (log: WorkLog) => Promise<T>): Promise<T> {
  const log = new WorkLog();
  const tell = () => {
    session.note(`\nInterrupted. ${log.describe()} ${how}`);
    process.exit(interruptedCode);
  };
  process.once('SIGINT', tell);
  try {
    return await work(log);
  } finally {
    process.off('SIGINT', tell);
  }
}
