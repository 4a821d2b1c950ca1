import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { join } from 'node:path';
import { decode, sign, verify, type JwtPayload } from 'jsonwebtoken';
import { repeatedMember } from '../repeated-member';
import type { KeySet, VerifyingKey } from './key-set';
import { keptIn } from './secret-file';

/** Whom a token speaks for. Roles are the ledger’s to know, never a token’s. */
export interface TokenSubject {
  readonly participantId: string;
  readonly mspId: string;
}

/** Who issues tokens and for whom they are meant. */
export interface TokenRules {
  readonly issuer: string;
  readonly audience: string;
}

const clockToleranceSeconds = 5;

/** The gateway’s own issuer: ES256, its key in a folder of the gateway’s. */
export class TokenIssuer {
  private readonly privateKey: KeyObject;
  private readonly publicKey: KeyObject;

  constructor(
    folder: string,
    private readonly rules: TokenRules,
  ) {
    this.privateKey = createPrivateKey(keptIn(join(folder, 'key.pem'), newKey));
    this.publicKey = createPublicKey(this.privateKey);
  }

  /** Issues a token that ends after so many seconds. */
  issue({ participantId, mspId }: TokenSubject, expiresInSeconds: number): string {
    const { issuer, audience } = this.rules;
    return sign({ msp: mspId }, this.privateKey, {
      algorithm: 'ES256',
      subject: participantId,
      issuer,
      audience,
      expiresIn: expiresInSeconds,
    });
  }

  /** Says whom a token of this issuer speaks for. @throws Error where it is not a token of ours, for us, and of now */
  verify(token: string): TokenSubject {
    return verifyWith(token, { key: this.publicKey, algorithm: 'ES256' }, this.rules);
  }

  /** As `verify`; and takes tokens that name a key of an identity provider’s published set. @throws Error, NETWORK_UNAVAILABLE */
  async verifyAmong(token: string, published: KeySet): Promise<TokenSubject> {
    const kid = decode(token, { complete: true })?.header.kid;
    if (typeof kid !== 'string') return this.verify(token);
    const key = await published.find(kid);
    if (!key) throw new Error('the token names an unknown key');
    return verifyWith(token, key, this.rules);
  }
}

/** The algorithm is the key’s, never the token’s own word. */
function verifyWith(token: string, { key, algorithm }: VerifyingKey, { issuer, audience }: TokenRules): TokenSubject {
  const [, payload = ''] = token.split('.');
  if (repeatedMember(Buffer.from(payload, 'base64url').toString()) !== undefined) throw new Error('the token says a claim twice');
  return subjectOf(verify(token, key, { algorithms: [algorithm], issuer, audience, clockTolerance: clockToleranceSeconds }));
}

function subjectOf(claims: JwtPayload | string): TokenSubject {
  if (typeof claims === 'string' || claims.exp === undefined) throw new Error('the token has no end');
  const { sub, msp, aud, iat } = claims as JwtPayload & { readonly msp?: unknown };
  if (iat !== undefined && !(iat <= Date.now() / 1_000 + clockToleranceSeconds)) throw new Error('the token was issued in the future');
  if (typeof aud !== 'string') throw new Error('the token has several audiences');
  if (typeof sub !== 'string' || !/^ptc-[0-9a-hjkmnp-tv-z]{26}$/.test(sub)) throw new Error('the token names no participant');
  if (typeof msp !== 'string' || !/^[A-Za-z0-9][A-Za-z0-9.-]{0,63}$/.test(msp)) throw new Error('the token names no organisation');
  return { participantId: sub, mspId: msp };
}

function newKey(): string {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}
