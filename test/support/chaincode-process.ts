import { dirname, join } from 'node:path';
import { Child } from './child-process';

const folders = {
  probe: () => join(dirname(require.resolve('@databund/test/package.json')), 'support', 'probe-chaincode'),
  broken: () => join(dirname(require.resolve('@databund/test/package.json')), 'support', 'broken-chaincode'),
  databund: () => dirname(require.resolve('@databund/chaincode/package.json')),
} as const;

/** Starts a chaincode’s server, as any network’s peers reach it; with `broken`, the exchange’s that breaks the invariant of this number. */
export function startChaincode(name: 'probe' | 'databund', address: string, id = `${name}:1.0`, broken?: number): Child {
  const script = require.resolve('fabric-shim/cli.js');
  const folder = folders[broken === undefined ? name : 'broken']();
  const args = ['server', '--chaincode-address', address, '--chaincode-id', id, '--module-path', folder];
  return Child.start([script, ...args], {
    CORE_CHAINCODE_LOGGING_LEVEL: 'critical',
    ...(broken !== undefined && { DATABUND_BREAK: String(broken) }),
  });
}
