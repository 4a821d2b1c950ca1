/** The limit of recorded refusals of these stories, so small that some participants use it up. */
export const refusalsPerDay = 2;

/** The end of a step that a quota limits. */
type Step = { readonly isDone: true } | { readonly isDone: false; readonly refusal: { readonly code: string } };

interface Count {
  done: number;
  running: number;
}

/** Counts the steps of each participant and day (UTC) a second time, while others of the same participant run beside them. */
export class DailyQuota {
  private readonly counts = new Map<string, Count>();

  constructor(private readonly limit: number) {}

  /** Runs a step of a participant. Returns what is wrong with its end; `undefined` if the quota explains it. */
  async take(participant: string, run: () => Promise<Step>): Promise<string | undefined> {
    const day = getDay();
    const count = this.counts.get(`${participant} ${day}`) ?? { done: 0, running: 0 };
    this.counts.set(`${participant} ${day}`, count);
    const before = count.done;
    count.running += 1;
    const step = await run().finally(() => (count.running -= 1));
    if (step.isDone) count.done += 1;
    // Around midnight the sender's time decides which day counts.
    return getDay() === day ? this.judge(step, before, count) : undefined;
  }

  private judge(step: Step, before: number, { done, running }: Count): string | undefined {
    const limit = String(this.limit);
    if (step.isDone) return before < this.limit && done <= this.limit ? undefined : `done as number ${String(done)} of ${limit}`;
    if (step.refusal.code !== 'QUOTA_EXCEEDED') return step.refusal.code;
    return done + running >= this.limit ? undefined : `QUOTA_EXCEEDED after ${String(done)} of ${limit}`;
  }
}

const getDay = () => new Date().toISOString().slice(0, 10);
