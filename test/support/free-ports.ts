import { setTimeout as sleep } from 'node:timers/promises';
import { isListening, isPortFree } from '@databund/devnet';

const bases = 98;

/** A base, of those from the first port on, whose own port is free; suites that run side by side start looking at different places. */
export async function findPortBase(first: number): Promise<number> {
  for (let attempt = 0; attempt < bases; attempt += 1) {
    const base = first + ((process.pid * 7 + attempt) % bases) * 10;
    if (await isPortFree(base)) return base;
  }
  throw new Error(`no free ports from ${String(first)} on`);
}

/** Waits until something listens on a port. A peer of Fabric's does not wait for a chaincode that is only starting. */
export async function untilListening(port: number): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (Date.now() < deadline) {
    if (await isListening(port)) return;
    await sleep(20);
  }
  throw new Error(`nothing listens on port ${String(port)}`);
}
