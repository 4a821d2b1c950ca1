import { allTransactions } from '@databund/model';
import { chaincode } from '../../conformance/test-channel';
import { startChaincode } from '../../support/chaincode-process';
import { findPortBase } from '../../support/free-ports';
import { MeasuredLedger, tell } from './measured-ledger';
import { Measurements, type Measured } from './measurements';
import { ownStories, storiesOfLives, type Story } from './stories';

/** How many listings the two ledgers hold, and how often every story is told on both. */
export interface RulesOptions {
  readonly small: number;
  readonly large: number;
  readonly repeat: number;
}

/** What each submit costs; `worst` is the one whose cost grows most with the listings. */
export interface RulesMeasured {
  readonly transactions: Readonly<Record<string, Measured>>;
  readonly worstRatio: number;
  readonly worst: string;
  readonly small: number;
  readonly large: number;
}

/**
 * Measures every submit of the model, from proposal to commit, on two ledgers that differ in how many listings they hold. One
 * process runs the chaincode of both, and they are measured in turns: what else the machine does meets both alike. Every telling
 * of the stories adds some twenty listings of its own to both.
 * @throws Error that names the submits that no story does
 */
export async function benchRules({ small, large, repeat }: RulesOptions): Promise<RulesMeasured> {
  const address = `127.0.0.1:${String(await findPortBase(24_000))}`;
  const process = startChaincode('databund', address, `${chaincode}:1.0`);
  const ledgers: MeasuredLedger[] = [];
  try {
    for (const size of ['small', 'large'] as const) ledgers.push(await MeasuredLedger.begin(size, address));
    for (const ledger of ledgers) await ledger.fillUpTo(small);
    const stories = await chooseStories(ledgers);
    for (const ledger of ledgers) if (ledger.size === 'large') await ledger.fillUpTo(large);
    await tell(ledgers, stories, Math.ceil(repeat / 10)); // Compilers and caches settle.
    return { ...summaryOf(await measure(ledgers, stories, repeat)), small, large };
  } finally {
    for (const ledger of ledgers) await ledger.close();
    await process.end();
  }
}

/** The submits that read a range: none may, for others’ writes into the range would make it fail. */
export function rangeReaders({ transactions }: RulesMeasured): readonly string[] {
  return Object.entries(transactions)
    .filter(([, { ranges }]) => ranges > 0)
    .map(([name]) => name);
}

/** Says so before long where the model has a submit that is not measured. @throws Error that names it */
export function refuseUnlessAll(done: ReadonlySet<string>): void {
  const missing = submits().filter((name) => !done.has(name));
  if (missing.length > 0) throw new Error(`no story does ${missing.join(', ')}: add a deed to the stories of this workload`);
}

/** Enough stories to do every submit: tells each once, but for those that would tell nothing new. */
async function chooseStories(ledgers: readonly MeasuredLedger[]): Promise<readonly Story[]> {
  const done = new Set<string>();
  const chosen: Story[] = [];
  for (const ledger of ledgers) ledger.note = (name) => done.add(name);
  for (const story of [...ownStories, ...storiesOfLives()]) {
    if (story.tells !== undefined && done.has(story.tells)) continue;
    await tell(ledgers, [story], 1);
    chosen.push(story);
  }
  refuseUnlessAll(done);
  return chosen;
}

async function measure(ledgers: readonly MeasuredLedger[], stories: readonly Story[], times: number): Promise<Measurements> {
  const measurements = new Measurements();
  for (const ledger of ledgers) ledger.note = (name, committed) => measurements.add(ledger.size, name, committed);
  await tell(ledgers, stories, times);
  return measurements;
}

function submits(): readonly string[] {
  return allTransactions.filter(({ kind }) => kind === 'submit').map(({ name }) => name);
}

function summaryOf(measurements: Measurements): Pick<RulesMeasured, 'transactions' | 'worst' | 'worstRatio'> {
  const measured = submits().map((name) => [name, measurements.of(name)] as const);
  const [worst = '', { ratio: worstRatio } = { ratio: NaN }] = measured.toSorted(([, one], [, other]) => other.ratio - one.ratio)[0] ?? [];
  return { transactions: Object.fromEntries(measured), worstRatio, worst };
}
