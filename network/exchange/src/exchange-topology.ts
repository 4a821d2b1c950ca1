import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Type } from '@sinclair/typebox';
import { readTopology, type Topology } from '@databund/devnet/internal/topology';
import { RoleName, type CastMember } from './cast';
import { parseOutput } from './parse-output';

const folder = join(__dirname, '..');

/** The topology file of a development exchange. */
export const topologyPath = join(folder, 'topology.json');

/** Reads the topology of a development exchange. */
export function readExchangeTopology(): Topology {
  return readTopology(topologyPath);
}

/** The roles that each organisation may hold, by MSP id. */
export function readRoles(): Readonly<Record<string, CastMember['roles']>> {
  const path = join(folder, 'roles.json');
  return parseOutput(path, RolesForm, readFileSync(path, 'utf8'));
}

const RolesForm = Type.Record(Type.String(), Type.Array(RoleName));
