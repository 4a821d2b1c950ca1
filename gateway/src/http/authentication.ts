import type { Request } from 'express';
import { ExchangeError } from '@databund/model';
import type { TokenSubject } from '../identity/tokens';
import type { HeldIdentity, Wallet } from '../identity/wallet';

/** Says whom a request speaks for. */
export type Identify = (request: Request) => Promise<TokenSubject>;

/** Says as whose Fabric identity a request acts. */
export type Authenticate = (request: Request) => Promise<HeldIdentity>;

/** Says whom a token speaks for. @throws Error where it is not to be trusted */
export type VerifyToken = (token: string) => TokenSubject | Promise<TokenSubject>;

/** A bearer token names a participant. @throws TOKEN_INVALID */
export function identifier(verify: VerifyToken): Identify {
  return async (request) => {
    const [, token] = /^Bearer ([A-Za-z0-9._~+/=-]{1,8192})$/i.exec(request.headers.authorization ?? '') ?? [];
    if (token === undefined) throw new ExchangeError('TOKEN_INVALID', { reason: 'there is no bearer token' });
    return subjectOf(verify, token);
  };
}

/** The wallet holds the identity of whom a request speaks for. @throws TOKEN_INVALID, IDENTITY_NOT_HELD */
export function authenticator(identify: Identify, wallet: Wallet): Authenticate {
  return async (request) => {
    const { mspId, participantId } = await identify(request);
    const identity = wallet.find(mspId, participantId);
    if (!identity) throw new ExchangeError('IDENTITY_NOT_HELD', { participant: participantId });
    return identity;
  };
}

async function subjectOf(verify: VerifyToken, token: string): Promise<TokenSubject> {
  try {
    return await verify(token);
  } catch (error) {
    if (error instanceof ExchangeError) throw error;
    throw new ExchangeError('TOKEN_INVALID', { reason: error instanceof Error ? error.message : 'unknown' });
  }
}
