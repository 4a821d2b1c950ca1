import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { errorTable, hashJson, type ErrorCode } from '@databund/model';
import { newId } from '../core/exchange-client';
import { Databund } from './databund';
import { sendByHttp } from './send-by-http';

type Handle = (request: IncomingMessage, response: ServerResponse, attempt: number) => void;
let server: Server;
let handle: Handle;
let attempts: number;
let url: string;
const folder = mkdtempSync(join(tmpdir(), 'databund-connection-'));

beforeAll(async () => {
  server = createServer((request, response) => handle(request, response, (attempts += 1)));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === 'object' ? String(address?.port) : ''}`;
});
beforeEach(() => (attempts = 0));
afterAll(() => {
  server.close();
  server.closeAllConnections();
  rmSync(folder, { recursive: true });
});

const answer = (response: ServerResponse, body: unknown, status = 200) => {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
};
const refuse = (response: ServerResponse, code: ErrorCode, details: object = {}) =>
  answer(response, { code, details }, errorTable[code].status);
const id = newId('lst');
const content = { title: { en: 'Readings' } };

describe('new Databund', () => {
  it.each([
    ['a word as address', '/url', { url: 'nope', token: 't' }],
    ['an address that is not of the web', '/url', { url: 'ftp://gateway.example', token: 't' }],
    ['a token of two lines', '/token', { url: 'http://127.0.0.1:1', token: 'secret\nword' }],
    ['an empty token', '/token', { url: 'http://127.0.0.1:1', token: '' }],
    ['a token outside ASCII', '/token', { url: 'http://127.0.0.1:1', token: '秘密' }],
    ['no token', '/token', { url: 'http://127.0.0.1:1', token: undefined as never }],
  ])('rejects %s with INPUT_INVALID, and never shows the token', (_, path, options) => {
    const connect = () => new Databund(options);
    const errors = [expect.objectContaining({ path }) as object];
    expect(connect).toThrow(expect.objectContaining({ code: 'INPUT_INVALID', details: { errors } }) as Error);
    expect(connect).not.toThrow('secret');
  });
});

it('newId rejects a kind that does not exist, also from JavaScript', () => {
  for (const kind of [undefined, 'zzz', 'LST']) expect(() => newId(kind as never)).toThrow(/^INPUT_INVALID.*ptc, lst/);
  expect(newId('dlv')).toMatch(/^dlv-[0-9a-hjkmnp-tv-z]{26}$/);
});

describe.each([
  ['fetch', {}],
  ['node:http', { fetch: sendByHttp }],
])('a call to the gateway by %s', (_transport, transport) => {
  let databund: Databund;
  beforeAll(() => {
    databund = new Databund({ url, token: 't', ...transport });
  });

  it('repeats a call if its error code allows an immediate retry', async () => {
    handle = (_, response, attempt) =>
      attempt < 3 ? refuse(response, 'READ_CONFLICT') : answer(response, { object: { id }, transactionId: 'a', blockNumber: 3 }, 201);
    await expect(databund.listing.submit({ id, version: 1, revision: 1 })).resolves.toMatchObject({ blockNumber: 3 });
    expect(attempts).toBe(3);
  });

  it('attempts a call at most six times', async () => {
    handle = (_, response) => refuse(response, 'ENDORSERS_DISAGREE');
    await expect(databund.listing.submit({ id, version: 1, revision: 1 })).rejects.toMatchObject({ code: 'ENDORSERS_DISAGREE' });
    expect(attempts).toBe(6);
  });

  it('attempts a call once if a retry needs another decision, and keeps code, status and details', async () => {
    handle = (_, response) => refuse(response, 'REVISION_CONFLICT', { seen: 1, is: 2 });
    await expect(databund.listing.submit({ id, version: 1, revision: 1 })).rejects.toMatchObject({
      code: 'REVISION_CONFLICT',
      status: 409,
      details: { seen: 1, is: 2 },
      retry: 'after-read',
    });
    expect(attempts).toBe(1);
  });

  it('repeats a call without an answer if it reads, and not if it writes', async () => {
    handle = (request, response, attempt) => {
      if (request.method === 'GET' && attempt === 2) answer(response, { items: [] });
      else request.socket.destroy();
    };
    await expect(databund.listing.list({})).resolves.toEqual({ items: [] });
    attempts = 0;
    await expect(databund.listing.submit({ id, version: 1, revision: 1 })).rejects.toMatchObject({ code: 'NETWORK_UNAVAILABLE' });
    expect(attempts).toBe(1);
  });

  it('rejects input of another form than declared before sending it, and names the members', async () => {
    await expect(databund.listing.submit({ id: '../etc', version: 0, revision: 1 })).rejects.toMatchObject({
      code: 'INPUT_INVALID',
      details: { errors: [{ path: '/id' }, { path: '/version' }] },
    });
    expect(attempts).toBe(0);
  });

  it('rejects answers that are not of a gateway with NETWORK_UNAVAILABLE or INTERNAL', async () => {
    handle = (_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>');
    await expect(databund.listing.submit({ id, version: 1, revision: 1 })).rejects.toMatchObject({ code: 'NETWORK_UNAVAILABLE' });
    handle = (_, response) => response.writeHead(502).end('bad gateway');
    await expect(databund.listing.submit({ id, version: 1, revision: 1 })).rejects.toMatchObject({ code: 'INTERNAL' });
  });

  it('reports an address without a server as NETWORK_UNAVAILABLE, with the reason', async () => {
    const nowhere = new Databund({ url: 'http://127.0.0.1:1', token: 't', ...transport });
    await expect(nowhere.listing.submit({ id, version: 1, revision: 1 })).rejects.toMatchObject({
      code: 'NETWORK_UNAVAILABLE',
      details: { url: 'http://127.0.0.1:1', reason: expect.stringMatching(/\S/) as string },
    });
  });

  it('returns the object of the first creation if a creation repeats its content', async () => {
    const existing = { id, version: 1, change: { txId: 'tx-before' } };
    handle = (request, response) => {
      if (request.method === 'GET') answer(response, existing);
      else refuse(response, 'ALREADY_EXISTS', { contentHash: hashJson({ id, content }) });
    };
    await expect(databund.listing.create({ id, content })).resolves.toEqual({ object: existing, transactionId: 'tx-before' });
  });

  it('rejects a repeated creation with other content with ALREADY_EXISTS', async () => {
    handle = (_, response) => refuse(response, 'ALREADY_EXISTS', { contentHash: hashJson({ id, content: {} }) });
    await expect(databund.listing.create({ id, content })).rejects.toMatchObject({ code: 'ALREADY_EXISTS' });
  });

  it('sends all bytes again when it repeats an upload', async () => {
    const path = join(folder, 'readings.csv');
    writeFileSync(path, 'a,b\n1,2\n');
    const received: string[] = [];
    handle = (request, response, attempt) => {
      let text = '';
      request.on('data', (chunk: Buffer) => (text += chunk.toString()));
      request.on('end', () => {
        received.push(text);
        if (attempt === 1) refuse(response, 'READ_CONFLICT');
        else answer(response, {}, 201);
      });
    };
    await databund.upload({ id, version: 1 }, 'readings.csv', path);
    expect(received).toEqual(['a,b\n1,2\n', 'a,b\n1,2\n']);
  });

  it('follows the cursors of a list from page to page', async () => {
    handle = (request, response) => {
      const cursor = new URL(request.url ?? '', 'http://a').searchParams.get('cursor');
      answer(response, cursor === null ? { items: [1, 2], next: 'c' } : { items: [3] });
    };
    const seen: unknown[] = [];
    for await (const each of databund.pages(databund.listing.list, { limit: 2 })) seen.push(each);
    expect(seen).toEqual([1, 2, 3]);
  });

  it('reads the blocks of the channel from one stream, and goes on behind the last one if the stream breaks off', async () => {
    const starts: string[] = [];
    const encode = (text: string) => Buffer.concat([Buffer.from([0, 0, 0, text.length]), Buffer.from(text)]);
    handle = (request, response) => {
      const [, from] = /blocks\?from=(\d+)$/.exec(request.url ?? '') ?? [];
      if (from === undefined) {
        answer(response, { height: 5 });
        return;
      }
      starts.push(from);
      if (from === '0') response.write(Buffer.concat([encode('a'), encode('bc'), encode('d').subarray(0, 3)]), () => response.destroy());
      else response.end(Buffer.concat(['d', 'e', 'f'].map(encode)));
    };
    const texts: string[] = [];
    for await (const block of databund.blocks()) texts.push(Buffer.from(block).toString());
    expect(texts).toEqual(['a', 'bc', 'd', 'e', 'f']);
    expect(starts).toEqual(['0', '2']);
  });

  it('requests several blocks of the channel at once and yields them in order', async () => {
    const open: (() => void)[] = [];
    handle = (request, response) => {
      const [, number] = /blocks\/(\d+)$/.exec(request.url ?? '') ?? [];
      if (number === undefined) answer(response, { height: 5 });
      else open.push(() => response.end(number));
      if (open.length === 5) for (const send of open.reverse()) send();
    };
    const texts: string[] = [];
    for await (const block of databund.blocks()) texts.push(Buffer.from(block).toString());
    expect(texts).toEqual(['0', '1', '2', '3', '4']);
  });

  it('ends the blocks of the channel with the error of the first block that fails', async () => {
    handle = (request, response) => {
      if (request.url?.endsWith('height')) answer(response, { height: 20 });
      else refuse(response, 'ROUTE_NOT_FOUND');
    };
    await expect(databund.blocks().next()).rejects.toMatchObject({ code: 'ROUTE_NOT_FOUND' });
    while (attempts < 9) await setImmediate(); // The height, the stream and seven blocks: none may reach the next test.
  });
});
