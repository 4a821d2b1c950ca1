import { setTimeout as sleep } from 'node:timers/promises';
import { isListening, isPortFree } from '@databund/devnet';
import { TestError } from './test-error';

const bases = 98;

/**
 * Finds a base whose own port is free, from the first port on. Processes start at different places, because suites run side by side.
 * @throws TestError NO_FREE_PORT
 */
export async function findPortBase(first: number): Promise<number> {
  for (let attempt = 0; attempt < bases; attempt += 1) {
    const base = first + ((process.pid * 7 + attempt) % bases) * 10;
    if (await isPortFree(base)) return base;
  }
  throw new TestError('NO_FREE_PORT', `No port from ${String(first)} on is free.`);
}

/**
 * Waits until a process listens on a port: a Fabric peer does not wait for a chaincode that is starting. @throws TestError NOT_LISTENING
 */
export async function waitForListener(port: number): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (Date.now() < deadline) {
    if (await isListening(port)) return;
    await sleep(20);
  }
  throw new TestError('NOT_LISTENING', `No process listens on port ${String(port)} after 20 s.`);
}
