import { resolve } from 'node:path';
import { logVerbosity, setLogVerbosity } from '@grpc/grpc-js';
import { Command, InvalidArgumentError } from 'commander';
import { readPortBase, readTopology, type Topology } from './topology';
import { Devnet } from './devnet';
import type { DevnetOptions } from './options';

interface Flags {
  readonly data: string;
  readonly topology?: string;
  readonly portBase?: string;
  readonly chaincode?: string;
  readonly chaincodeAddress?: string;
  readonly chaincodeAddressOf?: Readonly<Record<string, string>>;
  readonly maxMessageCount?: number;
  readonly batchTimeout?: number;
  readonly executeTimeout?: number;
}

const signals = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;

async function main(): Promise<void> {
  const flags = new Command('devnet')
    .description('The network of a topology in one process.')
    .option('--data <folder>', 'where connection.json and the network are kept', process.env['DATABUND_DATA'] ?? '.databund')
    .option('--topology <file>', "another topology than the project's")
    .option('--port-base <port>', "the orderer's port; the others move with it")
    .option('--chaincode <name>', "another chaincode than the topology's")
    .option('--chaincode-address <host:port>', 'where the chaincode listens')
    .option('--chaincode-address-of <mspId=host:port>', 'where that of one organisation listens; may be given for several', addAddress)
    .option('--max-message-count <n>', 'transactions in one block at most', wholeNumber)
    .option('--batch-timeout <ms>', 'how long a block gathers transactions', wholeNumber)
    .option('--execute-timeout <ms>', 'how long a transaction may run in the chaincode', wholeNumber)
    .parse()
    .opts<Flags>();
  setLogVerbosity(logVerbosity.NONE); // What gRPC prints of a taken port, the error says better.
  const topology = readTopology(flags.topology);
  const devnet = await Devnet.start(topology, toOptions(flags, topology));
  stopOnSignals(devnet);
  const ready = { ready: true, profile: devnet.profilePath, chaincode: devnet.chaincodeName, ports: portsForReaders(devnet) };
  process.stdout.write(`${JSON.stringify(ready)}\n`);
}

function toOptions(flags: Flags, topology: Topology): DevnetOptions {
  const { portBase, chaincode: name, chaincodeAddress: address, chaincodeAddressOf: addressOf } = flags;
  return {
    dataFolder: resolve(flags.data),
    ...given('portBase', portBase === undefined ? undefined : readPortBase(portBase, topology)),
    ...given('maxMessageCount', flags.maxMessageCount),
    ...given('batchTimeoutMs', flags.batchTimeout),
    ...given('executeTimeoutMs', flags.executeTimeout),
    chaincode: { ...given('name', name), ...given('address', address), ...given('addressOf', addressOf) },
  };
}

function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('It is a whole number.');
  return Number(text);
}

function addAddress(text: string, others: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  const [, mspId, address] = /^([^=]+)=([^=]+:\d+)$/.exec(text) ?? [];
  if (mspId === undefined || address === undefined) throw new InvalidArgumentError('It is an MSP id, =, and host:port.');
  return { ...others, [mspId]: address };
}

/** A property only where it has a value. */
function given<K extends string, V>(name: K, value: V | undefined): Partial<Record<K, V>> {
  // A computed key widens to string; the record has this one key only.
  return value === undefined ? {} : ({ [name]: value } as Record<K, V>);
}

function portsForReaders({ ports }: Devnet): object {
  return { orderer: ports.orderer, chaincode: ports.chaincode, peers: Object.fromEntries(ports.peers) };
}

/** The first signal stops in order, a second one ends at once. */
function stopOnSignals(devnet: Devnet): void {
  const stop = () => {
    for (const signal of signals) process.off(signal, stop).once(signal, () => process.exit(1));
    devnet.stop().then(
      () => process.exit(0),
      (error: unknown) => fail(error),
    );
  };
  for (const signal of signals) process.on(signal, stop);
}

function fail(error: unknown): void {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}

main().catch(fail);
