import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Connection } from '../core/connection';
import { sendByHttp } from './send-by-http';
import { downloadFile, uploadFile } from './transfer';

const bytes = Buffer.alloc(300_000, 'databund ');
const file = { name: 'readings.csv', byteSize: bytes.length, hash: { value: createHash('sha256').update(bytes).digest('hex') } };
const root = mkdtempSync(join(tmpdir(), 'databund-transfer-'));

let serve: (request: IncomingMessage, response: ServerResponse) => void;
let ranges: (string | undefined)[];
let server: Server;
let url: string;
beforeAll(async () => {
  server = createServer((request, response) => {
    ranges.push(request.headers.range);
    serve(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === 'object' ? String(address?.port) : ''}`;
});
beforeEach(() => (ranges = []));
afterAll(() => {
  server.close();
  server.closeAllConnections();
  rmSync(root, { recursive: true });
});

const startOf = ({ headers }: IncomingMessage) => Number(/^bytes=(\d+)-$/.exec(headers.range ?? '')?.[1] ?? 0);
/** Serves the requested range, and breaks the connection after a number of bytes. */
function serveWith(breakAfter: number) {
  return (request: IncomingMessage, response: ServerResponse) => {
    const rest = bytes.subarray(startOf(request));
    response.writeHead(request.headers.range === undefined ? 200 : 206, { 'content-length': rest.length });
    if (rest.length <= breakAfter) response.end(rest);
    else response.write(rest.subarray(0, breakAfter), () => request.socket.destroySoon());
  };
}

describe.each([
  ['fetch', {}],
  ['node:http', { fetch: sendByHttp }],
])('a download by %s', (_transport, transport) => {
  let connection: Connection;
  let folder: string;
  beforeAll(() => {
    connection = new Connection({ url, token: 't', ...transport });
    folder = mkdtempSync(join(root, 'by-'));
  });

  it('resumes after each break, and gets its name when its hash is right', async () => {
    serve = (request, response) => serveWith(ranges.length < 3 ? 120_000 : Infinity)(request, response);
    const to = join(folder, 'broken.csv');
    await downloadFile(connection, 'dlv', file, to);
    expect(readFileSync(to).equals(bytes)).toBe(true);
    expect(existsSync(`${to}.part`)).toBe(false);
    expect(ranges).toHaveLength(3);
  });

  it('names the provider if it is known', async () => {
    const asked: (string | undefined)[] = [];
    serve = (request, response) => {
      asked.push(request.url);
      response.writeHead(200).end(bytes);
    };
    await downloadFile(connection, 'dlv', file, join(folder, 'unnamed.csv'));
    await downloadFile(connection, { id: 'dlv', provider: 'ptc-1' }, file, join(folder, 'named.csv'));
    const path = '/v1/deliveries/dlv/distributions/readings.csv';
    expect(asked).toEqual([path, `${path}?provider=ptc-1`]);
  });

  it('resumes the part that an earlier download left', async () => {
    serve = serveWith(Infinity);
    const to = join(folder, 'resumed.csv');
    writeFileSync(`${to}.part`, bytes.subarray(0, 1_000));
    await downloadFile(connection, 'dlv', file, to);
    expect([readFileSync(to).equals(bytes), ranges]).toEqual([true, ['bytes=1000-']]);
  });

  it('requests nothing if the file is there, and overwrites nothing else', async () => {
    serve = serveWith(Infinity);
    const to = join(folder, 'there.csv');
    writeFileSync(to, bytes);
    await downloadFile(connection, 'dlv', file, to);
    writeFileSync(to, 'of another');
    mkdirSync(join(folder, 'folder.csv'));
    for (const place of [to, join(folder, 'folder.csv')])
      await expect(downloadFile(connection, 'dlv', file, place)).rejects.toMatchObject({ code: 'INPUT_INVALID' });
    expect([readFileSync(to, 'utf8'), ranges]).toEqual(['of another', []]);
  });

  it('starts again if the gateway serves no ranges', async () => {
    serve = (_, response) => response.writeHead(200).end(bytes);
    const to = join(folder, 'whole.csv');
    writeFileSync(`${to}.part`, 'something else');
    await downloadFile(connection, 'dlv', file, to);
    expect(readFileSync(to).equals(bytes)).toBe(true);
  });

  it.each([
    ['other bytes', Buffer.alloc(bytes.length, 'x')],
    ['fewer bytes', bytes.subarray(0, 10)],
    ['more bytes', Buffer.concat([bytes, bytes])],
  ])('rejects a download of %s with HASH_MISMATCH and leaves no file', async (_, served) => {
    serve = (_request, response) => response.writeHead(200).end(served);
    const to = join(folder, 'wrong.csv');
    await expect(downloadFile(connection, 'dlv', file, to)).rejects.toMatchObject({ code: 'HASH_MISMATCH' });
    expect([existsSync(to), existsSync(`${to}.part`)]).toEqual([false, false]);
  });

  it('ends a download that is refused half-way with that code and no file of that name', async () => {
    serve = (request, response) => {
      if (ranges.length === 1) serveWith(120_000)(request, response);
      else response.writeHead(403).end(JSON.stringify({ code: 'AUTHORISATION_NOT_ACTIVE', details: {} }));
    };
    const to = join(folder, 'revoked.csv');
    await expect(downloadFile(connection, 'dlv', file, to)).rejects.toMatchObject({ code: 'AUTHORISATION_NOT_ACTIVE' });
    expect(existsSync(to)).toBe(false);
  });

  it('gives up with NETWORK_UNAVAILABLE after five attempts without bytes', async () => {
    serve = (request, response) => {
      response.writeHead(200, { 'content-length': bytes.length });
      response.flushHeaders();
      request.socket.destroySoon();
    };
    await expect(downloadFile(connection, 'dlv', file, join(folder, 'never.csv'))).rejects.toMatchObject({ code: 'NETWORK_UNAVAILABLE' });
  });

  it('downloads an empty file as an empty file', async () => {
    serve = (_, response) => response.writeHead(200).end();
    const empty = { name: 'empty', byteSize: 0, hash: { value: createHash('sha256').digest('hex') } };
    await downloadFile(connection, 'dlv', empty, join(folder, 'empty'));
    expect(readFileSync(join(folder, 'empty'))).toHaveLength(0);
  });
});

describe('an upload', () => {
  it.each([
    ['is not there', join(root, 'nowhere.csv'), 'is not there'],
    ['is a folder', root, 'is no regular file'],
    ['is a device', '/dev/null', 'is no regular file'],
  ])('rejects the upload of a file that %s with INPUT_INVALID before any request', async (_, path, reason) => {
    await expect(uploadFile(new Connection({ url, token: 't' }), { id: 'lst', version: 1 }, 'a.csv', path)).rejects.toMatchObject({
      code: 'INPUT_INVALID',
      details: { errors: [{ path: '/path', reason: expect.stringContaining(reason) as string }] },
    });
    expect(ranges).toEqual([]);
  });
});

it.each(['..', '.', '/', 'foo/..', 'foo/.', 'foo/', '.bashrc', '-rf', 'two\nlines', ''])(
  'a transfer of a name that is not a file name sends and writes nothing: %j',
  async (name) => {
    const to = join(root, 'hostile');
    mkdirSync(to, { recursive: true });
    await expect(downloadFile(new Connection({ url, token: 't' }), 'dlv', { ...file, name }, join(to, name))).rejects.toMatchObject({
      code: 'INPUT_INVALID',
    });
    await expect(uploadFile(new Connection({ url, token: 't' }), { id: 'lst', version: 1 }, name, __filename)).rejects.toMatchObject({
      code: 'INPUT_INVALID',
    });
    expect([ranges, readdirSync(to), existsSync(`${to}.part`)]).toEqual([[], [], false]);
  },
);
