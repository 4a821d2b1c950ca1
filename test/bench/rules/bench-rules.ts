import { allTransactions, hashFounding } from '@databund/model';
import { chaincode } from '../../conformance/test-channel';
import { startChaincode } from '../../support/chaincode-process';
import { findPortBase } from '../../support/free-ports';
import { MeasuredLedger, runStories } from './measured-ledger';
import { Measurements, type Measured } from './measurements';
import { document, ownStories, listStories, type Story } from './stories';
import { TestError } from '../../support/test-error';

/** The number of listings on the two ledgers, and how often every story runs on both. */
export interface RulesOptions {
  readonly small: number;
  readonly large: number;
  readonly repeat: number;
}

/** The cost of each submit; `worst` is the one whose cost grows most with the listings. */
export interface RulesMeasured {
  readonly transactions: Readonly<Record<string, Measured>>;
  readonly worstRatio: number;
  readonly worst: string;
  readonly small: number;
  readonly large: number;
}

/**
 * Measures every submit of the model, from proposal to commit, on two ledgers with different numbers of listings. One process runs the
 * chaincode of both, in turns, so that the load of the machine affects both alike. @throws TestError NOT_MEASURED
 */
export async function measureRules({ small, large, repeat }: RulesOptions): Promise<RulesMeasured> {
  const address = `127.0.0.1:${String(await findPortBase(24_000))}`;
  const process = startChaincode({ kind: 'databund', founding: hashFounding(document) }, address, `${chaincode}:1.0`);
  const ledgers: MeasuredLedger[] = [];
  try {
    for (const size of ['small', 'large'] as const) ledgers.push(await MeasuredLedger.begin(size, address));
    for (const ledger of ledgers) await ledger.fillUpTo(small);
    const stories = await chooseStories(ledgers);
    for (const ledger of ledgers) if (ledger.size === 'large') await ledger.fillUpTo(large);
    await runStories(ledgers, stories, Math.floor(repeat / 10)); // Lets compilers and caches settle before many repetitions.
    return { ...summarise(await measure(ledgers, stories, repeat)), small, large };
  } finally {
    for (const ledger of ledgers) await ledger.close();
    await process.end();
  }
}

/** Returns the submits that read a range, which other transactions' writes could invalidate. */
export function findRangeReaders({ transactions }: RulesMeasured): readonly string[] {
  return Object.entries(transactions)
    .filter(([, { ranges }]) => ranges > 0)
    .map(([name]) => name);
}

/** Checks that every submit was measured. @throws TestError NOT_MEASURED with the names of the others */
export function requireAll(done: ReadonlySet<string>): void {
  const missing = listSubmits().filter((name) => !done.has(name));
  if (missing.length > 0)
    throw new TestError('NOT_MEASURED', `No story runs ${missing.join(', ')}. Add a step to the stories of this workload.`);
}

/** Runs each story once, and returns those that run a new submit. */
async function chooseStories(ledgers: readonly MeasuredLedger[]): Promise<readonly Story[]> {
  const done = new Set<string>();
  const chosen: Story[] = [];
  for (const ledger of ledgers) ledger.note = (name) => done.add(name);
  for (const story of [...ownStories, ...listStories()]) {
    if (story.target !== undefined && done.has(story.target)) continue;
    await runStories(ledgers, [story], 1);
    chosen.push(story);
  }
  requireAll(done);
  return chosen;
}

async function measure(ledgers: readonly MeasuredLedger[], stories: readonly Story[], times: number): Promise<Measurements> {
  const measurements = new Measurements();
  for (const ledger of ledgers) ledger.note = (name, committed) => measurements.add(ledger.size, name, committed);
  await runStories(ledgers, stories, times);
  return measurements;
}

function listSubmits(): readonly string[] {
  return allTransactions.filter(({ kind }) => kind === 'submit').map(({ name }) => name);
}

function summarise(measurements: Measurements): Pick<RulesMeasured, 'transactions' | 'worst' | 'worstRatio'> {
  const measured = listSubmits().map((name) => [name, measurements.read(name)] as const);
  const [worst = '', { ratio: worstRatio } = { ratio: NaN }] = measured.toSorted(([, one], [, other]) => other.ratio - one.ratio)[0] ?? [];
  return { transactions: Object.fromEntries(measured), worstRatio, worst };
}
