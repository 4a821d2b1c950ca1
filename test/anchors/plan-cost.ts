import { readFileSync, readdirSync } from 'node:fs';
import type { FabricNetwork } from '../support/fabric-network';
import { ProbeClient } from '../support/probe-client';
import { makeStatement } from './anchor-rates';

/** Milliseconds of CPU of all peers for one endorsed statement with an anchor. */
export interface PlanCost {
  /** The client names the organisations, before and after the planned ones. */
  readonly namedFirst: number;
  readonly namedLast: number;
  /** The gateway plans: the first of them, and the last. */
  readonly plannedFirst: number;
  readonly plannedLast: number;
  readonly plans: number;
}

const sample = 100;
const parallel = 4;
const ticksPerSecond = 100;

/** Measures on real Fabric what an endorsement costs if the gateway plans it, and how that grows with the number of plans. */
export async function measurePlanCost(network: FabricNetwork, plans: number): Promise<PlanCost> {
  const client = await ProbeClient.connect(network, 'ProviderMSP');
  try {
    let made = 0;
    const endorse = async (count: number, organisations?: readonly string[]) => {
      const before = readPeerCpuMs();
      let left = count;
      const work = async () => {
        for (; left > 0;) {
          left -= 1;
          made += 1;
          await client.endorse(makeStatement(`plan-${String(made)}`, true), organisations && { organisations });
        }
      };
      await Promise.all(Array.from({ length: parallel }, work));
      return Math.round(((readPeerCpuMs() - before) / count) * 10) / 10;
    };
    const named = ['ExchangeMSP', 'ProviderMSP'];
    await endorse(sample, named);
    const namedFirst = await endorse(sample, named);
    const plannedFirst = await endorse(sample);
    if (plans > 2 * sample) await endorse(plans - 2 * sample);
    return { namedFirst, plannedFirst, plannedLast: await endorse(sample), namedLast: await endorse(sample, named), plans };
  } finally {
    client.close();
  }
}

/** Returns the CPU time of the `peer` processes that this process started; Linux only. */
function readPeerCpuMs(): number {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const ticks = pids.map((pid) => readTicks(`/proc/${pid}/stat`)).reduce((sum, each) => sum + each, 0);
  return (ticks / ticksPerSecond) * 1_000;
}

/** Returns user and system time from a `stat` file of procfs; 0 if it is not a peer of this process, or has ended. */
function readTicks(path: string): number {
  const [, name, rest = ''] = /^\d+ \((.*)\) (.*)$/s.exec(readStat(path)) ?? [];
  const fields = rest.split(' ');
  const isOwn = name === 'peer' && Number(fields[1]) === process.pid;
  return isOwn ? Number(fields[11]) + Number(fields[12]) : 0;
}

function readStat(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
