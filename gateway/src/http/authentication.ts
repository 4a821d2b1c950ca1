import type { Request } from 'express';
import { Refusal } from '@databund/chaincode/model';
import type { TokenIssuer } from '../identity/tokens';
import type { HeldIdentity, Wallet } from '../identity/wallet';

/** Says as whose Fabric identity a request acts. */
export type Authenticate = (request: Request) => HeldIdentity;

/** A bearer token names a participant, and the wallet holds its identity. @throws TOKEN_INVALID, IDENTITY_NOT_HELD */
export function authenticator(tokens: TokenIssuer, wallet: Wallet): Authenticate {
  return (request) => {
    const [, token] = /^Bearer ([A-Za-z0-9._~+/=-]{1,8192})$/.exec(request.headers.authorization ?? '') ?? [];
    if (token === undefined) throw new Refusal('TOKEN_INVALID', { reason: 'there is no bearer token' });
    const { mspId, participantId } = subjectOf(tokens, token);
    const identity = wallet.find(mspId, participantId);
    if (!identity) throw new Refusal('IDENTITY_NOT_HELD', { participant: participantId });
    return identity;
  };
}

function subjectOf(tokens: TokenIssuer, token: string) {
  try {
    return tokens.verify(token);
  } catch (error) {
    throw new Refusal('TOKEN_INVALID', { reason: error instanceof Error ? error.message : 'unknown' });
  }
}
