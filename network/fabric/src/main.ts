import { resolve } from 'node:path';
import { Command } from 'commander';
import { readTopology } from '../../topology';
import { FabricBinMissing, findBinaries } from './binaries';
import { packChaincode } from './chaincode-package';
import { NativeFabric } from './native-fabric';

interface Flags {
  readonly data: string;
  readonly topology?: string;
  readonly portBase?: number;
  readonly chaincode?: string;
  readonly chaincodeAddress?: string;
  readonly maxMessageCount?: number;
  readonly batchTimeout?: number;
}

/** Real Fabric as processes on this machine; says on one line when it is ready, and serves until it is ended. */
async function main(): Promise<void> {
  const flags = new Command('fabric')
    .description('The network of a topology as Fabric’s own processes, from FABRIC_BIN or PATH.')
    .option('--data <folder>', 'where connection.json and the network are kept', process.env['DATABUND_DATA'] ?? '.databund')
    .option('--topology <file>', "another topology than the project's")
    .option('--port-base <port>', "the orderer's port; the others move with it", Number)
    .option('--chaincode <name>', "another chaincode than the topology's")
    .option('--chaincode-address <host:port>', 'where the chaincode listens')
    .option('--max-message-count <n>', 'transactions in one block at most', Number)
    .option('--batch-timeout <ms>', 'how long a block gathers transactions', Number)
    .parse()
    .opts<Flags>();
  const topology = readTopology(flags.topology);
  const network = await NativeFabric.start(topology, {
    dataFolder: resolve(flags.data),
    binaries: findBinaries(process.env['FABRIC_BIN'], process.env['PATH'] ?? ''),
    portBase: flags.portBase,
    maxMessageCount: flags.maxMessageCount,
    batchTimeoutMs: flags.batchTimeout,
    chaincode: {
      ...(flags.chaincode !== undefined && { name: flags.chaincode }),
      ...(flags.chaincodeAddress !== undefined && { address: flags.chaincodeAddress }),
    },
  });
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void network.stop().then(() => process.exit(0)));
  const { name, address } = network.chaincode;
  const { id } = await packChaincode(name, topology.chaincode.version, address);
  const { orderer, chaincode, peers } = network.ports;
  process.stdout.write(
    `${JSON.stringify({ ready: true, profile: network.profilePath, chaincode: name, chaincodeId: id, ports: { orderer, chaincode, peers: Object.fromEntries(peers) } })}\n`,
  );
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(error instanceof FabricBinMissing ? error.exitCode : 1);
});
