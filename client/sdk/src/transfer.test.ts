import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Connection } from './connection';
import type { DatabundError } from './databund-error';
import { downloadFile, uploadFile } from './transfer';

const bytes = Buffer.alloc(300_000, 'databund ');
const file = { name: 'readings.csv', byteSize: bytes.length, hash: { value: createHash('sha256').update(bytes).digest('hex') } };
const folder = mkdtempSync(join(tmpdir(), 'databund-transfer-'));

let serve: (request: IncomingMessage, response: ServerResponse) => void;
let ranges: (string | undefined)[];
let server: Server;
let connection: Connection;
beforeAll(async () => {
  server = createServer((request, response) => {
    ranges.push(request.headers.range);
    serve(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  connection = new Connection({ url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`, token: 't' });
});
beforeEach(() => (ranges = []));
afterAll(() => {
  server.close();
  server.closeAllConnections();
  rmSync(folder, { recursive: true });
});

const startOf = ({ headers }: IncomingMessage) => Number(/^bytes=(\d+)-$/.exec(headers.range ?? '')?.[1] ?? 0);
/** Serves what is asked for; after so many bytes the connection is gone. */
function serveWith(breakAfter: number) {
  return (request: IncomingMessage, response: ServerResponse) => {
    const rest = bytes.subarray(startOf(request));
    response.writeHead(request.headers.range === undefined ? 200 : 206, { 'content-length': rest.length });
    if (rest.length <= breakAfter) response.end(rest);
    else response.write(rest.subarray(0, breakAfter), () => request.socket.destroySoon());
  };
}

describe('a download', () => {
  it('goes on where a break left it, and gets its name when its hash is right', async () => {
    serve = (request, response) => serveWith(ranges.length < 3 ? 120_000 : Infinity)(request, response);
    const to = join(folder, 'broken.csv');
    await downloadFile(connection, 'dlv', file, to);
    expect(readFileSync(to).equals(bytes)).toBe(true);
    expect(existsSync(`${to}.part`)).toBe(false);
    expect(ranges).toHaveLength(3);
  });

  it('tells who provides, where that is known', async () => {
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

  it('goes on where an earlier one ended', async () => {
    serve = serveWith(Infinity);
    const to = join(folder, 'resumed.csv');
    writeFileSync(`${to}.part`, bytes.subarray(0, 1_000));
    await downloadFile(connection, 'dlv', file, to);
    expect([readFileSync(to).equals(bytes), ranges]).toEqual([true, ['bytes=1000-']]);
  });

  it('of what is there already fetches nothing, and writes over nothing else', async () => {
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

  it('begins again where ranges are not served', async () => {
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
  ])('of %s leaves no file behind', async (_, served) => {
    serve = (_request, response) => response.writeHead(200).end(served);
    const to = join(folder, 'wrong.csv');
    const error = (await downloadFile(connection, 'dlv', file, to).catch((thrown: unknown) => thrown)) as DatabundError;
    expect([error.code, existsSync(to), existsSync(`${to}.part`)]).toEqual(['HASH_MISMATCH', false, false]);
  });

  it('that is refused half-way is refused, with what came kept beside its place', async () => {
    serve = (request, response) => {
      if (ranges.length === 1) serveWith(120_000)(request, response);
      else response.writeHead(403).end(JSON.stringify({ code: 'AUTHORISATION_NOT_ACTIVE', details: {} }));
    };
    const to = join(folder, 'revoked.csv');
    const error = (await downloadFile(connection, 'dlv', file, to).catch((thrown: unknown) => thrown)) as DatabundError;
    expect([error.code, existsSync(to)]).toEqual(['AUTHORISATION_NOT_ACTIVE', false]);
  });

  it('gives up where nothing comes any more', async () => {
    serve = (request, response) => {
      response.writeHead(200, { 'content-length': bytes.length });
      response.flushHeaders();
      request.socket.destroySoon();
    };
    const error = (await downloadFile(connection, 'dlv', file, join(folder, 'never.csv')).catch(
      (thrown: unknown) => thrown,
    )) as DatabundError;
    expect(error.code).toBe('NETWORK_UNAVAILABLE');
  });

  it('of an empty file is an empty file', async () => {
    serve = (_, response) => response.writeHead(200).end();
    const empty = { name: 'empty', byteSize: 0, hash: { value: createHash('sha256').digest('hex') } };
    await downloadFile(connection, 'dlv', empty, join(folder, 'empty'));
    expect(readFileSync(join(folder, 'empty'))).toHaveLength(0);
  });
});

describe('an upload', () => {
  it.each([
    ['is not there', join(folder, 'nowhere.csv'), 'is not there'],
    ['is a folder', folder, 'is no regular file'],
    ['is a device', '/dev/null', 'is no regular file'],
  ])('of a file that %s is refused before the gateway is asked', async (_, path, reason) => {
    const refused = (await uploadFile(connection, { id: 'lst', version: 1 }, 'a.csv', path).catch(
      (thrown: unknown) => thrown,
    )) as DatabundError;
    expect(refused).toMatchObject({ code: 'INPUT_INVALID', details: { errors: [{ path: '/path' }] } });
    expect([refused.message, ranges]).toEqual([expect.stringContaining(reason), []]);
  });
});

it.each(['..', '.', '/', 'foo/..', 'foo/.', 'foo/', 'two\nlines', ''])(
  'what is no file’s name is neither asked for nor written: %j',
  async (name) => {
    const to = join(folder, 'hostile');
    mkdirSync(to, { recursive: true });
    await expect(downloadFile(connection, 'dlv', { ...file, name }, join(to, name))).rejects.toMatchObject({ code: 'INPUT_INVALID' });
    await expect(uploadFile(connection, { id: 'lst', version: 1 }, name, __filename)).rejects.toMatchObject({ code: 'INPUT_INVALID' });
    expect([ranges, readdirSync(to), existsSync(`${to}.part`)]).toEqual([[], [], false]);
  },
);
