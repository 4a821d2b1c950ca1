import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Number of callers, and of the calls that they make together. */
export interface Load {
  readonly callers: number;
  readonly calls: number;
}

/** Makes calls with many callers at once, and returns how many a second. */
export async function measureRate({ callers, calls }: Load, call: () => Promise<void>): Promise<number> {
  let left = calls;
  const work = async () => {
    while (left > 0) {
      left -= 1;
      await call();
    }
  };
  const started = performance.now();
  await Promise.all(Array.from({ length: callers }, work));
  return (calls * 1_000) / (performance.now() - started);
}

/** Makes calls one after the other, and returns the median of their times in milliseconds. */
export async function measureLatency(calls: number, call: () => Promise<void>): Promise<number> {
  const times: number[] = [];
  for (let made = 0; made < calls; made += 1) {
    const started = performance.now();
    await call();
    times.push(performance.now() - started);
  }
  return times.sort((one, other) => one - other)[Math.floor(calls / 2)] ?? NaN;
}

/** Returns the resident memory, in MiB, of the processes that this one has started but for chaincodes. Needs `ps`. */
export function measureMemory(): number {
  const children = execFileSync('ps', ['-e', '-o', 'pid=,ppid=,rss=']).toString().trim().split('\n');
  const rows = children.map((line) => line.trim().split(/\s+/).map(Number));
  const collect = (parent: number): number =>
    rows
      .filter(([pid = 0, ppid]) => ppid === parent && !isChaincode(pid))
      .reduce((sum, [pid = 0, , rssKiB = 0]) => sum + rssKiB + collect(pid), 0);
  return collect(process.pid) / 1_024;
}

function isChaincode(pid: number): boolean {
  try {
    return readFileSync(`/proc/${String(pid)}/cmdline`, 'utf8').includes('--chaincode-id');
  } catch {
    return true; // Has ended.
  }
}
