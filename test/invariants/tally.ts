/** What a run has done so far, and where the reference was wrong or the exchange was. */
export class Tally {
  steps = 0;
  done = 0;
  refused = 0;
  races = 0;
  probes = 0;
  /** Hidden objects that did not look absent. */
  readonly told: string[] = [];
  readonly disagreements: string[] = [];
  disagreementCount = 0;
  readonly secrets: string[] = [];

  /** Notes that the exchange did not do as the reference says: the first of them are told. */
  disagree(where: string, what: string): void {
    this.disagreementCount += 1;
    if (this.disagreements.length < 20) this.disagreements.push(`${where}: ${what}`);
  }
}
