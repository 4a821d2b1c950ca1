import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Databund } from '@databund/client';
import { NodeProcess } from './node-process';

const dist = join(dirname(require.resolve('@databund/exchange/package.json')), 'dist');

/** Runs commands of the exchange for a suite: all on one port base, and with a wallet key of its own. */
export class ExchangeCommands {
  constructor(private readonly portBase: number) {}

  /** Runs `start` until it serves or has ended. */
  async start(flags: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<NodeProcess> {
    const started = this.run('start', ['--port-base', String(this.portBase), ...flags], environment);
    await Promise.race([started.waitForLine('curl'), started.waitForEnd()]);
    return started;
  }

  /** Runs a command, such as `enrol`. */
  run(command: string, flags: readonly string[], environment: NodeJS.ProcessEnv = {}): NodeProcess {
    const own = { DATABUND_PORT: String(this.portBase + 7), DATABUND_WALLET_KEY: '00'.repeat(32) };
    return NodeProcess.start([join(dist, `${command}.js`), ...flags], { ...own, ...environment });
  }
}

interface ProfileFile {
  readonly current: string;
  readonly profiles: Readonly<Record<string, { readonly url: string; readonly token: string; readonly participant?: string }>>;
}

/** The command-line profiles of a data folder. */
export function readProfiles(data: string): ProfileFile {
  return JSON.parse(readFileSync(join(data, 'profiles.json'), 'utf8')) as ProfileFile;
}

/** The SDK with a profile of a data folder. */
export function connectAs(data: string, name: string): Databund {
  return new Databund(readProfiles(data).profiles[name]!);
}

/** The participant id of a profile of a data folder. */
export function getParticipantId(data: string, name: string): string {
  return readProfiles(data).profiles[name]?.participant ?? '';
}
