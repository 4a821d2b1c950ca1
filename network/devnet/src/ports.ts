import type { Topology } from './topology';

/** Every devnet listens here only. */
export const host = '127.0.0.1';

/** Where the nodes of a devnet listen. */
export interface Ports {
  readonly orderer: number;
  readonly chaincode: number;
  /** By MSP id. */
  readonly peers: ReadonlyMap<string, number>;
}

/** The topology's ports, all moved alike so that the orderer's becomes the base. */
export function portsOf(topology: Topology, base = topology.orderer.port): Ports {
  const move = (port: number) => port + base - topology.orderer.port;
  return {
    orderer: base,
    chaincode: move(topology.chaincode.port),
    peers: new Map(topology.organisations.map(({ mspId, peerPort }) => [mspId, move(peerPort)])),
  };
}
