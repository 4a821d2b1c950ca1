import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import pino from 'pino';
import { newAppUnderTest } from '../app-under-test';
import { answerUnreadable } from './unreadable-requests';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close().closeAllConnections();
});

/** Sends bytes as they are, and answers with all that comes back until the end. */
async function send(bytes: string, app: RequestListener = newAppUnderTest().app): Promise<string> {
  const server = createServer({ requireHostHeader: false }, app);
  servers.push(server);
  answerUnreadable(server, pino({ level: 'silent' }));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  socket.write(bytes);
  return text(socket);
}

const get = 'GET /v1/openapi.json HTTP/1.1\r\n';

describe('a request that cannot be read', () => {
  it.each([
    ['of garbage', '\u0016\u0003\u0001 hello\r\n\r\n', 400, 'INPUT_INVALID'],
    [
      'with a length and in chunks',
      `POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
      400,
      'INPUT_INVALID',
    ],
    ['with two lengths', `POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!`, 400, 'INPUT_INVALID'],
    ['with a head that is too long', `${get}Host: x\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`, 431, 'INPUT_TOO_LARGE'],
    ['without a host', `${get}Connection: close\r\n\r\n`, 400, 'INPUT_INVALID'],
  ])('%s is answered with a problem, and its connection ends', async (_, bytes, status, code) => {
    const [head = '', body = ''] = (await send(bytes)).split('\r\n\r\n');
    expect(head).toMatch(new RegExp(`^HTTP/1.1 ${String(status)} `));
    expect(head).toMatch(/^Content-Type: application\/problem\+json/im);
    expect(head).toMatch(/^X-Content-Type-Options: nosniff/im);
    expect(JSON.parse(body)).toMatchObject({ code, status, instance: expect.any(String) as string });
  });

  it('after one whose answer had begun breaks that off, and puts nothing into it', async () => {
    const received = await send(`${get}Host: x\r\n\r\ngarbage\r\n\r\n`, (_request, response) => {
      response.writeHead(200, { 'content-length': 10 });
      response.write('begun');
    });
    expect(received).not.toContain('INPUT_INVALID');
  });

  it('of HTTP/1.0 needs no host', async () => {
    expect(await send('GET /v1/openapi.json HTTP/1.0\r\n\r\n')).toMatch(/^HTTP\/1.1 200 /);
  });
});
