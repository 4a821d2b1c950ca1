import fc from 'fast-check';

/** What is decided beforehand about one step: numbers that choose among what is possible when its time comes. */
export interface Decision {
  /** 0..99: what sort of step it is. */
  readonly sort: number;
  /** Chooses among the acts of that sort. */
  readonly choice: number;
  /** Chooses what else there is to choose. */
  readonly other: number;
}

const decision = fc.record({ sort: fc.nat(99), choice: fc.nat(), other: fc.nat() }, { noNullPrototype: true });

/** The decisions of all lanes, each lane’s in their order: the same seed gives the same plan. */
export function planOf(
  seed: number,
  { steps, lanes }: { readonly steps: number; readonly lanes: number },
): readonly (readonly Decision[])[] {
  const all = fc.sample(decision, { seed, numRuns: steps });
  return Array.from({ length: lanes }, (_, lane) => all.filter((__, index) => index % lanes === lane));
}

/** One of some things, by a number. */
export function chosen<T>(from: readonly T[], number: number): T {
  const one = from[number % from.length];
  if (one === undefined) throw new Error('there is nothing to choose from');
  return one;
}

/** One of some things, by a number, where each has a weight. */
export function weighted<T>(from: readonly T[], weightOf: (one: T) => number, number: number): T | undefined {
  const total = from.reduce((sum, one) => sum + weightOf(one), 0);
  let left = total === 0 ? 0 : number % total;
  return from.find((one) => {
    left -= weightOf(one);
    return left < 0;
  });
}
