import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import pino from 'pino';
import { getPort } from '../testing/get-port';
import { createTestApp } from '../testing/test-app';
import { answerUnreadable } from './unreadable-requests';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close().closeAllConnections();
});

/** Sends raw bytes, and returns everything that comes back until the connection ends. */
async function send(bytes: string, app: RequestListener = createTestApp().app): Promise<string> {
  const server = createServer({ requireHostHeader: false }, app);
  servers.push(server);
  answerUnreadable(server, pino({ level: 'silent' }));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const socket = connect(getPort(server), '127.0.0.1');
  socket.write(bytes);
  return text(socket);
}

const get = 'GET /v1/openapi.json HTTP/1.1\r\n';

describe('answerUnreadable', () => {
  it.each([
    ['garbage', '\u0016\u0003\u0001 hello\r\n\r\n', 400, 'INPUT_INVALID'],
    [
      'a request with Content-Length and chunks',
      `POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
      400,
      'INPUT_INVALID',
    ],
    [
      'a request with two lengths',
      `POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!`,
      400,
      'INPUT_INVALID',
    ],
    ['a request whose head is too long', `${get}Host: x\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`, 431, 'INPUT_TOO_LARGE'],
    ['a request without a Host header', `${get}Connection: close\r\n\r\n`, 400, 'INPUT_INVALID'],
  ])('answers %s with a problem, and closes the connection', async (_, bytes, status, code) => {
    const [head = '', body = ''] = (await send(bytes)).split('\r\n\r\n');
    expect(head).toMatch(new RegExp(`^HTTP/1.1 ${String(status)} `));
    expect(head).toMatch(/^Content-Type: application\/problem\+json/im);
    expect(head).toMatch(/^X-Content-Type-Options: nosniff/im);
    const problem: unknown = JSON.parse(body);
    expect(problem).toMatchObject({ code, status });
    expect(problem).toHaveProperty('instance', expect.any(String));
  });

  it('cuts an answer that had begun instead of writing into it', async () => {
    const received = await send(`${get}Host: x\r\n\r\ngarbage\r\n\r\n`, (_request, response) => {
      response.writeHead(200, { 'content-length': 10 });
      response.write('begun');
    });
    expect(received).not.toContain('INPUT_INVALID');
  });

  it('accepts HTTP/1.0 without a Host header', async () => {
    expect(await send('GET /v1/openapi.json HTTP/1.0\r\n\r\n')).toMatch(/^HTTP\/1.1 200 /);
  });
});
