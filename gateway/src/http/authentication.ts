import type { Request } from 'express';
import { ExchangeError } from '@databund/model';
import { GatewayError } from '../gateway-error';
import type { TokenSubject } from '../identity/token-subject';
import type { CallerLimits } from '../limits/caller-limits';
import type { HeldIdentity, Wallet } from '../identity/wallet';
import { noteRequest, readNotes } from './request-notes';

/** A request of any route. */
type AnyRequest = Pick<Request, 'headers'>;

/** Returns the participant that a request speaks for. @throws TOKEN_INVALID, TOO_MANY_REQUESTS */
export type Identify = (request: AnyRequest) => Promise<TokenSubject>;

/** Returns the Fabric identity that a request acts as. @throws TOKEN_INVALID, IDENTITY_NOT_HELD */
export type Authenticate = (request: AnyRequest) => Promise<HeldIdentity>;

/** Returns the participant that a token names. @throws Error if it cannot be trusted */
export type VerifyToken = (token: string) => TokenSubject | Promise<TokenSubject>;

/** Creates the check of bearer tokens, which also limits what each participant uses. */
export function createIdentify(verify: VerifyToken, limits?: CallerLimits): Identify {
  return async (request) => {
    const subject = await verifySubject(verify, readBearer(request));
    noteRequest(request, { caller: subject.participantId, organisation: subject.mspId });
    if (limits && !readNotes(request).isCounted) {
      limits.enter(subject.participantId);
      noteRequest(request, { isCounted: true });
    }
    return subject;
  };
}

/** Returns the bearer token of a request. @throws TOKEN_INVALID */
export function readBearer({ headers }: AnyRequest): string {
  const [, token] = /^Bearer ([A-Za-z0-9._~+/=-]{1,8192})$/i.exec(headers.authorization ?? '') ?? [];
  if (token === undefined) throw new ExchangeError('TOKEN_INVALID', { reason: 'The Authorization header has no bearer token.' });
  return token;
}

/** Creates the step from a token to the identity that the wallet holds for it. */
export function createAuthenticate(identify: Identify, wallet: Wallet): Authenticate {
  return async (request) => {
    const { mspId, participantId } = await identify(request);
    const identity = wallet.find(mspId, participantId);
    if (!identity) throw new ExchangeError('IDENTITY_NOT_HELD', { participant: participantId });
    return identity;
  };
}

async function verifySubject(verify: VerifyToken, token: string): Promise<TokenSubject> {
  try {
    return await verify(token);
  } catch (error) {
    if (!(error instanceof GatewayError) || error.code !== 'TOKEN_INVALID') throw error;
    throw new ExchangeError('TOKEN_INVALID', { reason: error.message });
  }
}
