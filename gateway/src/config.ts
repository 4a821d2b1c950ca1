import { homedir } from 'node:os';
import { join, resolve, sep } from 'node:path';
import type { CosignerAddresses } from './evidence/remote-cosigners';
import { GatewayError } from './gateway-error';
import { readInteger } from './integer';
import type { WebhookSettings } from './webhooks/webhook-settings';

/** Everything that a gateway is configured with. */
export interface GatewayConfig {
  readonly host: string;
  readonly port: number;
  /** The folder of `connection.json` and of the gateway's own files. */
  readonly data: string;
  /** The organisations whose participants are served; all organisations of the profile if undefined. */
  readonly organisations: readonly string[] | undefined;
  /** The key of the wallet, 32 bytes, or the file that holds it. */
  readonly walletKey: { readonly hex: string } | { readonly file: string };
  readonly tokens: { readonly issuer: string; readonly audience: string };
  /** The address of an identity provider's keys. Without it, only tokens of the gateway itself are accepted. */
  readonly jwksUrl?: string;
  readonly logLevel: string;
  /** Addresses of other organisations' gateways by MSP id, which are asked to sign evidence packs. */
  readonly cosigners?: CosignerAddresses;
  /** True if the gateway follows the blocks of a peer in a read model, for searches and reads at any height. */
  readonly readModel: boolean;
  /** The file of the operator's table of places. */
  readonly places?: string;
  /** Settings of webhooks that differ from the usual ones. */
  readonly webhooks?: Partial<WebhookSettings>;
}

type Environment = Readonly<Record<string, string | undefined>>;

const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'];

/** Reads the configuration from environment variables. @throws CONFIG_INVALID naming the variable, its value and what is expected */
export function readConfig(environment: Environment): GatewayConfig {
  const read = (name: string, fallback: string) => environment[`DATABUND_${name}`] ?? fallback;
  const jwksUrl = environment['DATABUND_JWKS_URL'];
  const cosigners = environment['DATABUND_COSIGNERS'];
  const places = environment['DATABUND_PLACES'];
  const data = resolve(read('DATA', '.databund'));
  return {
    host: read('HOST', '127.0.0.1'),
    port: readInteger({ name: 'DATABUND_PORT', text: read('PORT', '3000'), min: 0, max: 65_535 }),
    data,
    organisations: environment['DATABUND_ORGANISATIONS']?.split(',').map((name) => name.trim()),
    walletKey: readWalletKey(environment['DATABUND_WALLET_KEY'], data),
    tokens: { issuer: read('JWT_ISSUER', 'databund-gateway'), audience: read('JWT_AUDIENCE', 'databund') },
    ...(jwksUrl !== undefined && { jwksUrl: readUrl('DATABUND_JWKS_URL', jwksUrl) }),
    ...(cosigners !== undefined && { cosigners: readCosigners(cosigners) }),
    ...(places !== undefined && { places: resolve(places) }),
    readModel: readSwitch('DATABUND_READ_MODEL', read('READ_MODEL', 'on')),
    ...(readSwitch('DATABUND_WEBHOOKS_PRIVATE', read('WEBHOOKS_PRIVATE', 'off')) && { webhooks: { isPrivateAllowed: true } }),
    logLevel: readLogLevel(read('LOG_LEVEL', 'info')),
  };
}

function readSwitch(name: string, text: string): boolean {
  if (text === 'on' || text === 'off') return text === 'on';
  throw createConfigError(name, text, 'on or off');
}

/** Keeps the key of the wallet out of the data folder: a copy of the data must not include it. */
function readWalletKey(hex: string | undefined, data: string): GatewayConfig['walletKey'] {
  const file = join(homedir(), '.config', 'databund', 'wallet.key');
  if (hex === undefined && file.startsWith(data + sep))
    throw createConfigError('DATABUND_DATA', data, `a folder that does not contain ${file}; or set DATABUND_WALLET_KEY`);
  if (hex === undefined) return { file };
  // The value is a secret, so the error does not show it.
  if (!/^[0-9a-f]{64}$/i.test(hex)) throw createConfigError('DATABUND_WALLET_KEY', '(hidden)', '64 hexadecimal digits');
  return { hex };
}

/** Reads pairs of an MSP id and an address, separated by commas. */
function readCosigners(text: string): CosignerAddresses {
  const name = 'DATABUND_COSIGNERS';
  const pairs = text.split(',').map((pair) => /^\s*([\w.-]+)=(\S+)\s*$/.exec(pair) ?? []);
  return Object.fromEntries(
    pairs.map(([, mspId, address]) => {
      if (mspId === undefined || address === undefined) throw createConfigError(name, text, 'RegulatorMSP=https://..., and so on');
      return [mspId, readUrl(name, address)];
    }),
  );
}

/** Rejects plain HTTP from other machines: anyone on the way could replace what comes. */
function readUrl(name: string, text: string): string {
  const { protocol, hostname } = URL.canParse(text) ? new URL(text) : { protocol: '', hostname: '' };
  const isLocal = protocol === 'http:' && ['127.0.0.1', '[::1]', 'localhost'].includes(hostname);
  if (protocol !== 'https:' && !isLocal) throw createConfigError(name, text, 'an https address');
  return text;
}

function readLogLevel(text: string): string {
  if (!logLevels.includes(text)) throw createConfigError('DATABUND_LOG_LEVEL', text, `one of ${logLevels.join(', ')}`);
  return text;
}

function createConfigError(name: string, value: string, expected: string): GatewayError {
  return new GatewayError('CONFIG_INVALID', `${name} is ${JSON.stringify(value)}; expected ${expected}.`);
}
