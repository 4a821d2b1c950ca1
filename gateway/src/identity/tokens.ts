import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { join } from 'node:path';
import { decode, sign, verify, type JwtPayload } from 'jsonwebtoken';
import { GatewayError } from '../gateway-error';
import { findRepeatedMember } from '../repeated-member';
import { isMspId, isParticipantId } from './identity-name';
import type { KeySet, VerifyingKey } from './key-set';
import { readOrCreate } from './secret-file';

/** The participant that a token names. Its roles are read from the ledger, never from a token. */
export interface TokenSubject {
  readonly participantId: string;
  readonly mspId: string;
}

/** The issuer and the audience that a token must name. */
export interface TokenRules {
  readonly issuer: string;
  readonly audience: string;
}

const clockToleranceSeconds = 5;

/** The gateway's own issuer of tokens: ES256, with a key in a folder of the gateway. */
export class TokenIssuer {
  private readonly privateKey: KeyObject;
  private readonly publicKey: KeyObject;

  constructor(
    folder: string,
    private readonly rules: TokenRules,
  ) {
    this.privateKey = createPrivateKey(readOrCreate(join(folder, 'key.pem'), createKeyPem));
    this.publicKey = createPublicKey(this.privateKey);
  }

  /** Issues a token that expires after a number of seconds. */
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

  /** Returns the participant that a token of this issuer names. @throws TOKEN_INVALID, JsonWebTokenError */
  verify(token: string): TokenSubject {
    return verifyWith(token, { key: this.publicKey, algorithm: 'ES256' }, this.rules);
  }

  /** Like `verify`, and accepts tokens that name a published key of an identity provider. @throws NETWORK_UNAVAILABLE, TOKEN_INVALID */
  async verifyAmong(token: string, published: KeySet): Promise<TokenSubject> {
    const kid = decode(token, { complete: true })?.header.kid;
    if (typeof kid !== 'string') return this.verify(token);
    const key = await published.find(kid);
    if (!key) throw createTokenError('Token names an unknown key in its `kid` header.');
    return verifyWith(token, key, this.rules);
  }
}

/** Verifies with the algorithm of the key, never with the one that the token names. */
function verifyWith(token: string, { key, algorithm }: VerifyingKey, { issuer, audience }: TokenRules): TokenSubject {
  const [, payload = ''] = token.split('.');
  const repeated = findRepeatedMember(Buffer.from(payload, 'base64url').toString());
  if (repeated !== undefined) throw createTokenError(`Token repeats the claim ${JSON.stringify(repeated)}.`);
  return readSubject(verify(token, key, { algorithms: [algorithm], issuer, audience, clockTolerance: clockToleranceSeconds }));
}

function readSubject(claims: JwtPayload | string): TokenSubject {
  if (typeof claims === 'string' || claims.exp === undefined) throw createTokenError('Token has no `exp` claim.');
  const { sub, aud, iat } = claims;
  const msp: unknown = claims['msp'];
  if (iat !== undefined && !(iat <= Date.now() / 1_000 + clockToleranceSeconds))
    throw createTokenError('Token has an `iat` claim in the future.');
  if (typeof aud !== 'string') throw createTokenError('Token has more than one audience in its `aud` claim.');
  if (!isParticipantId(sub)) throw createTokenError('Token has no participant id in its `sub` claim.');
  if (!isMspId(msp)) throw createTokenError('Token has no MSP id in its `msp` claim.');
  return { participantId: sub, mspId: msp };
}

function createTokenError(message: string): GatewayError {
  return new GatewayError('TOKEN_INVALID', message);
}

function createKeyPem(): string {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}
