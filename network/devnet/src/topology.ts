import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv, { type ErrorObject } from 'ajv';
import { DevnetError, readMessage } from './errors';
import { parseWholeNumber } from './whole-number';

/** An organisation of the channel with its one peer. */
export interface Organisation {
  readonly mspId: string;
  /** The domain that its certificates name. */
  readonly domain: string;
  readonly peerPort: number;
}

/** Organisations that must endorse: each MSP id in `all`, and `any` of the others. */
export interface EndorsementRule {
  readonly all: readonly string[];
  readonly any: number;
}

/** A network on one machine: one channel, one orderer, one peer per organisation, one chaincode. */
export interface Topology {
  readonly channel: string;
  readonly chaincode: { readonly name: string; readonly version: string; readonly port: number; readonly endorsement: EndorsementRule };
  readonly maxClockSkewSeconds: number;
  readonly orderer: { readonly mspId: string; readonly domain: string; readonly port: number };
  readonly organisations: readonly Organisation[];
}

/** The topology that this package ships: Org1MSP and Org2MSP on `mychannel`, with the chaincode `basic`. */
export const defaultTopologyPath = join(__dirname, '..', 'topology.json');
const schemaPath = join(__dirname, '..', 'topology.schema.json');

/** Reads a topology file. @throws TOPOLOGY_INVALID if it cannot be read or is not a topology */
export function readTopology(path = defaultTopologyPath): Topology {
  return parseTopology(readJson(path), path);
}

/** Checks that a value is a topology; `source` is named in errors. @throws TOPOLOGY_INVALID listing every problem */
export function parseTopology(value: unknown, source = 'The topology'): Topology {
  const validate = new Ajv({ allErrors: true }).compile<Topology>(readJson(schemaPath));
  if (!validate(value)) throw makeTopologyError(source, (validate.errors ?? []).map(describeError));
  const problems = [...checkNames(value), ...checkEndorsement(value), ...checkPorts(value)];
  if (problems.length > 0) throw makeTopologyError(source, problems);
  return value;
}

const minPort = 1_024; // Lower ports are reserved for the machine's administrator.
const maxPort = 65_535;
/** Ports above its own on which a real Fabric node also listens. */
const extraPorts = 6;

/** Parses the orderer's port such that all shifted ports are valid. @throws NUMBER_INVALID naming the flag, the value and the range */
export function parsePortBase(text: string, { orderer, chaincode, organisations }: Topology): number {
  const offsets = [0, chaincode.port - orderer.port, ...organisations.map(({ peerPort }) => peerPort - orderer.port)];
  const range = { min: minPort - Math.min(...offsets), max: maxPort - extraPorts - Math.max(...offsets) };
  return parseWholeNumber('--port-base', text, range);
}

function readJson(path: string): object {
  const value = tryReadJson(path);
  if (typeof value === 'object' && value !== null) return value;
  throw makeTopologyError(path, ['must be a JSON object']);
}

function tryReadJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw makeTopologyError(path, [`cannot be read: ${readMessage(error)}`]);
  }
}

function makeTopologyError(source: string, problems: readonly string[]): DevnetError {
  const format = 'See topology.schema.json of @databund/devnet for the format.';
  return new DevnetError(
    'TOPOLOGY_INVALID',
    [`${source} is not a valid topology:`, ...problems.map((one) => `  ${one}`), format].join('\n'),
  );
}

function describeError({ instancePath, message = 'is invalid', params }: ErrorObject): string {
  const place = instancePath === '' ? 'the topology' : instancePath;
  const member = Object.hasOwn(params, 'additionalProperty') ? `: "${String(params['additionalProperty'])}"` : '';
  return `${place} ${message}${member}`;
}

function checkNames({ orderer, organisations }: Topology): string[] {
  const mspIds = [orderer, ...organisations].map(({ mspId }) => mspId);
  return findRepeated(mspIds).map((mspId) => `the MSP id ${mspId} is used twice`);
}

function checkEndorsement({ chaincode: { endorsement }, organisations }: Topology): string[] {
  const { all, any } = endorsement;
  const mspIds = organisations.map(({ mspId }) => mspId);
  const unknown = all.filter((mspId) => !mspIds.includes(mspId));
  const others = mspIds.filter((mspId) => !all.includes(mspId)).length;
  return [
    ...unknown.map((mspId) => `/chaincode/endorsement/all names ${mspId}, which is not an organisation of the topology`),
    ...(any > others ? [`/chaincode/endorsement/any is ${any}, but only ${others} organisations are not in "all"`] : []),
    ...(all.length + any === 0 ? ['/chaincode/endorsement asks for no organisation; at least one must endorse'] : []),
  ];
}

function checkPorts({ orderer, chaincode, organisations }: Topology): string[] {
  const ports = [orderer.port, chaincode.port, ...organisations.map(({ peerPort }) => peerPort)];
  return findRepeated(ports).map((port) => `the port ${port} is used twice`);
}

function findRepeated<T>(values: readonly T[]): T[] {
  return [...new Set(values.filter((value, index) => values.indexOf(value) < index))];
}
