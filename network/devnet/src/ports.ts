import type { Topology } from './topology';

/** The address on which every node listens. */
export const host = '127.0.0.1';

/** The host that every peer advertises. Its certificate names it, and error details contain it. */
export const advertisedHost = 'localhost';

/** Ports on which the nodes of a network listen. */
export interface Ports {
  readonly orderer: number;
  readonly chaincode: number;
  /** By MSP id. */
  readonly peers: ReadonlyMap<string, number>;
}

/** Shifts all ports of a topology alike, so that the orderer's becomes `base`. */
export function computePorts(topology: Topology, base = topology.orderer.port): Ports {
  const shift = base - topology.orderer.port;
  return {
    orderer: base,
    chaincode: topology.chaincode.port + shift,
    peers: new Map(topology.organisations.map(({ mspId, peerPort }) => [mspId, peerPort + shift])),
  };
}
