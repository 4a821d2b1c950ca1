import { readTopology, type Topology } from '@databund/devnet/internal/topology';

/** The network of an exchange, with the roles that each organisation may hold. */
export function readExchangeTopology(): Topology {
  return readTopology();
}
