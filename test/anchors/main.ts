import { Command } from 'commander';
import { findBinaries, FabricNetworkError } from '@databund/fabric-network';
import type { FabricNetwork } from '../support/fabric-network';
import { openNetwork, type NetworkName } from '../support/open-network';
import { listExpected } from './anchor-case';
import { anchorCases } from './anchor-cases';
import { measureRates, type AnchorRates } from './anchor-rates';
import { CaseRunner } from './case-runner';
import { measurePlanCost, type PlanCost } from './plan-cost';
import { makeWholeParser, runProgram } from '../support/program';

interface Options {
  readonly json?: boolean;
  readonly rates: boolean;
  readonly plans?: number;
}

/** The failed cases of one network, and its figures. */
interface Outcome {
  readonly failed: readonly string[];
  readonly withDividedByWithout?: AnchorRates;
  readonly peerCpuMsPerEndorsement?: PlanCost;
}

const skippedReason = 'Set FABRIC_BIN to the folder of the programs of a Fabric 3.x release, or add it to PATH.';

/** Runs the table of facts about anchors on the devnet and, if its programs are there, on real Fabric, and measures what anchors cost. */
async function main(): Promise<void> {
  const program = new Command('test:anchors')
    .description('check what anchors rely on, on the devnet and on real Fabric, and compare rates with and without anchors')
    .option('--json', 'print one line of JSON')
    .option('--no-rates', 'check the facts only')
    .option('--plans <n>', 'on real Fabric, also measure the CPU of n endorsements that the gateway plans', makeWholeParser(7))
    .parse();
  const options = program.opts<Options>();
  const print = (text: string) => process.stdout.write(`${text}\n`);
  const outcomes = new Map<NetworkName, Outcome>([['devnet', await runOn('devnet', options)]]);
  if (hasFabric()) outcomes.set('fabric', await runOn('fabric', options));
  if (options.json === true) print(JSON.stringify({ cases: anchorCases.length, fabric: 'skipped', ...Object.fromEntries(outcomes) }));
  else printTable(outcomes, print);
  process.exitCode = [...outcomes.values()].every(({ failed }) => failed.length === 0) ? 0 : 1;
}

async function runOn(name: NetworkName, { rates, plans }: Options): Promise<Outcome> {
  const network = await openNetwork({}, name);
  try {
    return {
      failed: await findFailures(network),
      ...(rates && { withDividedByWithout: await measureRates(network) }),
      ...(plans !== undefined && name === 'fabric' && { peerCpuMsPerEndorsement: await measurePlanCost(network, plans) }),
    };
  } finally {
    await network.stop();
  }
}

/** Returns the title of each case whose outcomes are not the expected ones, with both. */
async function findFailures(network: FabricNetwork): Promise<readonly string[]> {
  const runner = await CaseRunner.connect(network);
  try {
    const outcomes = await runner.runAll(anchorCases);
    return anchorCases.flatMap(({ title, makeSteps }) => {
      const [expected, found] = [listExpected(makeSteps('any')), outcomes.get(title)].map((each) => JSON.stringify(each));
      return expected === found ? [] : [`${title}: expected ${String(expected)}, found ${String(found)}`];
    });
  } finally {
    runner.close();
  }
}

function printTable(outcomes: ReadonlyMap<NetworkName, Outcome>, print: (text: string) => void): void {
  const names = [...outcomes.keys()];
  print([...names.map((name) => name.padEnd(8)), 'case'].join(''));
  for (const { title } of anchorCases) {
    const marks = [...outcomes.values()].map(({ failed }) => (failed.some((line) => line.startsWith(`${title}:`)) ? 'FAILED' : 'ok'));
    print([...marks.map((mark) => mark.padEnd(8)), title].join(''));
  }
  for (const [name, { failed, withDividedByWithout: rates, peerCpuMsPerEndorsement: cost }] of outcomes) {
    for (const line of failed) print(`${name}: ${line}`);
    if (rates)
      print(`${name}: rate with anchors / without: ${String(rates.oneClient)} (1 client), ${String(rates.manyClients)} (64 clients)`);
    if (cost) print(`${name}: milliseconds of CPU of all peers per endorsement: ${JSON.stringify(cost)}`);
  }
  if (!outcomes.has('fabric')) print(`Real Fabric was skipped: its programs were not found. ${skippedReason}`);
}

function hasFabric(): boolean {
  try {
    findBinaries(process.env['FABRIC_BIN'], process.env['PATH'] ?? '');
    return true;
  } catch (error) {
    if (error instanceof FabricNetworkError) return false;
    throw error;
  }
}

runProgram(main);
