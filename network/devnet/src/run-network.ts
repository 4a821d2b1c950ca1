import { readMessage } from './errors';
import type { Network, RunningNetwork } from './network';
import { parseNetworkFlags } from './network-flags';

const signals = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;

/** Runs a network as a command: prints one line of JSON when it is ready, and serves until a signal or the failure of a node. */
export async function runNetwork(network: Network, args: readonly string[] = process.argv.slice(2)): Promise<void> {
  try {
    const { topology, options } = parseNetworkFlags(network, args);
    // A signal during the start exits at once, which also ends child processes.
    const abort = () => process.exit(1);
    for (const signal of signals) process.on(signal, abort);
    const running = await network.start(topology, options);
    for (const signal of signals) process.off(signal, abort);
    stopOnSignal(running);
    process.stdout.write(`${JSON.stringify(describeReady(running))}\n`);
  } catch (error) {
    fail(error);
  }
}

function describeReady({ profile, chaincode, chaincodeId, ports }: RunningNetwork): object {
  const { orderer, chaincode: chaincodePort, peers } = ports;
  const portsByName = { orderer, chaincode: chaincodePort, peers: Object.fromEntries(peers) };
  return { ready: true, profile, chaincode: chaincode.name, chaincodeId, ports: portsByName };
}

/** Stops in order on the first signal or if a node fails; exits at once on the second signal. */
function stopOnSignal(running: RunningNetwork): void {
  const stop = (exitCode: number) => {
    for (const signal of signals) process.off(signal, stopWell).once(signal, () => process.exit(1));
    running.stop().then(() => process.exit(exitCode), fail);
  };
  const stopWell = () => stop(0);
  for (const signal of signals) process.on(signal, stopWell);
  running.onFailure((message) => {
    process.stderr.write(`${message}\n`);
    stop(1);
  });
}

function fail(error: unknown): void {
  process.stderr.write(`${readMessage(error)}\n`);
  process.exit(readExitCode(error));
}

function readExitCode(error: unknown): number {
  return error instanceof Error && 'exitCode' in error && typeof error.exitCode === 'number' ? error.exitCode : 1;
}
