import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { readOrCreate } from '../identity/secret-file';

/** A message as it is signed. */
export interface SignedParts {
  readonly id: string;
  /** Seconds since 1970. */
  readonly timestamp: string;
  readonly body: string;
}

/** The key with which a gateway signs its webhooks, by Standard Webhooks (`v1a`, Ed25519). */
export class WebhookKey {
  private readonly privateKey: KeyObject;

  constructor(path: string) {
    this.privateKey = createPrivateKey(readOrCreate(path, createKeyPem));
  }

  /** The public key as JWK, with the bytes of Standard Webhooks beside it. */
  get published(): object {
    const jwk = createPublicKey(this.privateKey).export({ format: 'jwk' });
    return { ...jwk, use: 'sig', alg: 'EdDSA', whpk: `whpk_${Buffer.from(jwk.x ?? '', 'base64url').toString('base64')}` };
  }

  /** Returns the value of the header `webhook-signature`. */
  sign({ id, timestamp, body }: SignedParts): string {
    return `v1a,${sign(undefined, Buffer.from(`${id}.${timestamp}.${body}`), this.privateKey).toString('base64')}`;
  }
}

function createKeyPem(): string {
  return generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}
