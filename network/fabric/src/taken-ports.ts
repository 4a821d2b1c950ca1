import { createServer } from 'node:net';

/** Refuses ports that another process has: Fabric’s own would end, and what listens there be taken for them. @throws Error naming the first */
export async function refuseTakenPorts(host: string, ports: readonly number[]): Promise<void> {
  const free = await Promise.all(ports.map((port) => isFree(host, port)));
  const taken = ports.find((_, index) => free[index] === false);
  if (taken !== undefined) throw new Error(`cannot listen on ${host}:${String(taken)}: the port is in use`);
}

function isFree(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, host, () => server.close(() => resolve(true)));
  });
}
