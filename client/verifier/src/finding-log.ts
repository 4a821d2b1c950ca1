import type { Check, Findings, Problem, ProblemCode } from './report';

const keptProblems = 100;

/** The content of a log. */
interface Collected<Code extends string, Kind extends string> {
  readonly counts: ReadonlyMap<Kind, number>;
  readonly problems: readonly Problem<Code>[];
  readonly problemCount: number;
}

/** Findings kept in memory: every count, and the first hundred problems. */
export class FindingLog<Code extends string = ProblemCode, Kind extends string = Check>
  implements Findings<Code, Kind>, Collected<Code, Kind>
{
  readonly counts = new Map<Kind, number>();
  readonly problems: Problem<Code>[] = [];
  problemCount = 0;

  check(kind: Kind, holds: boolean, problem: Problem<Code>): void {
    this.count(kind, 1);
    if (!holds) this.report(problem);
  }

  report(problem: Problem<Code>): void {
    this.problemCount += 1;
    if (this.problems.length < keptProblems) this.problems.push(problem);
  }

  /** Adds what another log has collected. */
  add({ counts, problems, problemCount }: Collected<Code, Kind>): void {
    for (const [kind, count] of counts) this.count(kind, count);
    this.problems.push(...problems.slice(0, keptProblems - this.problems.length));
    this.problemCount += problemCount;
  }

  /** Returns how often each of these checks was made. */
  getCounts(kinds: readonly Kind[]): Readonly<Record<Kind, number>> {
    return Object.fromEntries(kinds.map((kind) => [kind, this.counts.get(kind) ?? 0])) as Record<Kind, number>;
  }

  private count(kind: Kind, times: number): void {
    this.counts.set(kind, (this.counts.get(kind) ?? 0) + times);
  }
}
