import { dirname, join } from 'node:path';
import { Type } from '@sinclair/typebox';
import { parseJson } from './json';
import { NodeProcess, type Ended } from './node-process';

const script = join(dirname(require.resolve('@databund/gateway/package.json')), 'dist', 'main.js');
const readyForm = Type.Object({ url: Type.String() });

/** Starts the gateway as a process that only its environment configures, as in production. */
export function startGatewayProcess(words: readonly string[], environment: Readonly<Record<string, string>>): NodeProcess {
  const env = { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', ...environment };
  return NodeProcess.startIn(env, [script, ...words]);
}

/** Runs a command of the gateway until it exits. */
export function runGatewayProcess(words: readonly string[], environment: Readonly<Record<string, string>>): Promise<Ended> {
  return startGatewayProcess(words, environment).waitForEnd();
}

/** Returns the URL that a gateway reports when it is ready. @throws TestError ENDED_EARLY */
export async function readGatewayUrl(gateway: NodeProcess): Promise<string> {
  return parseJson(readyForm, await gateway.readLine()).url;
}
