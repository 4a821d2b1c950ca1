import { availableParallelism, loadavg } from 'node:os';
import { findBinaries } from '@databund/fabric-network';
import type { NetworkName } from '../../support/open-network';
import { source } from '../../support/asset-chaincode/index';
import { divide, type Figure } from './figures';
import { measureLatency, measureMemory, measureRate, type Load } from './measure';
import { openAssets, openListings, type Workload } from './workload';

/** Counts of what the benchmark measures. */
export interface NetworkBenchOptions {
  readonly rounds: number;
  /** Calls before the first measurement, because the first thousand of a process cost more. */
  readonly warmUp: number;
  /** Calls of one measurement with 64 callers. */
  readonly calls: number;
}

const keys = [
  'exchangeToBareSubmit',
  'exchangeToBareRead',
  'bareSubmit64',
  'bareSubmit256',
  'bareEvaluate64',
  'bareLatency',
  'bareStart',
  'bareMemory',
  'exchangeSubmit64',
  'exchangeEvaluate64',
] as const;
type Key = (typeof keys)[number];

/** The figures, which are ratios within one run: those of the devnet divided by those of real Fabric, unless the key names another side. */
export interface NetworkFigures extends Readonly<Record<Key, number | null>> {
  /** The least and the greatest ratio of a round. */
  readonly spread: Readonly<Partial<Record<Key, Figure['spread']>>>;
  /** Submits of the bare chaincode a second, by the number of callers. */
  readonly chart: readonly { readonly callers: number; readonly devnet: number; readonly fabric: number | null }[];
  readonly machine: { readonly cores: number; readonly loadBefore: number; readonly loadAfter: number };
  readonly rounds: number;
  readonly bareChaincode: string;
}

/** Measurements of each round, by side and then by kind. */
type Measured = Record<NetworkName, Partial<Record<Measure, number[]>>>;
type Measure = 'submit64' | 'submit256' | 'evaluate64' | 'latency' | 'start' | 'memory' | 'listing-submit' | 'listing-evaluate';

const chartCallers = [1, 4, 16, 64, 256];

/** Measures both networks in turn. Without the programs of real Fabric, its figures are `null`. */
export async function measureNetworks(options: NetworkBenchOptions): Promise<NetworkFigures> {
  const loadBefore = readLoad();
  const names = listNetworks();
  const measured: Measured = { devnet: {}, fabric: {} };
  await measureStarts(names, options, measured);
  await measureLatencies(names, options, measured);
  const chart = await measureBare(names, options, measured);
  await measureListings(names, options, measured);
  const machine = { cores: availableParallelism(), loadBefore, loadAfter: readLoad() };
  const common = { chart, machine, rounds: options.rounds, bareChaincode: source };
  return { ...common, ...compare(measured, names.includes('fabric')) };
}

/** Lists the networks that can run here. */
function listNetworks(): readonly NetworkName[] {
  try {
    findBinaries(process.env['FABRIC_BIN'], process.env['PATH'] ?? '');
    return ['devnet', 'fabric'];
  } catch {
    return ['devnet'];
  }
}

/** Measures the time from nothing to the first commit, in milliseconds, and the memory after it. */
async function measureStarts(names: readonly NetworkName[], { rounds }: NetworkBenchOptions, measured: Measured): Promise<void> {
  for (let round = 0; round < rounds; round += 1) {
    for (const name of names) {
      const started = performance.now();
      const assets = await openAssets(name);
      await assets.submit();
      note(measured, name, 'start', performance.now() - started);
      note(measured, name, 'memory', measureMemory());
      await assets.close();
    }
  }
}

/** Measures unloaded submits with one transaction in a block. */
async function measureLatencies(names: readonly NetworkName[], { rounds, warmUp }: NetworkBenchOptions, measured: Measured): Promise<void> {
  await withEach(
    names,
    (name) => openAssets(name, { maxMessageCount: 1 }),
    async (sides) => {
      for (const [, assets] of sides) await measureRate({ callers: 16, calls: warmUp }, assets.submit);
      for (let round = 0; round < rounds; round += 1)
        for (const [name, assets] of sides) note(measured, name, 'latency', await measureLatency(40, assets.submit));
    },
  );
}

async function measureBare(
  names: readonly NetworkName[],
  options: NetworkBenchOptions,
  measured: Measured,
): Promise<NetworkFigures['chart']> {
  const { rounds, warmUp, calls } = options;
  const rates = new Map<string, number>();
  await withEach(
    names,
    (name) => openAssets(name),
    async (sides) => {
      for (const [, assets] of sides) await measureRate({ callers: 64, calls: warmUp }, assets.submit);
      for (let round = 0; round < rounds; round += 1) {
        for (const [name, assets] of sides) {
          note(measured, name, 'submit64', await measureRate({ callers: 64, calls }, assets.submit));
          note(measured, name, 'submit256', await measureRate({ callers: 256, calls: 2 * calls }, assets.submit));
          note(measured, name, 'evaluate64', await measureRate({ callers: 64, calls: 2 * calls }, assets.evaluate));
        }
      }
      for (const callers of chartCallers)
        for (const [name, assets] of sides)
          rates.set(`${name} ${String(callers)}`, await measureRate(limitLoad(callers, calls), assets.submit));
    },
  );
  const read = (name: NetworkName, callers: number) => Math.round(rates.get(`${name} ${String(callers)}`) ?? NaN);
  const hasFabric = names.includes('fabric');
  return chartCallers.map((callers) => ({ callers, devnet: read('devnet', callers), fabric: hasFabric ? read('fabric', callers) : null }));
}

/** Returns a load of so many callers, with few calls if these come one after the other. */
function limitLoad(callers: number, calls: number): Load {
  return { callers, calls: Math.min(calls, callers * 20) };
}

async function measureListings(names: readonly NetworkName[], options: NetworkBenchOptions, measured: Measured): Promise<void> {
  const { rounds, warmUp, calls } = options;
  await withEach(names, openListings, async (sides) => {
    for (const [, listings] of sides) await measureRate({ callers: 64, calls: warmUp }, listings.submit);
    for (let round = 0; round < rounds; round += 1) {
      for (const [name, listings] of sides) {
        note(measured, name, 'listing-submit', await measureRate({ callers: 64, calls }, listings.submit));
        note(measured, name, 'listing-evaluate', await measureRate({ callers: 64, calls: 2 * calls }, listings.evaluate));
      }
    }
  });
}

type Sides = readonly (readonly [NetworkName, Workload])[];

/** Opens a workload on each network, and closes all of them at the end. */
async function withEach(
  names: readonly NetworkName[],
  open: (name: NetworkName) => Promise<Workload>,
  work: (sides: Sides) => Promise<void>,
): Promise<void> {
  const sides: [NetworkName, Workload][] = [];
  try {
    for (const name of names) sides.push([name, await open(name)]);
    await work(sides);
  } finally {
    for (const [, workload] of sides) await workload.close();
  }
}

function note(measured: Measured, name: NetworkName, what: Measure, value: number): void {
  (measured[name][what] ??= []).push(value);
}

function compare({ devnet, fabric }: Measured, hasFabric: boolean): Record<Key, number | null> & Pick<NetworkFigures, 'spread'> {
  const divideBy = (what: Measure) => divide(devnet[what] ?? [], fabric[what] ?? []);
  const figures: Record<Key, Figure> = {
    exchangeToBareSubmit: divide(fabric['listing-submit'] ?? [], fabric.submit64 ?? []),
    exchangeToBareRead: divide(fabric['listing-evaluate'] ?? [], fabric.evaluate64 ?? []),
    bareSubmit64: divideBy('submit64'),
    bareSubmit256: divideBy('submit256'),
    bareEvaluate64: divideBy('evaluate64'),
    bareLatency: divideBy('latency'),
    bareStart: divideBy('start'),
    bareMemory: divideBy('memory'),
    exchangeSubmit64: divideBy('listing-submit'),
    exchangeEvaluate64: divideBy('listing-evaluate'),
  };
  const readAll = <T>(read: (figure: Figure) => T, absent: T) =>
    Object.fromEntries(keys.map((key) => [key, hasFabric ? read(figures[key]) : absent])) as Record<Key, T>;
  return { ...readAll<number | null>(({ median }) => median, null), spread: hasFabric ? readAll(({ spread }) => spread, [NaN, NaN]) : {} };
}

function readLoad(): number {
  return Math.round((loadavg()[0] ?? 0) * 100) / 100;
}
