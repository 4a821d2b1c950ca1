import { resolve } from 'node:path';
import { parsePortBase } from '@databund/devnet/internal/topology';
import { findBinaries } from '@databund/fabric-network/internal/binaries';
import { FabricNetworkError } from '@databund/fabric-network/internal/errors';
import type { StackOptions } from './exchange-stack';
import { readExchangeTopology } from './exchange-topology';
import { readGatewayPort } from './gateway-port';
import { printLine } from './run-command';
import { SetupError } from './setup-error';

/** The flags of commands that start an exchange. */
export interface StackFlags {
  readonly data: string;
  readonly portBase?: string;
  readonly fabric?: boolean;
}

/** Turns flags and `DATABUND_PORT` into options. @throws NUMBER_INVALID, FABRIC_BIN_MISSING with exit code 3 */
export function readStackOptions({ data, portBase, fabric }: StackFlags): StackOptions {
  if (fabric === true) requireFabric();
  return {
    data: resolve(data),
    network: fabric === true ? 'fabric' : 'devnet',
    portBase: portBase === undefined ? undefined : parsePortBase(portBase, readExchangeTopology()),
    gatewayPort: readGatewayPort(process.env),
    onStep: (text) => printLine(`- ${text}`),
  };
}

/** Looks for Fabric's programs before anything starts, so that one line says what is missing. @throws SetupError FABRIC_BIN_MISSING */
function requireFabric(): void {
  try {
    findBinaries(process.env['FABRIC_BIN'], process.env['PATH'] ?? '');
  } catch (error) {
    throw error instanceof FabricNetworkError ? new SetupError('FABRIC_BIN_MISSING', error.message, 3) : error;
  }
}
