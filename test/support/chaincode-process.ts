import { dirname, join } from 'node:path';
import { Child } from './child-process';

const folders = {
  probe: () => join(dirname(require.resolve('@databund/test/package.json')), 'support', 'probe-chaincode'),
  databund: () => dirname(require.resolve('@databund/chaincode/package.json')),
} as const;

/** Starts a chaincode’s server, as any network’s peers reach it. */
export function startChaincode(name: keyof typeof folders, address: string, id = `${name}:1.0`): Child {
  const script = require.resolve('fabric-shim/cli.js');
  const args = ['server', '--chaincode-address', address, '--chaincode-id', id, '--module-path', folders[name]()];
  return Child.start([script, ...args], { CORE_CHAINCODE_LOGGING_LEVEL: 'critical' });
}
