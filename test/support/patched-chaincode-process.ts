import { dirname, join } from 'node:path';
import { Child } from './child-process';

/** Starts the server of the exchange’s chaincode with a patch, for one organisation’s peer. */
export function startPatchedChaincode(address: string, id = 'databund:1.0'): Child {
  const folder = join(dirname(require.resolve('@databund/test/package.json')), 'support', 'patched-chaincode');
  const args = ['server', '--chaincode-address', address, '--chaincode-id', id, '--module-path', folder];
  return Child.start([require.resolve('fabric-shim/cli.js'), ...args], { CORE_CHAINCODE_LOGGING_LEVEL: 'critical' });
}
