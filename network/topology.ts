import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** An organisation of the channel: its MSP, the domain its certificates name, its peer's port on loopback, the roles it may hold. */
export interface Organisation {
  readonly mspId: string;
  readonly domain: string;
  readonly peerPort: number;
  readonly roles: readonly string[];
}

/** The network of an exchange; one file describes the devnet and real Fabric alike. */
export interface Topology {
  readonly channel: string;
  readonly chaincode: {
    readonly name: string;
    readonly version: string;
    readonly port: number;
    /** Who must endorse a new key: every MSP of `all`, and `any` of the others. */
    readonly endorsement: { readonly all: readonly string[]; readonly any: number };
  };
  readonly maxClockSkewSeconds: number;
  readonly orderer: { readonly mspId: string; readonly domain: string; readonly port: number };
  readonly organisations: readonly Organisation[];
}

/** Reads a topology file; the default is the one the project ships. */
export function readTopology(path = join(__dirname, '..', 'topology.json')): Topology {
  return JSON.parse(readFileSync(path, 'utf8')) as Topology;
}
