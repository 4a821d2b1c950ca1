import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { listens } from '@databund/fabric-network/internal/readiness';

const bases = 98;

/** A base, of those from the first port on, whose own port is free; suites that run side by side start looking at different places. */
export async function findPortBase(first: number): Promise<number> {
  for (let attempt = 0; attempt < bases; attempt += 1) {
    const base = first + ((process.pid * 7 + attempt) % bases) * 10;
    if (await isFree(base)) return base;
  }
  throw new Error(`no free ports from ${String(first)} on`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

/** Waits until something listens on a port. A peer of Fabric's does not wait for a chaincode that is only starting. */
export async function untilListening(port: number): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (Date.now() < deadline) {
    if (await listens(port)) return;
    await sleep(20);
  }
  throw new Error(`nothing listens on port ${String(port)}`);
}
