import { resolve } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { readTopology } from '../../topology';
import { Devnet } from './devnet';
import type { DevnetOptions } from './options';

interface Flags {
  readonly data: string;
  readonly topology?: string;
  readonly portBase?: number;
  readonly chaincode?: string;
  readonly chaincodeAddress?: string;
  readonly chaincodeAddressOf?: Readonly<Record<string, string>>;
  readonly maxMessageCount?: number;
  readonly batchTimeout?: number;
  readonly executeTimeout?: number;
}

async function main(): Promise<void> {
  const flags = new Command('devnet')
    .description('The network of a topology in one process.')
    .option('--data <folder>', 'where connection.json and the network are kept', process.env['DATABUND_DATA'] ?? '.databund')
    .option('--topology <file>', "another topology than the project's")
    .option('--port-base <port>', "the orderer's port; the others move with it", Number)
    .option('--chaincode <name>', "another chaincode than the topology's")
    .option('--chaincode-address <host:port>', 'where the chaincode listens')
    .option('--chaincode-address-of <mspId=host:port>', 'where that of one organisation listens; may be given for several', addAddress)
    .option('--max-message-count <n>', 'transactions in one block at most', Number)
    .option('--batch-timeout <ms>', 'how long a block gathers transactions', Number)
    .option('--execute-timeout <ms>', 'how long a transaction may run in the chaincode', Number)
    .parse()
    .opts<Flags>();
  const devnet = await Devnet.start(readTopology(flags.topology), toOptions(flags));
  stopOnSignals(devnet);
  const ready = { ready: true, profile: devnet.profilePath, chaincode: devnet.chaincodeName, ports: portsForReaders(devnet) };
  process.stdout.write(`${JSON.stringify(ready)}\n`);
}

function toOptions(flags: Flags): DevnetOptions {
  const { chaincode: name, chaincodeAddress: address, chaincodeAddressOf: addressOf } = flags;
  return {
    dataFolder: resolve(flags.data),
    ...given('portBase', flags.portBase),
    ...given('maxMessageCount', flags.maxMessageCount),
    ...given('batchTimeoutMs', flags.batchTimeout),
    ...given('executeTimeoutMs', flags.executeTimeout),
    chaincode: { ...given('name', name), ...given('address', address), ...given('addressOf', addressOf) },
  };
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

/** The first signal stops in order; a second one ends at once. */
function stopOnSignals(devnet: Devnet): void {
  const stop = () => {
    process.once('SIGTERM', () => process.exit(1));
    devnet.stop().then(
      () => process.exit(0),
      (error: unknown) => fail(error),
    );
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}

function fail(error: unknown): void {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}

main().catch(fail);
