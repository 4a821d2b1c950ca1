import { Router } from 'express';
import { ExchangeError } from '@databund/model';
import { GatewayError } from '../gateway-error';
import type { TokenIssuer } from '../identity/tokens';
import { readBearer } from './authentication';
import { rejectOtherMethods } from './methods';

/** The address at which a refresh token is exchanged for a new token. */
export const refreshPath = '/v1/tokens/refresh';

/** Serves the refresh of tokens: the refresh token is the bearer token of the request. @throws TOKEN_INVALID */
export function createTokenRoutes(issuer: TokenIssuer): Router {
  const router = Router({ caseSensitive: true, strict: true });
  router.post(refreshPath, (request, response) => {
    response.setHeader('Cache-Control', 'no-store');
    response.status(201).json(refresh(issuer, readBearer(request)));
  });
  router.all(refreshPath, rejectOtherMethods(['POST']));
  return router;
}

function refresh(issuer: TokenIssuer, refreshToken: string): object {
  try {
    return issuer.refresh(refreshToken);
  } catch (error) {
    if (error instanceof GatewayError) throw new ExchangeError('TOKEN_INVALID', { reason: error.message });
    throw error;
  }
}
