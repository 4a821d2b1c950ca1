import type { Server } from 'node:http';

/** Returns the port on which a server listens. */
export function getPort(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}
