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

const leastPort = 1_024; // Those below are the machine's administrator's.
const greatestPort = 65_535;
/** For its operations a node of Fabric's listens up to so many ports above its own. */
const portsAboveItsOwn = 6;

/** The orderer's port where the whole topology is to move, from text; so that every other is a port too. @throws RangeError saying which it can be */
export function readPortBase(text: string, { orderer, chaincode, organisations }: Topology): number {
  const offsets = [0, chaincode.port - orderer.port, ...organisations.map(({ peerPort }) => peerPort - orderer.port)];
  const least = leastPort - Math.min(...offsets);
  const greatest = greatestPort - portsAboveItsOwn - Math.max(...offsets);
  const base = /^\d{1,5}$/.test(text) ? Number(text) : NaN;
  if (base >= least && base <= greatest) return base;
  throw new RangeError(`the port base is “${text}”: it is a whole number from ${String(least)} to ${String(greatest)}`);
}
