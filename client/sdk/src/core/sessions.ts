import { Type, type Static } from '@sinclair/typebox';
import { Instant } from '@databund/model';
import { Connection, type ConnectionOptions } from './connection';
import { sendFor } from './send-for';

const renewed = {
  token: Type.String(),
  expiresAt: Type.Unsafe<string>({ ...Instant, description: 'The end of the token.' }),
  refreshToken: Type.String({ description: 'Renews the token, once.' }),
  sessionEndsAt: Type.Unsafe<string>({ ...Instant, description: 'The end of the last token that follows by refresh.' }),
};

/** A token, and the one that renews it. */
export const TokenAnswer = Type.Object(renewed);
export type TokenAnswer = Static<typeof TokenAnswer>;

/** A session that a one-time code began. */
export const SessionAnswer = Type.Object({ ...renewed, participant: Type.String() });
export type SessionAnswer = Static<typeof SessionAnswer>;

/** A one-time code. */
export const SessionCodeAnswer = Type.Object({ code: Type.String(), expiresAt: Instant });
export type SessionCodeAnswer = Static<typeof SessionCodeAnswer>;

/** A gateway, without a token. */
type Gateway = Pick<ConnectionOptions, 'url' | 'fetch'>;

/** Begins a session with a one-time code. @throws DatabundError TOKEN_INVALID, TOO_MANY_REQUESTS */
export function startSession(gateway: Gateway, code: string): Promise<SessionAnswer> {
  const body = JSON.stringify({ code });
  const headers = { 'content-type': 'application/json' };
  return sendFor(new Connection(gateway), SessionAnswer, { method: 'POST', path: '/v1/sessions', headers, body: () => body });
}

/** Renews a token with its refresh token, which counts once. @throws DatabundError TOKEN_INVALID */
export function renewToken(gateway: Gateway, refreshToken: string): Promise<TokenAnswer> {
  const connection = new Connection({ ...gateway, token: refreshToken });
  return sendFor(connection, TokenAnswer, { method: 'POST', path: '/v1/tokens/refresh' });
}

/** Makes a one-time code for another session of the same participant. @throws DatabundError TOKEN_INVALID */
export function makeSessionCode(connection: Connection): Promise<SessionCodeAnswer> {
  return sendFor(connection, SessionCodeAnswer, { method: 'POST', path: '/v1/sessions/codes' });
}

/** Ends the session of the token. @throws DatabundError TOKEN_INVALID */
export async function endSession(connection: Connection): Promise<void> {
  await connection.readBytes({ method: 'DELETE', path: '/v1/sessions/current' });
}
