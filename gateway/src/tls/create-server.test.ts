import { X509Certificate, generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as connectSecurely } from 'node:tls';
import { text } from 'node:stream/consumers';
import pino from 'pino';
import { BodyDeadline } from '../limits/body-deadline';
import { getPort } from '../testing/get-port';
import { createSelfSigned } from '../testing/self-signed';
import { createTestApp } from '../testing/test-app';
import { reloadCertificate } from './certificate-files';
import { createSecureServer, createServer, requireSafeAddress } from './create-server';

const log = pino({ level: 'silent' });
const folder = mkdtempSync(join(tmpdir(), 'databund-tls-'));
const files = { cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem') };
const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});

/** Writes a new certificate with its key; returns its fingerprint. */
function writeCertificate(): string {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const cert = createSelfSigned(privateKey, publicKey);
  writeFileSync(files.cert, cert);
  writeFileSync(files.key, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
  return new X509Certificate(cert).fingerprint256;
}

async function listen(server: Server): Promise<number> {
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return getPort(server);
}

/** Asks over TLS; returns the headers, and the fingerprint of the server's certificate. */
async function ask(port: number): Promise<{ readonly headers: string; readonly fingerprint: string }> {
  const socket = connectSecurely({ port, host: '127.0.0.1', rejectUnauthorized: false });
  await once(socket, 'secureConnect');
  socket.write('GET /livez HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
  const { fingerprint256: fingerprint } = socket.getPeerCertificate();
  return { headers: await text(socket), fingerprint };
}

describe('a server over TLS', () => {
  it('names its certificate, asks browsers to stay with HTTPS, and uses a new one without a restart', async () => {
    const first = writeCertificate();
    const server = createSecureServer(createTestApp(undefined, { isSecure: true }).app, files, log);
    const port = await listen(server);
    const answer = await ask(port);
    expect(answer.fingerprint).toBe(first);
    expect(answer.headers).toMatch(/strict-transport-security: max-age=\d+/i);
    reloadCertificate(server, files, log, 5);
    writeFileSync(files.cert, 'half a file');
    const second = writeCertificate();
    let seen = first;
    while (seen === first) ({ fingerprint: seen } = await ask(port));
    expect(seen).toBe(second);
  });

  it('starts with no key that others can read, and with no other key', () => {
    writeCertificate();
    expect(() => createServer(() => undefined, { ...files, key: files.cert }, log)).toThrow(/can be read by others|no certificate/);
  });
});

describe('requireSafeAddress', () => {
  it.each(['0.0.0.0', '::', '10.0.0.1', 'gateway.example', '127.evil.example'])('refuses %s without TLS, unless it is allowed', (host) => {
    expect(() => requireSafeAddress({ host, tls: false, isPlainAllowed: false })).toThrow(`host is "${host}"`);
    expect(() => requireSafeAddress({ host, tls: false, isPlainAllowed: true })).not.toThrow();
    expect(() => requireSafeAddress({ host, tls: true, isPlainAllowed: false })).not.toThrow();
  });
});

describe('a server over plain HTTP', () => {
  it('ends a body that comes too slowly with 408, also one that nobody reads', async () => {
    const bodyDeadline = new BodyDeadline(1);
    const under = createTestApp(undefined, { bodyDeadline });
    const port = await listen(createServer(under.app, undefined, log));
    const makeHead = (authorization: string) =>
      `POST /v1/listings HTTP/1.1\r\nHost: x\r\nAuthorization: ${authorization}\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{`;
    const send = (given: string) => {
      const socket = connect(port, '127.0.0.1', () => socket.write(given));
      return text(socket);
    };
    const [slow, unread] = await Promise.all([send(makeHead(under.bearer)), send(makeHead('none'))]);
    expect(slow).toMatch(/^HTTP\/1.1 408 /);
    expect(slow).toContain('did not end in time');
    expect(unread).toMatch(/^HTTP\/1.1 401 /);
  });

  it('answers 400 to two Host headers, and asks no browser to stay with HTTPS', async () => {
    const port = await listen(createServer(createTestApp().app, undefined, log));
    const socket = connect(port, '127.0.0.1', () => socket.write('GET /livez HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: close\r\n\r\n'));
    const answer = await text(socket);
    expect(answer).toMatch(/^HTTP\/1.1 400 /);
    expect(answer).toContain('has several Host headers');
    expect(answer).not.toMatch(/strict-transport-security/i);
  });
});
