import { resolve } from 'node:path';
import { Command } from 'commander';
import { readPortBase, readTopology } from '@databund/devnet/internal/topology';
import { FabricBinMissing, findBinaries } from './binaries';
import { packChaincode } from './chaincode-package';
import { NativeFabric } from './native-fabric';

interface Flags {
  readonly data: string;
  readonly topology?: string;
  readonly portBase?: string;
  readonly chaincode?: string;
  readonly chaincodeAddress?: string;
  readonly maxMessageCount?: number;
  readonly batchTimeout?: number;
  readonly executeTimeout?: number;
}

const signals = ['SIGTERM', 'SIGINT'] as const;

/** Real Fabric as processes on this machine; says on one line when it is ready, and serves until it is ended. */
async function main(): Promise<void> {
  const flags = new Command('fabric')
    .description('The network of a topology as Fabric’s own processes, from FABRIC_BIN or PATH.')
    .option('--data <folder>', 'where connection.json and the network are kept', process.env['DATABUND_DATA'] ?? '.databund')
    .option('--topology <file>', "another topology than the project's")
    .option('--port-base <port>', "the orderer's port; the others move with it")
    .option('--chaincode <name>', "another chaincode than the topology's")
    .option('--chaincode-address <host:port>', 'where the chaincode listens')
    .option('--max-message-count <n>', 'transactions in one block at most', Number)
    .option('--batch-timeout <ms>', 'how long a block gathers transactions', Number)
    .option('--execute-timeout <ms>', 'how long a transaction may run in the chaincode', Number)
    .parse()
    .opts<Flags>();
  const topology = readTopology(flags.topology);
  // A signal in the middle of a start ends what has been started: every node ends with this process.
  const breakOff = () => process.exit(1);
  for (const signal of signals) process.on(signal, breakOff);
  const network = await NativeFabric.start(topology, {
    dataFolder: resolve(flags.data),
    binaries: findBinaries(process.env['FABRIC_BIN'], process.env['PATH'] ?? ''),
    portBase: flags.portBase === undefined ? undefined : readPortBase(flags.portBase, topology),
    maxMessageCount: flags.maxMessageCount,
    batchTimeoutMs: flags.batchTimeout,
    executeTimeoutMs: flags.executeTimeout,
    chaincode: {
      ...(flags.chaincode !== undefined && { name: flags.chaincode }),
      ...(flags.chaincodeAddress !== undefined && { address: flags.chaincodeAddress }),
    },
  });
  for (const signal of signals) process.off(signal, breakOff);
  endInOrder(network);
  const { name, address } = network.chaincode;
  const { id } = await packChaincode(name, topology.chaincode.version, address);
  const { orderer, chaincode, peers } = network.ports;
  process.stdout.write(
    `${JSON.stringify({ ready: true, profile: network.profilePath, chaincode: name, chaincodeId: id, ports: { orderer, chaincode, peers: Object.fromEntries(peers) } })}\n`,
  );
}

/** The first signal stops in order, a second one at once; a node that ends by itself ends the network. */
function endInOrder(network: NativeFabric): void {
  const stop = (exitCode: number) => {
    for (const signal of signals) process.once(signal, () => process.exit(1));
    void network.stop().then(() => process.exit(exitCode));
  };
  for (const signal of signals) process.once(signal, () => stop(0));
  network.onFailure((node, said) => {
    process.stderr.write(`${node} ended by itself: ${said}\n`);
    stop(1);
  });
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(error instanceof FabricBinMissing ? error.exitCode : 1);
});
