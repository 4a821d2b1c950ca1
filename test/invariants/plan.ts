import fc from 'fast-check';
import { TestError } from '../support/test-error';

/** The decision about one step: numbers that choose among what is possible at that time. */
export interface Decision {
  /** 0..99: the sort of step. */
  readonly sort: number;
  /** Chooses an act of that sort. */
  readonly choice: number;
  /** Chooses the details. */
  readonly other: number;
}

const decision = fc.record({ sort: fc.nat(99), choice: fc.nat(), other: fc.nat() }, { noNullPrototype: true });

/** Makes the decisions of all lanes, in order. The same seed gives the same plan. */
export function makePlan(
  seed: number,
  { steps, lanes }: { readonly steps: number; readonly lanes: number },
): readonly (readonly Decision[])[] {
  const all = fc.sample(decision, { seed, numRuns: steps });
  return Array.from({ length: lanes }, (_, lane) => all.filter((__, index) => index % lanes === lane));
}

/** Chooses one of these items by a number. @throws TestError NOTHING_TO_CHOOSE */
export function chooseOne<T>(from: readonly T[], number: number): T {
  const one = from[number % from.length];
  if (one === undefined) throw new TestError('NOTHING_TO_CHOOSE', 'The list to choose from is empty.');
  return one;
}

/** Chooses one of these items by a number, with weights. */
export function chooseWeighted<T>(from: readonly T[], weightOf: (one: T) => number, number: number): T | undefined {
  const total = from.reduce((sum, one) => sum + weightOf(one), 0);
  let left = total === 0 ? 0 : number % total;
  return from.find((one) => {
    left -= weightOf(one);
    return left < 0;
  });
}
