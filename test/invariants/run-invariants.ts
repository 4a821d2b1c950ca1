import { readPinnedRoots, verifyExchange, type ExchangeReport, type InvariantResult } from '@databund/audit';
import { openNetwork } from '../support/open-network';
import { readBlocks } from './read-blocks';
import { Lane } from './lane';
import { makePlan } from './plan';
import { Society } from './society';
import { Tally } from './tally';

/** The size of a run, and the seed that repeats it. */
export interface RunOptions {
  readonly steps: number;
  readonly seed: number;
  readonly lanes?: number;
  /** The number of the invariant that is broken on purpose. */
  readonly broken?: number;
}

/** The result of a run. */
export interface Run {
  readonly seed: number;
  readonly steps: number;
  readonly done: number;
  readonly refused: number;
  readonly races: number;
  readonly conflicts: number;
  readonly blocks: number;
  readonly transactions: number;
  /** The number of keys in a peer's state that were compared; 0 if the network cannot show them. */
  readonly stateKeys: number;
  readonly seconds: number;
  readonly disagreementCount: number;
  readonly disagreements: readonly string[];
  /** The result of `databund verify` over the blocks. */
  readonly audit: Pick<ExchangeReport, 'verified' | 'problemCount' | 'problems' | 'reExecuted' | 'checkedByHashOnly'>;
  /** The invariants of that result, with the probes of strangers. */
  readonly invariants: readonly InvariantResult[];
}

const mostLanes = 16;

/** Gives a lane at least two hundred steps, so that its stories reach deliveries. */
const countLanes = (steps: number) => Math.min(mostLanes, Math.max(4, Math.round(steps / 200)));

/** Runs random stories on a network, compares every step with the reference, and then checks the sixteen invariants over the blocks. */
export async function runInvariants({ steps, seed, lanes = countLanes(steps), broken }: RunOptions): Promise<Run> {
  const startedMs = performance.now();
  const isOfChaincode = broken !== undefined && broken !== 13;
  const society = await Society.found((founding) =>
    openNetwork({ chaincode: 'databund', founding, batchTimeoutMs: 5, ...(isOfChaincode && { broken }) }),
  );
  const { network } = society;
  try {
    const tally = new Tally();
    await walkAll(society, makePlan(seed, { steps, lanes }), tally);
    const blocks = await readBlocks(network);
    const publicState = network.hasFeature('public-state') ? await network.readPublicState() : undefined;
    const audit = await verifyExchange(blocks, {
      pinnedRoots: readPinnedRoots(network.profilePath),
      secrets: tally.secrets,
      ...(publicState && { publicState: broken === 13 ? changeState(publicState) : publicState }),
    });
    const { done, refused, races, disagreementCount, disagreements } = tally;
    return {
      seed,
      steps: tally.steps,
      done,
      refused,
      races,
      conflicts: society.conflicts,
      blocks: blocks.length,
      transactions: audit.transactions,
      stateKeys: publicState?.length ?? 0,
      seconds: (performance.now() - startedMs) / 1000,
      disagreementCount,
      disagreements,
      audit,
      invariants: addProbes(audit.invariants, tally),
    };
  } finally {
    await society.close();
  }
}

/** The most steps of the stories in which notices last. */
const mostNoticed = 300;

/** Walks the last lane's first steps while notices last, and then all others. */
async function walkAll(ground: Society, plan: ReturnType<typeof makePlan>, tally: Tally): Promise<void> {
  const common = { lanes: plan.length, ground, cast: ground.cast, tally };
  const last = plan.length - 1;
  const noticed = plan[last]?.slice(0, mostNoticed) ?? [];
  await new Lane({ ...common, number: last, hasNotice: true }).walk(noticed);
  await ground.endNotices();
  const rest = plan.map((decisions, number) => (number === last ? decisions.slice(mostNoticed) : decisions));
  await Promise.all(rest.map((decisions, number) => new Lane({ ...common, number }).walk(decisions)));
}

/** Changes one value of the state, which no chaincode can do. */
function changeState(state: readonly (readonly [string, Uint8Array])[]): readonly (readonly [string, Uint8Array])[] {
  const middle = Math.floor(state.length / 2);
  return state.map(([key, value], index) => [key, index === middle ? Buffer.from(`${Buffer.from(value).toString()} `) : value]);
}

/** Adds the probes of strangers to the invariant that they test. */
function addProbes(found: readonly InvariantResult[], { probes, leaks }: Tally): readonly InvariantResult[] {
  return found.map((result) => {
    if (result.number !== 14) return result;
    const violations = leaks.slice(0, 20).map((details) => ({ block: -1, transaction: '', details }));
    return {
      ...result,
      exercised: result.exercised + probes,
      violationCount: result.violationCount + leaks.length,
      violations: [...violations, ...result.violations],
    };
  });
}

/** Returns whether every invariant holds and was tested. */
export function checkRun({ disagreementCount, audit, invariants }: Run): boolean {
  const isClean = disagreementCount === 0 && audit.verified;
  return isClean && invariants.every(({ exercised, violationCount }) => exercised > 0 && violationCount === 0);
}
