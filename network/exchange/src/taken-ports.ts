import { existsSync, readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { isPortFree } from '@databund/devnet';

/** Refuses a port that is taken. @throws Error naming its holder, where that is known, and the remedy */
export async function refuseTaken(port: number, remedy: string): Promise<void> {
  if (await isPortFree(port)) return;
  throw new Error(`port ${String(port)} is taken by ${holderOf(port) ?? 'another process'}: end that, or ${remedy}`);
}

/** Which process listens on a port: on Linux the kernel’s tables say it, elsewhere nothing does. */
export function holderOf(port: number): string | undefined {
  const inode = inodeOf(port);
  if (inode === undefined) return undefined;
  const pid = readdirSync('/proc').find((name) => /^\d+$/.test(name) && holds(name, inode));
  return pid === undefined ? undefined : `process ${pid} (${readFileSync(`/proc/${pid}/comm`, 'utf8').trim()})`;
}

function inodeOf(port: number): string | undefined {
  if (!existsSync('/proc/net/tcp')) return undefined;
  const local = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const rows = readFileSync('/proc/net/tcp', 'utf8')
    .split('\n')
    .map((row) => row.trim().split(/\s+/));
  return rows.find(([, address, , state]) => address?.endsWith(local) === true && state === '0A')?.[9];
}

function holds(pid: string, inode: string): boolean {
  try {
    return readdirSync(`/proc/${pid}/fd`).some((fd) => readlinkSync(`/proc/${pid}/fd/${fd}`) === `socket:[${inode}]`);
  } catch {
    return false; // Another user’s process, or one that has just ended.
  }
}
