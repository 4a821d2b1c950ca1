import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { NotBeforeError, TokenExpiredError, decode, sign, verify, type Jwt, type JwtPayload } from 'jsonwebtoken';
import { GatewayError } from '../gateway-error';
import { findRepeatedMember } from '../repeated-member';
import { isMspId, isParticipantId } from './identity-name';
import type { KeySet, VerifyingKey } from './key-set';
import { openText, sealText } from './sealed-text';
import { readOrCreate } from './secret-file';
import { SessionCodes, type SessionCode } from './session-codes';
import { TokenRegister } from './token-register';
import type { TokenSubject } from './token-subject';

/** The issuer and the audience that a token must name. */
export interface TokenRules {
  readonly issuer: string;
  readonly audience: string;
  /** A token that expires later than this from now is refused; 30 days by default. */
  readonly longestSeconds?: number;
}

/** A token, and the one that renews it. */
export interface RefreshableToken {
  readonly token: string;
  readonly expiresAt: string;
  /** Counts once, and is answered with the next one. */
  readonly refreshToken: string;
  /** When the last token that follows by refresh ends. */
  readonly sessionEndsAt: string;
}

/** A session of a participant, begun with a one-time code. */
export interface StartedSession extends RefreshableToken {
  readonly participant: string;
}

/** A token counts no longer than this if no setting says otherwise. */
export const longestSeconds = 30 * 86_400;
/** A token that can be renewed counts as long as this. */
export const refreshableSeconds = 900;
const clockToleranceSeconds = 5;
const keyName = 'issuer-key';

/** The gateway's own issuer of tokens: ES256, with a key that is sealed in a folder of the gateway, and a register of what it issued. */
export class TokenIssuer {
  /** The sign-ins of this gateway. */
  readonly register: TokenRegister;
  /** Codes with which sessions begin. */
  readonly codes: SessionCodes;
  private readonly privateKey: KeyObject;
  private readonly publicKey: KeyObject;

  /** `sealingKey`: the 32 bytes that seal the wallet. */
  constructor(
    folder: string,
    private readonly rules: TokenRules,
    sealingKey: Buffer,
  ) {
    this.register = new TokenRegister(join(folder, 'tokens'));
    this.codes = new SessionCodes(join(folder, 'codes'));
    this.privateKey = createPrivateKey(readSealedKey(folder, sealingKey));
    this.publicKey = createPublicKey(this.privateKey);
  }

  /** Issues a token that expires after a number of seconds. @throws CONFIG_INVALID if that is too long */
  issue(subject: TokenSubject, expiresInSeconds: number): string {
    this.requireShort(expiresInSeconds);
    return this.sign(subject, this.register.add(subject, expiresInSeconds), expiresInSeconds);
  }

  /** Issues a token of 15 minutes that can be renewed for a number of seconds. @throws CONFIG_INVALID if that is too long */
  issueRefreshable(subject: TokenSubject, seconds: number): RefreshableToken {
    this.requireShort(seconds);
    return this.startRefreshable(subject, seconds);
  }

  /** Makes a one-time code, which begins a session that ends a number of seconds from now. @throws CONFIG_INVALID if that is too long */
  issueCode(subject: TokenSubject, seconds: number): SessionCode {
    this.requireShort(seconds);
    return this.codes.issue({ ...subject, sessionEndsAt: writeInstant(seconds) });
  }

  /** Makes a one-time code with a token of this issuer: the session that it begins ends with that of the token. @throws TOKEN_INVALID */
  issueOwnCode(token: string): SessionCode {
    const { subject, id } = this.verifySignIn(token);
    const sessionEndsAt = this.register.findEnd(id);
    if (sessionEndsAt === undefined) throw createTokenError('Token was revoked.');
    return this.codes.issue({ ...subject, sessionEndsAt, parent: id });
  }

  /** Begins a session. @throws TOKEN_INVALID if the code has expired, was used, or was never made */
  startSession(code: string): StartedSession {
    const grant = this.codes.useUp(code);
    const seconds = grant ? (Date.parse(grant.sessionEndsAt) - Date.now()) / 1000 : 0;
    const isOrphan = grant?.parent !== undefined && !this.register.has(grant.parent);
    if (!grant || seconds <= 0 || isOrphan) throw createTokenError('Code does not count, or does not count any more.');
    this.register.forgetEnded();
    return { participant: grant.participantId, ...this.startRefreshable(grant, seconds, grant.parent) };
  }

  /** Ends the session of a token of this issuer. @throws TOKEN_INVALID */
  endSession(token: string): void {
    this.register.revoke(this.verifySignIn(token).id);
  }

  /** Renews a token. @throws TOKEN_INVALID if the refresh token has ended, was revoked or was used before */
  refresh(refreshToken: string): RefreshableToken {
    const rotated = this.register.rotate(refreshToken);
    if (!rotated) throw createTokenError('Refresh token does not count any more.');
    return this.signRefreshable(rotated, rotated.refreshToken, rotated.expiresAt);
  }

  /** Returns the participant that a token of this issuer names. @throws TOKEN_INVALID */
  verify(token: string): TokenSubject {
    return this.verifySignIn(token).subject;
  }

  /** Like `verify`, and accepts tokens that name a published key of an identity provider. @throws NETWORK_UNAVAILABLE, TOKEN_INVALID */
  async verifyAmong(token: string, published: KeySet): Promise<TokenSubject> {
    const kid = decodeHeader(token)['kid'];
    if (typeof kid !== 'string') return this.verify(token);
    const key = await published.find(kid);
    if (!key) throw createTokenError('Token names an unknown key in its `kid` header.');
    return verifyWith(token, key, this.rules).subject;
  }

  private verifySignIn(token: string): { readonly subject: TokenSubject; readonly id: string } {
    const { subject, id } = verifyWith(token, { key: this.publicKey, algorithm: 'ES256' }, this.rules);
    if (typeof id !== 'string' || !this.register.has(id)) throw createTokenError('Token was revoked.');
    return { subject, id };
  }

  private startRefreshable(subject: TokenSubject, seconds: number, parent?: string): RefreshableToken {
    const refreshToken = this.register.addRefreshable(subject, seconds, parent);
    return this.signRefreshable(subject, refreshToken, this.register.findEnd(nameSignIn(refreshToken)) ?? writeInstant(0));
  }

  private signRefreshable(subject: TokenSubject, refreshToken: string, sessionEndsAt: string): RefreshableToken {
    const left = Math.floor((Date.parse(sessionEndsAt) - Date.now()) / 1000);
    const seconds = Math.max(1, Math.min(refreshableSeconds, left));
    return { token: this.sign(subject, nameSignIn(refreshToken), seconds), expiresAt: writeInstant(seconds), refreshToken, sessionEndsAt };
  }

  private sign({ participantId, mspId }: TokenSubject, id: string, expiresIn: number): string {
    const { issuer, audience } = this.rules;
    return sign({ msp: mspId }, this.privateKey, { algorithm: 'ES256', subject: participantId, jwtid: id, issuer, audience, expiresIn });
  }

  private requireShort(seconds: number): void {
    const longest = this.rules.longestSeconds ?? longestSeconds;
    if (seconds <= longest) return;
    const reason = `The token would count for ${String(seconds)} seconds; expected at most ${String(longest)}.`;
    throw new GatewayError('CONFIG_INVALID', `${reason} Give a shorter --expires-in, or set DATABUND_TOKEN_LONGEST.`);
  }
}

/** Returns the id of the sign-in of a refresh token. */
function nameSignIn(refreshToken: string): string {
  return refreshToken.split('.')[0] ?? '';
}

/** Returns the instant in a number of seconds. */
function writeInstant(seconds: number): string {
  return new Date(Date.now() + seconds * 1000).toISOString();
}

/** Verifies with the algorithm of the key, never with the one that the token names. */
function verifyWith(
  token: string,
  { key, algorithm }: VerifyingKey,
  rules: TokenRules,
): { readonly subject: TokenSubject; readonly id: unknown } {
  const [, payload = ''] = token.split('.');
  const repeated = findRepeatedMember(Buffer.from(payload, 'base64url').toString());
  if (repeated !== undefined) throw createTokenError(`Token repeats the claim ${JSON.stringify(repeated)}.`);
  if ('crit' in decodeHeader(token)) throw createTokenError('Token has a `crit` header, and none of its extensions is known.');
  const { issuer, audience } = rules;
  const claims = verifyClaims(() =>
    verify(token, key, { algorithms: [algorithm], issuer, audience, clockTolerance: clockToleranceSeconds }),
  );
  return { subject: readSubject(claims, rules), id: claims.jti };
}

/** Returns the header of a token. @throws TOKEN_INVALID if it cannot be read */
function decodeHeader(token: string): Readonly<Record<string, unknown>> {
  const decoded = decodeWhole(token);
  if (!decoded) throw createTokenError('Token cannot be read.');
  return { ...decoded.header };
}

function decodeWhole(token: string): Jwt | null {
  try {
    return decode(token, { complete: true });
  } catch {
    return null;
  }
}

/** Returns the claims. The reason of a failure does not reveal what the token should have said. @throws TOKEN_INVALID */
function verifyClaims(check: () => JwtPayload | string): JwtPayload {
  try {
    const claims: unknown = check();
    if (isClaims(claims)) return claims;
  } catch (error) {
    if (error instanceof TokenExpiredError) throw createTokenError('Token has expired.');
    if (error instanceof NotBeforeError) throw createTokenError('Token is not valid yet.');
  }
  throw createTokenError('Token is not of this exchange.');
}

function isClaims(value: unknown): value is JwtPayload {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function readSubject({ sub, iat, exp, msp }: JwtPayload & { readonly msp?: unknown }, rules: TokenRules): TokenSubject {
  const nowSeconds = Date.now() / 1000;
  if (exp === undefined) throw createTokenError('Token has no `exp` claim.');
  if (!(exp <= nowSeconds + (rules.longestSeconds ?? longestSeconds) + clockToleranceSeconds))
    throw createTokenError('Token counts for too long.');
  if (iat !== undefined && !(iat <= nowSeconds + clockToleranceSeconds)) throw createTokenError('Token has an `iat` claim in the future.');
  if (!isParticipantId(sub)) throw createTokenError('Token has no participant id in its `sub` claim.');
  if (!isMspId(msp)) throw createTokenError('Token has no MSP id in its `msp` claim.');
  return { participantId: sub, mspId: msp };
}

function createTokenError(message: string): GatewayError {
  return new GatewayError('TOKEN_INVALID', message);
}

/** Reads the sealed key, and creates it if it is absent. One that an earlier version stored in the clear is sealed. */
function readSealedKey(folder: string, sealingKey: Buffer): string {
  const [path, plain] = [join(folder, 'key.json'), join(folder, 'key.pem')];
  const seal = () => sealText(keyName, existsSync(plain) ? readFileSync(plain, 'utf8') : createKeyPem(), sealingKey);
  const sealed = readOrCreate(path, seal);
  rmSync(plain, { force: true });
  try {
    return openText(keyName, sealed, sealingKey);
  } catch {
    const reason = `${path} was sealed with another wallet key, or is damaged.`;
    throw new GatewayError('SECRET_INVALID', `${reason} Restore the wallet key, or delete the file: then all tokens end.`);
  }
}

function createKeyPem(): string {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}
