import { dirname, join } from 'node:path';
import { foundingVariable } from '@databund/chaincode';
import type { Hash } from '@databund/model';
import { NodeProcess } from './node-process';

const tests = dirname(require.resolve('@databund/test/package.json'));
const support = join(tests, 'support');
const folders = {
  databund: () => dirname(require.resolve('@databund/chaincode/package.json')),
  probe: () => join(support, 'probe-chaincode'),
  asset: () => join(support, 'asset-chaincode'),
  'fast-probe': () => join(support, 'fast-probe-chaincode'),
  broken: () => join(support, 'broken-chaincode'),
  patched: () => join(support, 'patched-chaincode'),
  colluding: () => join(tests, 'attack', 'chaincode'),
} as const;

/** A chaincode that a test can start: the exchange's, assets, the probe on either shim, or the exchange's with a broken rule, with a patch, or with any writes. */
export type ChaincodeKind = keyof typeof folders;

/** The chaincode that a server runs. */
export interface ChaincodeChoice {
  readonly kind: ChaincodeKind;
  /** The hash of the founding document that its organisation agreed to. */
  readonly founding?: Hash | undefined;
  /** The number of the invariant to break. */
  readonly broken?: number | undefined;
}

/** Starts the server of a chaincode, which peers of any network can reach. */
export function startChaincode({ kind, founding, broken }: ChaincodeChoice, address: string, id: string): NodeProcess {
  const args = ['server', '--chaincode-address', address, '--chaincode-id', id, '--module-path', folders[kind]()];
  return NodeProcess.start([require.resolve('fabric-shim/cli.js'), ...args], {
    CORE_CHAINCODE_LOGGING_LEVEL: 'critical',
    ...(founding && { [foundingVariable]: founding.value }),
    ...(broken !== undefined && { DATABUND_BREAK: String(broken) }),
  });
}
