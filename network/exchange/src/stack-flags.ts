import { resolve } from 'node:path';
import { parsePortBase } from '@databund/devnet/internal/topology';
import type { StackOptions } from './exchange-stack';
import { readExchangeTopology } from './exchange-topology';
import { readGatewayPort } from './gateway-port';
import { printLine } from './run-command';

/** The flags of commands that start an exchange. */
export interface StackFlags {
  readonly data: string;
  readonly portBase?: string;
  readonly fabric?: boolean;
}

/** Turns flags and `DATABUND_PORT` into options. @throws NUMBER_INVALID */
export function readStackOptions({ data, portBase, fabric }: StackFlags): StackOptions {
  return {
    data: resolve(data),
    network: fabric === true ? 'fabric' : 'devnet',
    portBase: portBase === undefined ? undefined : parsePortBase(portBase, readExchangeTopology()),
    gatewayPort: readGatewayPort(process.env),
    onStep: (text) => printLine(`- ${text}`),
  };
}
