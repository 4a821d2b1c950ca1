import { join } from 'node:path';
import { readTopology, type Topology } from '@databund/devnet';

/** The topology file of a development exchange. */
export const topologyPath = join(__dirname, '..', 'topology.json');

/** The roles that each organisation of the topology may hold, by MSP id; the topology itself knows nothing of roles. */
const rolesByMspId: ReadonlyMap<string, readonly string[]> = new Map([
  ['ExchangeMSP', ['operator']],
  ['ProviderMSP', ['provider']],
  ['BuyerMSP', ['buyer']],
  ['RegulatorMSP', ['authority', 'assessor', 'arbiter', 'auditor']],
]);

/** Reads the topology of a development exchange. */
export function readExchangeTopology(): Topology {
  return readTopology(topologyPath);
}

/** Returns the roles that an organisation may hold. */
export function listRoles(mspId: string): readonly string[] {
  return rolesByMspId.get(mspId) ?? [];
}
