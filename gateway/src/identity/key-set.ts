import { createPublicKey, type KeyObject } from 'node:crypto';
import { Type } from '@sinclair/typebox';
import { ExchangeError } from '@databund/model';
import { GatewayError } from '../gateway-error';
import { isValid } from '../http/validation';

/** A key that verifies tokens, with the only algorithm that it is used for. */
export interface VerifyingKey {
  readonly key: KeyObject;
  readonly algorithm: 'ES256' | 'RS256';
}

const PublishedKey = Type.Object({
  kid: Type.String(),
  use: Type.Optional(Type.Literal('sig')),
  alg: Type.Optional(Type.String()),
  kty: Type.Optional(Type.String()),
});
const PublishedKeys = Type.Object({ keys: Type.Array(Type.Unknown()) });

const timeoutMs = 5_000;
const maxBytes = 64 * 1024;
const maxAgeMs = 600_000;
/** Tokens that name unknown keys must not cause a fetch with every request. */
const minAgeMs = 30_000;
const minRsaBits = 2_048;

/** The keys that an identity provider publishes (RFC 7517). They are fetched every 10 minutes, and earlier if a token names an unknown key. */
export class KeySet {
  private keys: ReadonlyMap<string, VerifyingKey> = new Map();
  private fetchedMs = Number.NEGATIVE_INFINITY;
  private fetching: Promise<void> | undefined;

  constructor(
    private readonly url: string,
    private readonly now: () => number = Date.now,
  ) {}

  /** Returns a key by its id; `undefined` if the provider has none for ES256 or RS256. @throws NETWORK_UNAVAILABLE */
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
      this.keys = new Map(readKeys(response.status, await response.text()));
      this.fetchedMs = this.now();
    } catch {
      throw new ExchangeError('NETWORK_UNAVAILABLE', { reason: 'Cannot read the keys of the identity provider.' });
    }
  }
}

function readKeys(status: number, text: string): readonly (readonly [string, VerifyingKey])[] {
  const answer: unknown = status === 200 && text.length <= maxBytes ? JSON.parse(text) : undefined;
  if (isValid(PublishedKeys, answer)) return answer.keys.flatMap(readUsableKey);
  throw new GatewayError('KEY_SET_UNREADABLE', `status ${String(status)}, ${String(text.length)} characters; expected a JWK Set`);
}

function readUsableKey(published: unknown): readonly (readonly [string, VerifyingKey])[] {
  if (!isValid(PublishedKey, published)) return [];
  const { kid, alg } = published;
  const key = readKey(published);
  const algorithm = key && findAlgorithm(key);
  return key && algorithm !== undefined && (alg === undefined || alg === algorithm) ? [[kid, { key, algorithm }]] : [];
}

/** Returns `undefined` for kinds of keys that Node does not know. */
function readKey(published: { readonly kid: string }): KeyObject | undefined {
  try {
    return createPublicKey({ key: { ...published }, format: 'jwk' });
  } catch {
    return undefined;
  }
}

function findAlgorithm({ asymmetricKeyType, asymmetricKeyDetails: details = {} }: KeyObject): VerifyingKey['algorithm'] | undefined {
  if (asymmetricKeyType === 'ec' && details.namedCurve === 'prime256v1') return 'ES256';
  return asymmetricKeyType === 'rsa' && (details.modulusLength ?? 0) >= minRsaBits ? 'RS256' : undefined;
}
