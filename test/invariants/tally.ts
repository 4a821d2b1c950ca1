import { DailyQuota, refusalsPerDay } from './reference/daily-quota';

/** The counts of a run, and the disagreements between reference and exchange. */
export class Tally {
  steps = 0;
  done = 0;
  refused = 0;
  races = 0;
  probes = 0;
  /** Hidden objects that did not look absent. */
  readonly leaks: string[] = [];
  readonly disagreements: string[] = [];
  disagreementCount = 0;
  readonly secrets: string[] = [];
  /** Recorded refusals of all stories. */
  readonly quota = new DailyQuota(refusalsPerDay);

  /** Counts a disagreement with the reference, and keeps the first ones. */
  disagree(where: string, what: string): void {
    this.disagreementCount += 1;
    if (this.disagreements.length < 20) this.disagreements.push(`${where}: ${what}`);
  }
}
