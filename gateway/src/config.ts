import { homedir } from 'node:os';
import { join, resolve, sep } from 'node:path';
import { createConfigError, readSettings, type Environment } from './config/read-settings';
import type { Settings } from './config/settings';
import type { CosignerAddresses } from './evidence/remote-cosigners';
import { readDuration } from './duration';
import type { LimitsByCaller } from './limits/limit-callers';
import type { TlsFiles } from './tls/certificate-files';
import type { MetricsAudience } from './metrics/metrics-route';
import type { TokenRules } from './identity/tokens';
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
  readonly tokens: TokenRules;
  /** The address of an identity provider's keys. Without it, only tokens of the gateway itself are accepted. */
  readonly jwksUrl?: string;
  readonly logLevel: string;
  /** Callers that may read the figures; those on this machine by default. */
  readonly metrics?: MetricsAudience;
  /** The files of the server's certificate and key; without them it serves plain HTTP. */
  readonly tls?: TlsFiles;
  /** True if plain HTTP may be served to other machines. */
  readonly plainHttp?: boolean;
  /** Addresses and networks of proxies whose X-Forwarded headers count. */
  readonly trustedProxies?: string[];
  /** Origins whose pages may call. */
  readonly corsOrigins?: string[];
  readonly limits?: LimitsByCaller;
  /** Time after which a slow request body is ended. */
  readonly bodySeconds?: number;
  /** Time in which it still serves after the order to stop, and says that it is not ready; none by default. */
  readonly drainSeconds?: number;
  /** Addresses of other organisations' gateways by MSP id, which are asked to sign evidence packs. */
  readonly cosigners?: CosignerAddresses;
  /** True if the gateway follows the blocks of a peer in a read model, for searches and reads at any height. */
  readonly readModel: boolean;
  /** The file of the operator's table of places. */
  readonly places?: string;
  /** Settings of webhooks that differ from the usual ones. */
  readonly webhooks?: Partial<WebhookSettings>;
}

/** Reads the configuration from a file of settings and the environment. @throws CONFIG_INVALID naming the setting, its value and what is expected */
export function readConfig(environment: Environment): GatewayConfig {
  return createConfig(readSettings(environment));
}

function createConfig(settings: Settings): GatewayConfig {
  const { host, port, organisations, jwksUrl, cosigners, places, readModel, logLevel } = settings;
  const data = resolve(settings.data);
  return {
    host,
    port,
    data,
    organisations,
    walletKey: chooseWalletKey(settings.walletKey, data),
    tokens: {
      issuer: settings.jwtIssuer,
      audience: settings.jwtAudience,
      longestSeconds: readDuration('tokenLongest', settings.tokenLongest),
    },
    ...(jwksUrl !== undefined && { jwksUrl }),
    ...(cosigners !== undefined && { cosigners }),
    ...(places !== undefined && { places: resolve(places) }),
    readModel,
    ...(settings.webhooksPrivate && { webhooks: { isPrivateAllowed: true } }),
    ...readServing(settings),
    metrics: settings.metrics,
    drainSeconds: settings.drainSeconds,
    logLevel,
  };
}

/** Returns the settings of the server. @throws CONFIG_INVALID if only one file of a certificate and its key is set */
function readServing(
  settings: Settings,
): Pick<GatewayConfig, 'tls' | 'plainHttp' | 'trustedProxies' | 'corsOrigins' | 'limits' | 'bodySeconds'> {
  const { tlsCert, tlsKey, plainHttp, trustedProxies, corsOrigins, bodySeconds } = settings;
  if ((tlsCert === undefined) !== (tlsKey === undefined)) {
    const [missing, given] = tlsCert === undefined ? ['DATABUND_TLS_CERT', 'tlsKey'] : ['DATABUND_TLS_KEY', 'tlsCert'];
    throw createConfigError(missing, null, `a file, because ${given} is set`);
  }
  const mebibytes = 1024 * 1024;
  return {
    ...(tlsCert !== undefined && tlsKey !== undefined && { tls: { cert: resolve(tlsCert), key: resolve(tlsKey) } }),
    plainHttp,
    ...(trustedProxies && { trustedProxies }),
    ...(corsOrigins && { corsOrigins }),
    limits: {
      address: {
        requestsPerMinute: settings.addressRequests,
        concurrent: settings.addressConcurrent,
        bytesPerMinute: settings.addressMebibytes * mebibytes,
      },
      identity: {
        requestsPerMinute: settings.identityRequests,
        concurrent: settings.identityConcurrent,
        bytesPerMinute: settings.identityMebibytes * mebibytes,
      },
    },
    bodySeconds,
  };
}

/** Keeps the key of the wallet out of the data folder: a copy of the data must not include it. */
function chooseWalletKey(hex: string | undefined, data: string): GatewayConfig['walletKey'] {
  if (hex !== undefined) return { hex };
  const file = join(homedir(), '.config', 'databund', 'wallet.key');
  if (file.startsWith(data + sep))
    throw createConfigError('DATABUND_DATA', data, `a folder that does not contain ${file}; or set DATABUND_WALLET_KEY`);
  return { file };
}
