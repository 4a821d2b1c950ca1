import { statSync } from 'node:fs';
import type { Server } from 'node:https';
import { createSecureContext } from 'node:tls';
import type { Logger } from 'pino';
import { GatewayError } from '../gateway-error';
import { readNamedFile } from '../named-file';

/** The files of a server's certificate chain and private key, PEM. */
export interface TlsFiles {
  readonly cert: string;
  readonly key: string;
}

/** A chain and its key, as text. */
export interface CertificatePair {
  readonly cert: string;
  readonly key: string;
}

const checkMs = 5_000;

/** Reads the certificate and the key of a server. @throws FILE_INVALID, SECRET_EXPOSED, KEY_MISMATCH if they do not belong together */
export function readCertificate({ cert, key }: TlsFiles): CertificatePair {
  const pair = { cert: readNamedFile('tlsCert', cert), key: readNamedFile('tlsKey', key) };
  if ((statSync(key).mode & 0o077) !== 0)
    throw new GatewayError('SECRET_EXPOSED', `${key} can be read by others than its owner. Run: chmod 600 ${key}`);
  try {
    createSecureContext(pair);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new GatewayError('KEY_MISMATCH', `${cert} and ${key} are no certificate with its private key, PEM: ${reason}.`);
  }
  return pair;
}

/** Uses new files without a restart as soon as they are a pair; until then the server keeps the ones that it has. */
export function reloadCertificate(server: Server, files: TlsFiles, log: Logger, everyMs = checkMs): void {
  let known = readTimes(files);
  const timer = setInterval(() => {
    const now = readTimes(files);
    if (now === known) return;
    known = now;
    try {
      server.setSecureContext(readCertificate(files));
      log.info({ cert: files.cert }, 'uses the new certificate');
    } catch (error) {
      log.error({ err: error }, 'keeps the old certificate');
    }
  }, everyMs).unref();
  server.once('close', () => clearInterval(timer));
}

/** Returns a text that changes with the files; links are followed, as those of renewal programs are. */
function readTimes({ cert, key }: TlsFiles): string {
  return [cert, key].map((path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs).join();
}
