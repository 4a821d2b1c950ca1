import { createServer as createPlain, type RequestListener, type Server } from 'node:http';
import { createServer as createSecure, type Server as SecureServer } from 'node:https';
import type { Logger } from 'pino';
import { GatewayError } from '../gateway-error';
import { readCertificate, reloadCertificate, type TlsFiles } from './certificate-files';

const serverOptions = {
  requestTimeout: 0, // Slow bodies are ended by their rate, because large files take their time.
  headersTimeout: 10_000,
  connectionsCheckingInterval: 2_000,
  keepAliveTimeout: 30_000,
  requireHostHeader: false, // The app answers a request without a Host header; the server would answer without a body.
};

/** Creates the server of an app: over TLS if it has a certificate, which is read again when it changes. */
export function createServer(app: RequestListener, tls: TlsFiles | undefined, log: Logger): Server {
  return tls ? createSecureServer(app, tls, log) : createPlain(serverOptions, app);
}

/** Creates a server over TLS. @throws FILE_INVALID, SECRET_EXPOSED, KEY_MISMATCH */
export function createSecureServer(app: RequestListener, tls: TlsFiles, log: Logger): SecureServer {
  const server = createSecure({ ...serverOptions, ...readCertificate(tls), minVersion: 'TLSv1.2' }, app);
  reloadCertificate(server, tls, log);
  return server;
}

/** Refuses to serve other machines without TLS, unless that was allowed: tokens would cross the network in the clear. @throws CONFIG_INVALID */
export function requireSafeAddress({ host, tls, isPlainAllowed }: { host: string; tls: boolean; isPlainAllowed: boolean }): void {
  if (tls || isPlainAllowed || /^(?:localhost|::1|127(?:\.\d{1,3}){3})$/i.test(host)) return;
  const reason = `host is ${JSON.stringify(host)}; without TLS expected an address of this machine alone, such as 127.0.0.1.`;
  throw new GatewayError('CONFIG_INVALID', `${reason} Set tlsCert and tlsKey, or plainHttp if a proxy in front ends TLS.`);
}
