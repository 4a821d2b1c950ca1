import { verifyLedger } from '@databund/ledger-verifier';
import { byteClasses, type ByteClass } from './byte-classes';
import { harmlessFields, isSameEncoded } from './harmless';
import { MutationMaker, type Mutation } from './mutation';
import { Random } from './random';
import { findRecordedBlocks, makeSources, type Source } from './sources';

/** The size of a run, and the seed that repeats it. */
export interface MutationOptions {
  readonly count: number;
  readonly seed: number;
}

/** The counts of a run. */
export interface MutationRun {
  readonly mutations: number;
  readonly found: number;
  readonly harmless: number;
  readonly missed: number;
  readonly seed: number;
  readonly byClass: Readonly<Record<ByteClass, number>>;
  /** False if the shared blocks are absent, so that the copy in the repository was used. */
  readonly isShared: boolean;
  /** The first twenty mutations that were missed, in words. */
  readonly missedPlaces: readonly string[];
}

const keptPlaces = 20;

/** Changes blocks of real ledgers one field at a time, and verifies each changed ledger against the pins of the real one. */
export async function runMutations({ count, seed }: MutationOptions): Promise<MutationRun> {
  const maker = new MutationMaker(await makeSources(), new Random(seed));
  const byClass = new Map<ByteClass, number>(byteClasses.map((name) => [name, 0]));
  const missedPlaces: string[] = [];
  const counts = { found: 0, harmless: 0, missed: 0 };
  for (let made = 0; made < count; made += 1) {
    const mutation = maker.make();
    byClass.set(mutation.byteClass, (byClass.get(mutation.byteClass) ?? 0) + 1);
    const result = await judge(mutation);
    counts[result] += 1;
    if (result === 'missed' && missedPlaces.length < keptPlaces) missedPlaces.push(describeMutation(mutation));
  }
  const { header = 0, envelope = 0, endorsement = 0, metadata = 0, configuration = 0 } = Object.fromEntries(byClass);
  const { isShared } = findRecordedBlocks();
  return { mutations: count, ...counts, seed, byClass: { header, envelope, endorsement, metadata, configuration }, isShared, missedPlaces };
}

async function judge(mutation: Mutation): Promise<'found' | 'harmless' | 'missed'> {
  // The block behind shows most changes, and is enough to be shown.
  const short = mutation.blocks.slice(0, mutation.block + 2);
  if (!(await isVerified(mutation.source, short)) || !(await isVerified(mutation.source, mutation.blocks))) return 'found';
  const original = mutation.source.blocks[mutation.block] ?? new Uint8Array();
  const changed = mutation.blocks[mutation.block] ?? new Uint8Array();
  return isSameEncoded(changed, original) || mutation.place in harmlessFields ? 'harmless' : 'missed';
}

async function isVerified({ pinnedRoots, pins }: Source, blocks: readonly Uint8Array[]): Promise<boolean> {
  const roots = Object.keys(pinnedRoots).length === 0 ? {} : { pinnedRoots };
  return (await verifyLedger(blocks, { ...roots, pins, isParallel: false })).verified;
}

function describeMutation({ source, byteClass, block, place, change, power }: Mutation): string {
  return `${source.name} block ${String(block)}, ${byteClass} field ${place}: ${change}, repaired: ${power}`;
}
