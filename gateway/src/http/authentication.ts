import type { Request } from 'express';
import { Refusal } from '@databund/chaincode/model';
import type { TokenSubject } from '../identity/tokens';
import type { HeldIdentity, Wallet } from '../identity/wallet';

/** Says as whose Fabric identity a request acts. */
export type Authenticate = (request: Request) => Promise<HeldIdentity>;

/** Says whom a token speaks for. @throws Error where it is not to be trusted */
export type VerifyToken = (token: string) => TokenSubject | Promise<TokenSubject>;

/** A bearer token names a participant, and the wallet holds its identity. @throws TOKEN_INVALID, IDENTITY_NOT_HELD */
export function authenticator(verify: VerifyToken, wallet: Wallet): Authenticate {
  return async (request) => {
    const [, token] = /^Bearer ([A-Za-z0-9._~+/=-]{1,8192})$/i.exec(request.headers.authorization ?? '') ?? [];
    if (token === undefined) throw new Refusal('TOKEN_INVALID', { reason: 'there is no bearer token' });
    const { mspId, participantId } = await subjectOf(verify, token);
    const identity = wallet.find(mspId, participantId);
    if (!identity) throw new Refusal('IDENTITY_NOT_HELD', { participant: participantId });
    return identity;
  };
}

async function subjectOf(verify: VerifyToken, token: string): Promise<TokenSubject> {
  try {
    return await verify(token);
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw new Refusal('TOKEN_INVALID', { reason: error instanceof Error ? error.message : 'unknown' });
  }
}
