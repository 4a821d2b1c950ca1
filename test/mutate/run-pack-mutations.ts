import { makePackMutation, type PackClass, type PackMutation } from './pack-mutation';
import { makePackSources } from './pack-sources';
import { isAcceptedByFirst, isAcceptedBySecond } from './pack-verifiers';
import { Random } from './random';
import type { MutationOptions } from './run-mutations';
import { TestError } from '../support/test-error';

/** The counts of a run over packs. A mutation counts as found if both verifiers refuse it. */
export interface PackMutationRun {
  readonly mutations: number;
  readonly found: number;
  readonly harmless: number;
  readonly missed: number;
  readonly seed: number;
  readonly byClass: Readonly<Record<PackClass, number>>;
  readonly missedPlaces: readonly string[];
}

const keptPlaces = 20;

/** Changes packs of both kinds, and has both verifiers judge each. No change is harmless: every byte of a pack means something. */
export async function runPackMutations({ count, seed }: MutationOptions): Promise<PackMutationRun> {
  const sources = await makePackSources();
  for (const { bytes, pinnedRoots } of sources)
    if (!(await isAcceptedByFirst(bytes, pinnedRoots)) || !isAcceptedBySecond(bytes, pinnedRoots))
      throw new TestError('UNEXPECTED_ANSWER', 'An unchanged pack is refused.');
  const random = new Random(seed);
  const byClass: Record<PackClass, number> = { entry: 0, block: 0, path: 0, cosignature: 0, claim: 0, configuration: 0 };
  const missedPlaces: string[] = [];
  let found = 0;
  for (let made = 0; made < count; made += 1) {
    const mutation = makePackMutation(sources, random);
    byClass[mutation.packClass] += 1;
    const accepting = await listAccepting(mutation);
    if (accepting.length === 0) found += 1;
    else if (missedPlaces.length < keptPlaces)
      missedPlaces.push(`${mutation.packClass} ${mutation.place}: accepted by ${accepting.join(' and ')}`);
  }
  return { mutations: count, found, harmless: 0, missed: count - found, seed, byClass, missedPlaces };
}

async function listAccepting({ bytes, source: { pinnedRoots } }: PackMutation): Promise<readonly string[]> {
  const isFirst = await isAcceptedByFirst(bytes, pinnedRoots);
  return [...(isFirst ? ['the first verifier'] : []), ...(isAcceptedBySecond(bytes, pinnedRoots) ? ['the second verifier'] : [])];
}
