import { homedir } from 'node:os';
import { join, resolve, sep } from 'node:path';

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
  /** Where an identity provider publishes its keys; only the gateway’s own tokens are taken where it is absent. */
  readonly jwksUrl?: string;
  readonly logLevel: string;
}

/** Reads the configuration from environment variables. @throws Error naming the variable that is wrong */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): GatewayConfig {
  const read = (name: string, otherwise: string) => environment[`DATABUND_${name}`] ?? otherwise;
  const jwksUrl = environment['DATABUND_JWKS_URL'];
  const data = resolve(read('DATA', '.databund'));
  return {
    host: read('HOST', '127.0.0.1'),
    port: portOf(read('PORT', '3000')),
    data,
    organisations: environment['DATABUND_ORGANISATIONS']?.split(',').map((name) => name.trim()),
    walletKey: walletKeyOf(environment['DATABUND_WALLET_KEY'], data),
    tokens: { issuer: read('JWT_ISSUER', 'databund-gateway'), audience: read('JWT_AUDIENCE', 'databund') },
    ...(jwksUrl !== undefined && { jwksUrl: keysAddressOf(jwksUrl) }),
    logLevel: levelOf(read('LOG_LEVEL', 'info')),
  };
}

/** Who copies the data must not get the key of its wallet with it. */
function walletKeyOf(hex: string | undefined, data: string): GatewayConfig['walletKey'] {
  const file = join(homedir(), '.config', 'databund', 'wallet.key');
  if (hex === undefined && file.startsWith(data + sep)) throw new Error(`DATABUND_DATA holds ${file}: set DATABUND_WALLET_KEY`);
  if (hex === undefined) return { file };
  if (!/^[0-9a-f]{64}$/i.test(hex)) throw new Error('DATABUND_WALLET_KEY is not 32 bytes in hex');
  return { hex };
}

function portOf(text: string): number {
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port > 65_535) throw new Error('DATABUND_PORT is not a port');
  return port;
}

/** Keys that came over plain HTTP from elsewhere would be anybody’s. */
function keysAddressOf(text: string): string {
  const { protocol, hostname } = URL.canParse(text) ? new URL(text) : { protocol: '', hostname: '' };
  const isLocal = protocol === 'http:' && ['127.0.0.1', '[::1]', 'localhost'].includes(hostname);
  if (protocol !== 'https:' && !isLocal) throw new Error('DATABUND_JWKS_URL is not an https address');
  return text;
}

function levelOf(text: string): string {
  const levels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'];
  if (!levels.includes(text)) throw new Error(`DATABUND_LOG_LEVEL is none of ${levels.join(', ')}`);
  return text;
}
