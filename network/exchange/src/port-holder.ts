import { existsSync, readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { isPortFree } from '@databund/devnet/internal/free-port';
import { SetupError } from './setup-error';

/** Rejects a port that is in use. @throws SetupError PORT_TAKEN naming the process, if known, and the remedy */
export async function requireFreePort(port: number, remedy: string): Promise<void> {
  if (await isPortFree(port)) return;
  const holder = findPortHolder(port) ?? 'another process';
  throw new SetupError('PORT_TAKEN', `Port ${String(port)} is taken by ${holder}. End that process, or ${remedy}.`);
}

/** Finds the process that listens on a port, from the tables of the Linux kernel; `undefined` on other systems. */
export function findPortHolder(port: number): string | undefined {
  const inode = findInode(port);
  if (inode === undefined) return undefined;
  const pid = readdirSync('/proc').find((name) => /^\d+$/.test(name) && hasSocket(name, inode));
  return pid === undefined ? undefined : `process ${pid} (${readFileSync(`/proc/${pid}/comm`, 'utf8').trim()})`;
}

function findInode(port: number): string | undefined {
  if (!existsSync('/proc/net/tcp')) return undefined;
  const local = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const rows = readFileSync('/proc/net/tcp', 'utf8')
    .split('\n')
    .map((row) => row.trim().split(/\s+/));
  return rows.find(([, address, , state]) => address?.endsWith(local) === true && state === '0A')?.[9];
}

function hasSocket(pid: string, inode: string): boolean {
  try {
    return readdirSync(`/proc/${pid}/fd`).some((fd) => readlinkSync(`/proc/${pid}/fd/${fd}`) === `socket:[${inode}]`);
  } catch {
    return false; // The process belongs to another user, or has just ended.
  }
}
