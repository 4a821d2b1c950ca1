import { createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import { ExchangeError } from '@databund/model';

/** A key that tokens are checked with, and the only algorithm that it is used with. */
export interface VerifyingKey {
  readonly key: KeyObject;
  readonly algorithm: 'ES256' | 'RS256';
}

type PublishedKey = JsonWebKey & { readonly kid?: unknown; readonly use?: unknown; readonly alg?: unknown };

const timeoutMs = 5_000;
const maxBytes = 64 * 1024;
const maxAgeMs = 600_000;
/** Tokens that name unknown keys must not make us ask at every request. */
const minAgeMs = 30_000;
const minRsaBits = 2_048;

/** An identity provider’s keys (RFC 7517) at an address; asked anew when a token names a key that is not known, and every ten minutes. */
export class KeySet {
  private keys: ReadonlyMap<string, VerifyingKey> = new Map();
  private fetchedMs = Number.NEGATIVE_INFINITY;
  private fetching: Promise<void> | undefined;

  constructor(
    private readonly url: string,
    private readonly now: () => number = Date.now,
  ) {}

  /** The key of an id; `undefined` where the provider has none for ES256 or RS256. @throws NETWORK_UNAVAILABLE */
  async find(kid: string): Promise<VerifyingKey | undefined> {
    if (this.now() - this.fetchedMs > (this.keys.has(kid) ? maxAgeMs : minAgeMs)) await this.refresh();
    return this.keys.get(kid);
  }

  private refresh(): Promise<void> {
    this.fetching ??= this.fetchKeys().finally(() => (this.fetching = undefined));
    return this.fetching;
  }

  private async fetchKeys(): Promise<void> {
    try {
      const response = await fetch(this.url, { redirect: 'error', signal: AbortSignal.timeout(timeoutMs) });
      const text = response.ok ? await response.text() : '';
      if (text === '' || text.length > maxBytes) throw new Error(`status ${String(response.status)}, ${String(text.length)} characters`);
      const { keys } = JSON.parse(text) as { readonly keys: readonly PublishedKey[] };
      this.keys = new Map(keys.flatMap(usable));
      this.fetchedMs = this.now();
    } catch (error) {
      throw new ExchangeError('NETWORK_UNAVAILABLE', { reason: `the keys of the identity provider: ${String(error)}` });
    }
  }
}

function usable(published: PublishedKey): readonly (readonly [string, VerifyingKey])[] {
  const { kid, use = 'sig', alg } = published;
  if (typeof kid !== 'string' || use !== 'sig') return [];
  const key = readKey(published);
  const algorithm = key && algorithmOf(key);
  return key && algorithm !== undefined && (alg === undefined || alg === algorithm) ? [[kid, { key, algorithm }]] : [];
}

/** Keys of kinds that Node does not know are not for us. */
function readKey(published: PublishedKey): KeyObject | undefined {
  try {
    return createPublicKey({ key: published, format: 'jwk' });
  } catch {
    return undefined;
  }
}

function algorithmOf({ asymmetricKeyType, asymmetricKeyDetails: details = {} }: KeyObject): VerifyingKey['algorithm'] | undefined {
  if (asymmetricKeyType === 'ec' && details.namedCurve === 'prime256v1') return 'ES256';
  return asymmetricKeyType === 'rsa' && (details.modulusLength ?? 0) >= minRsaBits ? 'RS256' : undefined;
}
