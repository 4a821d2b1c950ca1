import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readTopology, type Topology } from '@databund/devnet';

const folder = join(__dirname, '..');

/** The topology file of a development exchange. */
export const topologyPath = join(folder, 'topology.json');

/** Reads the topology of a development exchange. */
export function readExchangeTopology(): Topology {
  return readTopology(topologyPath);
}

/** Reads the roles that an organisation may hold, from `roles.json`. */
export function readRoles(mspId: string): readonly string[] {
  const roles: Readonly<Record<string, readonly string[]>> = JSON.parse(readFileSync(join(folder, 'roles.json'), 'utf8'));
  return roles[mspId] ?? [];
}
