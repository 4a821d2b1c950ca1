import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** Everything a gateway is told from outside. */
export interface GatewayConfig {
  readonly host: string;
  readonly port: number;
  /** Holds `connection.json` and the gateway’s own folders. */
  readonly data: string;
  /** The organisations whose participants are served; all of the profile’s where none is named. */
  readonly organisations: readonly string[] | undefined;
  /** 32 bytes, or the file where they are kept. */
  readonly walletKey: { readonly hex: string } | { readonly file: string };
  readonly tokens: { readonly issuer: string; readonly audience: string };
  readonly logLevel: string;
}

/** Reads the configuration from environment variables. @throws Error naming the variable that is wrong */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): GatewayConfig {
  const read = (name: string, otherwise: string) => environment[`DATABUND_${name}`] ?? otherwise;
  return {
    host: read('HOST', '127.0.0.1'),
    port: portOf(read('PORT', '3000')),
    data: resolve(read('DATA', '.databund')),
    organisations: environment['DATABUND_ORGANISATIONS']?.split(',').map((name) => name.trim()),
    walletKey: walletKeyOf(environment['DATABUND_WALLET_KEY']),
    tokens: { issuer: read('JWT_ISSUER', 'databund-gateway'), audience: read('JWT_AUDIENCE', 'databund') },
    logLevel: read('LOG_LEVEL', 'info'),
  };
}

function walletKeyOf(hex: string | undefined): GatewayConfig['walletKey'] {
  if (hex === undefined) return { file: join(homedir(), '.config', 'databund', 'wallet.key') };
  if (!/^[0-9a-f]{64}$/i.test(hex)) throw new Error('DATABUND_WALLET_KEY is not 32 bytes in hex');
  return { hex };
}

function portOf(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error('DATABUND_PORT is not a port');
  return port;
}
