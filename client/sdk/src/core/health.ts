import { Type, type Static } from '@sinclair/typebox';
import type { Connection } from './connection';
import { sendFor } from './send-for';

/** The health of a gateway: whether it takes writes, the number of blocks, and its version. */
export const Health = Type.Object({
  status: Type.Union([Type.Literal('ok'), Type.Literal('read-only')]),
  version: Type.String(),
  height: Type.Optional(Type.Integer({ minimum: 0 })),
});
export type Health = Static<typeof Health>;

/** Asks a gateway for its health; it needs no token. @throws DatabundError NETWORK_UNAVAILABLE */
export function readHealth(connection: Connection): Promise<Health> {
  return sendFor(connection, Health, { method: 'GET', path: '/v1/health' });
}
