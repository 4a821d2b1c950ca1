import { createConnection, createServer } from 'node:net';
import { DevnetError } from './errors';
import { computePorts, host } from './ports';
import type { Topology } from './topology';

const [firstBase, lastBase, baseStep] = [20_000, 50_000, 10];

/** Finds a port base from which all ports of a topology are free: what the port 0 means. @throws PORT_TAKEN if no base is free */
export async function findFreeBase(topology: Topology): Promise<number> {
  for (let base = firstBase; base < lastBase; base += baseStep) {
    const { orderer, chaincode, peers } = computePorts(topology, base);
    const free = await Promise.all([orderer, chaincode, ...peers.values()].map(isPortFree));
    if (free.every(Boolean)) return base;
  }
  throw new DevnetError('PORT_TAKEN', `No ports from ${firstBase} to ${lastBase} are free. End other networks on this machine.`);
}

/** Returns whether this process could listen on a port of the loopback address. */
export function isPortFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, host, () => server.close(() => resolve(true)));
  });
}

/** Returns whether a process listens on a port of the loopback address. */
export function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ port, host });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

/** Rejects if another process listens on one of the ports. @throws PORT_TAKEN naming the first */
export async function checkPortsFree(ports: readonly number[]): Promise<void> {
  const free = await Promise.all(ports.map(isPortFree));
  const taken = ports.find((_, index) => free[index] === false);
  if (taken !== undefined) throw makePortTaken(taken);
}

/** Makes the error of a port that is in use. */
export function makePortTaken(port: number): DevnetError {
  const remedy = 'End the process that listens there, or choose other ports with --port-base.';
  return new DevnetError('PORT_TAKEN', `Cannot listen on ${host}:${port}: the port is in use. ${remedy}`);
}
