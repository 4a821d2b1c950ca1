import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { errorTable, hashJson, type ErrorCode, type IdKind } from '@databund/model';
import type { ConnectionOptions } from './connection';
import { Databund, newId } from './databund';
import type { DatabundError } from './databund-error';

type Handle = (request: IncomingMessage, response: ServerResponse, attempt: number) => void;
let server: Server;
let handle: Handle;
let attempts: number;
let databund: Databund;
const folder = mkdtempSync(join(tmpdir(), 'databund-connection-'));

beforeAll(async () => {
  server = createServer((request, response) => handle(request, response, (attempts += 1)));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  databund = new Databund({ url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`, token: 't' });
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
const codeOf = async (work: Promise<unknown>): Promise<unknown> => work.then(String, (error: unknown) => (error as DatabundError).code);

const id = newId('lst');
const content = { title: { en: 'Readings' } };

describe('a connection', () => {
  it.each([
    ['/url', { url: 'nope', token: 't' }],
    ['/url', { url: 'ftp://gateway.example', token: 't' }],
    ['/token', { url: 'http://127.0.0.1:1', token: 'secret\nword' }],
    ['/token', { url: 'http://127.0.0.1:1', token: '' }],
    ['/token', { url: 'http://127.0.0.1:1', token: '秘密' }],
    ['/token', { url: 'http://127.0.0.1:1' }],
  ])('is not made where its %s is none, and the token is never told', (path, options) => {
    let refused: unknown;
    try {
      new Databund(options as ConnectionOptions);
    } catch (error) {
      refused = error;
    }
    expect(refused).toMatchObject({ code: 'INPUT_INVALID', details: { errors: [{ path }] } });
    expect(String(refused)).not.toContain('secret');
  });
});

it('an id is of a kind that there is, asked for from JavaScript too', () => {
  for (const kind of [undefined, 'zzz', 'LST']) expect(() => newId(kind as IdKind)).toThrow(/^INPUT_INVALID.*ptc, lst/);
  expect(newId('dlv')).toMatch(/^dlv-[0-9a-hjkmnp-tv-z]{26}$/);
});

describe('a call to the gateway', () => {
  it('that a retry at once can help is made again', async () => {
    handle = (_, response, attempt) =>
      attempt < 3 ? refuse(response, 'READ_CONFLICT') : answer(response, { object: { id }, transactionId: 'a', blockNumber: 3 }, 201);
    await expect(databund.listing.submit({ id, version: 1, revision: 1 })).resolves.toMatchObject({ blockNumber: 3 });
    expect(attempts).toBe(3);
  });

  it('is made no more than six times', async () => {
    handle = (_, response) => refuse(response, 'ENDORSERS_DISAGREE');
    expect(await codeOf(databund.listing.submit({ id, version: 1, revision: 1 }))).toBe('ENDORSERS_DISAGREE');
    expect(attempts).toBe(6);
  });

  it('that nothing but another decision can help is made once', async () => {
    handle = (_, response) => refuse(response, 'REVISION_CONFLICT', { seen: 1, is: 2 });
    const refused = await databund.listing.submit({ id, version: 1, revision: 1 }).catch((error: unknown) => error as DatabundError);
    expect(refused).toMatchObject({ code: 'REVISION_CONFLICT', status: 409, details: { seen: 1, is: 2 }, retry: 'after-read' });
    expect(attempts).toBe(1);
  });

  it('whose answer is lost is made again where it only reads, and not where it writes', async () => {
    handle = (request, response, attempt) => {
      if (request.method === 'GET' && attempt === 2) answer(response, { items: [] });
      else request.socket.destroy();
    };
    await expect(databund.listing.list({})).resolves.toEqual({ items: [] });
    attempts = 0;
    expect(await codeOf(databund.listing.submit({ id, version: 1, revision: 1 }))).toBe('NETWORK_UNAVAILABLE');
    expect(attempts).toBe(1);
  });

  it('of another form than the declaration’s is not made', async () => {
    const { code, details } = (await databund.listing
      .submit({ id: '../etc', version: 0, revision: 1 })
      .catch((error: unknown) => error)) as DatabundError;
    expect([code, attempts, (details['errors'] as { path: string }[]).map(({ path }) => path)]).toEqual([
      'INPUT_INVALID',
      0,
      ['/id', '/version'],
    ]);
  });

  it('that something else than a gateway answers is not understood', async () => {
    handle = (_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>');
    expect(await codeOf(databund.listing.submit({ id, version: 1, revision: 1 }))).toBe('NETWORK_UNAVAILABLE');
    handle = (_, response) => response.writeHead(502).end('bad gateway');
    expect(await codeOf(databund.listing.submit({ id, version: 1, revision: 1 }))).toBe('INTERNAL');
  });
});

describe('a creation that was done before', () => {
  const stands = { id, version: 1, change: { txId: 'tx-before' } };

  it('with the same content is done: the object is read', async () => {
    handle = (request, response) => {
      if (request.method === 'GET') answer(response, stands);
      else refuse(response, 'ALREADY_EXISTS', { contentHash: hashJson({ id, content }) });
    };
    await expect(databund.listing.create({ id, content })).resolves.toEqual({ object: stands, transactionId: 'tx-before' });
  });

  it('with other content is refused', async () => {
    handle = (_, response) => refuse(response, 'ALREADY_EXISTS', { contentHash: hashJson({ id, content: {} }) });
    expect(await codeOf(databund.listing.create({ id, content }))).toBe('ALREADY_EXISTS');
  });
});

describe('an upload', () => {
  it('that is made again sends all of its bytes again', async () => {
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
});

describe('a list', () => {
  it('is read page after page', async () => {
    handle = (request, response) => {
      const cursor = new URL(request.url ?? '', 'http://a').searchParams.get('cursor');
      answer(response, cursor === null ? { items: [1, 2], next: 'c' } : { items: [3] });
    };
    const seen: unknown[] = [];
    for await (const each of databund.pages(databund.listing.list, { limit: 2 })) seen.push(each);
    expect(seen).toEqual([1, 2, 3]);
  });
});

describe('the blocks of the channel', () => {
  it('come in their order, several asked for at once', async () => {
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

  it('end with the refusal of the first that is refused', async () => {
    handle = (request, response) => {
      if (request.url?.endsWith('height')) answer(response, { height: 20 });
      else refuse(response, 'ROUTE_NOT_FOUND');
    };
    expect(await codeOf(databund.blocks().next())).toBe('ROUTE_NOT_FOUND');
  });
});
