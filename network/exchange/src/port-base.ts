import { computePorts } from '@databund/devnet/internal/ports';
import { isPortFree } from '@databund/devnet/internal/free-port';
import { readExchangeTopology } from './exchange-topology';
import { SetupError } from './setup-error';

/** Finds a base from which the orderer, the peers and the chaincode have free ports. @throws SetupError PORT_TAKEN */
export async function findPortBase(): Promise<number> {
  const topology = readExchangeTopology();
  for (let base = 21_050; base < 26_000; base += 10) {
    const { orderer, chaincode, peers } = computePorts(topology, base);
    const ports = new Set([orderer, chaincode, ...peers.values()].flatMap(withOperations));
    const free = await Promise.all([...ports].map(isPortFree));
    if (free.every(Boolean)) return base;
  }
  throw new SetupError('PORT_TAKEN', 'No free ports between 21050 and 26000. End other exchanges on this machine.');
}

/** A node of real Fabric also listens on the six ports above its own. */
function withOperations(port: number): readonly number[] {
  return [0, 1, 2, 3, 4, 5, 6].map((offset) => port + offset);
}
