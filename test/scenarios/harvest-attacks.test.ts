import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeImportId } from '@databund/model';
import { CommandLine } from '../support/command-line';
import { HttpExchange } from '../support/http-exchange';
import { networkTimeoutMs } from '../support/timeouts';
import { WebServer } from '../support/web-server';

jest.setTimeout(networkTimeoutMs);

let http: HttpExchange;
let server: WebServer;
let address = '';
let answer: (request: IncomingMessage, response: ServerResponse) => void = () => undefined;
const folder = mkdtempSync(join(tmpdir(), 'databund-attacks-'));
const cli = new CommandLine(join(folder, 'profiles.json'));
let sources = 0;
const nameSource = () => `source-${String((sources += 1))}`;
const getProvider = () => http.exchange.members.provider.id;

beforeAll(async () => {
  http = await HttpExchange.open();
  await run('profile', 'add', 'provider', '--url', http.url, '--token', http.tokens.provider, '--participant', getProvider());
  server = await WebServer.start((request, response) => answer(request, response));
  address = server.address;
});
afterAll(async () => {
  await server.close();
  await http.close();
  rmSync(folder, { recursive: true });
});

const run = (...words: string[]) => cli.runJson('--profile', 'provider', ...words);

const add = (name: string, path: string, ...more: string[]) =>
  run('catalogue', 'source', 'add', name, `${address}${path}`, '--allow-private-addresses', ...more);
const sendJson = (response: ServerResponse, value: object, headers: Record<string, string> = {}) =>
  response.writeHead(200, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(value));
const record = (identifier: string, more: object = {}) => ({ identifier, title: identifier, publisher: { name: 'P' }, ...more });
const makePackage = (name: string) => ({ id: name, name, title: `Package ${name}`, owner_org: 'o', resources: [] });

/** Answers pages of two packages each; `pick` changes the packages and the count of a page. */
function answerPackages(pick: (start: number) => { readonly names: readonly string[]; readonly count: number }): void {
  answer = (request, response) => {
    const start = Number(new URL(request.url ?? '', address).searchParams.get('start') ?? 0);
    const { names, count } = pick(start);
    sendJson(response, { success: true, result: { count, results: names.map(makePackage) } });
  };
}
const all = ['a', 'b', 'c', 'd', 'e'];

describe('a portal of CKAN', () => {
  const path = '/api/3/action/package_search?rows=2';

  it('receives requests for its packages in a fixed order', async () => {
    const sorts: (string | null)[] = [];
    answer = (request, response) => {
      sorts.push(new URL(request.url ?? '', address).searchParams.get('sort'));
      sendJson(response, { success: true, result: { count: 1, results: [makePackage('a')] } });
    };
    await add('ordered', path);
    await add('own-order', `${path}&sort=name+asc`);
    for (const name of ['ordered', 'own-order']) await run('catalogue', 'plan', name);
    expect(sorts).toEqual(['id asc', 'name asc']);
  });

  it.each<[string, (start: number) => { readonly names: readonly string[]; readonly count: number }]>([
    ['the count changes between pages', (start) => ({ names: ['a', 'b', 'd', 'e'].slice(start, start + 2), count: start === 0 ? 5 : 4 })],
    ['a page before the last is empty', (start) => ({ names: start === 0 ? ['a', 'b'] : [], count: 5 })],
    ['a package comes twice and another is missing', (start) => ({ names: start === 0 ? ['a', 'b'] : ['e'], count: 5 })],
  ])('delists nothing if %s', async (_reason, pick) => {
    const name = nameSource();
    answerPackages((start) => ({ names: all.slice(start, start + 2), count: 5 }));
    await add(name, path, '--gone', 'delist', '--max-gone', '100');
    expect(await run('catalogue', 'sync', name)).toMatchObject({ exitCode: 0, value: { created: 5 } });
    answerPackages(pick);
    expect(await run('catalogue', 'plan', name)).toMatchObject({ value: { gone: 0, isGoneUnknown: true } });
    answerPackages((start) => ({ names: ['a', 'b', 'd', 'e'].slice(start, start + 2), count: 4 }));
    expect(await run('catalogue', 'plan', name)).toMatchObject({ exitCode: 4, value: { gone: 1, same: 4 } });
  });

  it('loses no package to a page that is cut, and says which', async () => {
    answer = (request, response) => {
      const start = Number(new URL(request.url ?? '', address).searchParams.get('start') ?? 0);
      const text = JSON.stringify({ success: true, result: { count: 4, results: all.slice(start, start + 2).map(makePackage) } });
      response.writeHead(200, { 'content-type': 'application/json' }).end(start === 0 ? text : text.slice(0, -40));
    };
    await add('cut-page', path);
    expect(await run('catalogue', 'plan', 'cut-page')).toMatchObject({
      exitCode: 1,
      value: {
        create: 3,
        refused: 1,
        isGoneUnknown: true,
        changes: { created: [{ identifier: 'a' }, { identifier: 'b' }, { identifier: 'c' }] },
      },
    });
  });
});

describe('a portal that answers badly', () => {
  const link = (next: string) => ({ link: `<${next}>; rel="next"` });
  const one = { dataset: [record('one')] };

  it.each([
    ['names a next page on another host', () => link('http://127.0.0.2:9/next'), 2, 'INPUT_INVALID'],
    ['names a next page that is no address', () => link('http://[broken'), 2, 'INPUT_INVALID'],
    ['sends one page in circles', () => link(`${address}/circle-2`), 2, 'INPUT_INVALID'],
  ])('ends with a code if it %s', async (_reason, headers, exitCode, code) => {
    const name = nameSource();
    answer = (request, response) => sendJson(response, one, request.url === '/circle-2' ? link(`${address}/circle`) : headers());
    await add(name, '/circle');
    expect(await run('catalogue', 'plan', name)).toMatchObject({ exitCode, value: { error: { code } } });
    answer = (_request, response) => sendJson(response, one);
    expect(await run('catalogue', 'plan', name)).toMatchObject({ exitCode: 4, value: { create: 1 } });
  });

  it('reads a next page that is written as http behind a proxy, or with the path alone', async () => {
    answer = (request, response) =>
      sendJson(
        response,
        { dataset: [record(request.url ?? '')] },
        request.url === '/1' ? link(`https://127.0.0.1/2`) : request.url === '/2' ? link('3?x=1') : {},
      );
    await add('proxy', '/1');
    expect(await run('catalogue', 'plan', 'proxy')).toMatchObject({ exitCode: 4, value: { create: 3 } });
  });

  it.each<[string, { readonly status: number; readonly location?: string }, number]>([
    ['redirects to itself for ever', { status: 302, location: '/again' }, 2],
    ['redirects to a file', { status: 302, location: 'file:///etc/passwd' }, 2],
    ['redirects to no address', { status: 302, location: 'http://[broken' }, 2],
    ['answers with an error', { status: 500 }, 3],
    ['answers that nothing changed, though it was not asked', { status: 304 }, 3],
    ['answers with an empty body', { status: 200 }, 3],
  ])('ends with a code if it %s', async (_reason, { status, location }, exitCode) => {
    const name = nameSource();
    answer = (_request, response) => response.writeHead(status, location === undefined ? {} : { location }).end();
    await add(name, '/again');
    expect((await run('catalogue', 'plan', name)).exitCode).toBe(exitCode);
  });

  it('ends the fetch at a redirect into a private network', async () => {
    answer = (_request, response) => response.writeHead(302, { location: 'http://10.0.0.1/' }).end();
    await run('catalogue', 'source', 'add', 'public', `${address}/x`);
    expect(await run('catalogue', 'plan', 'public')).toMatchObject({ exitCode: 2, value: { error: { code: 'INPUT_INVALID' } } });
  });

  it('delists nothing if it answers with a page for people', async () => {
    answer = (_request, response) => sendJson(response, { dataset: [record('a'), record('b')] });
    await add('people', '/data.json', '--gone', 'delist', '--max-gone', '100');
    expect(await run('catalogue', 'sync', 'people')).toMatchObject({ exitCode: 0, value: { created: 2 } });
    answer = (_request, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<!DOCTYPE html><p>Down for maintenance');
    expect(await run('catalogue', 'sync', 'people')).toMatchObject({ exitCode: 1, value: { delisted: 0, isGoneUnknown: true } });
  });
});

describe('a relative address in a document that was fetched', () => {
  const listUrls = async (source: string, identifier: string) => {
    const { value } = await run('listing', 'get', makeImportId(getProvider(), source, identifier));
    return JSON.stringify(value['content']).match(/http:\/\/127\.0\.0\.1:\d+\/[^"\\]*/g);
  };

  it('leads to the host of its document in DCAT-US, and stays in the source as it is written', async () => {
    answer = (_request, response) =>
      sendJson(response, { dataset: [record('a', { landingPage: '/about', distribution: [{ downloadURL: '../1.csv' }] })] });
    await add('relative', '/open/v1/data.json');
    expect((await run('catalogue', 'sync', 'relative')).exitCode).toBe(0);
    expect(await listUrls('relative', 'a')).toEqual(expect.arrayContaining([`${address}/about`, `${address}/open/1.csv`]));
  });

  it('leads to the folder of a Data Package, never to a file on this machine', async () => {
    answer = (_request, response) =>
      sendJson(response, {
        name: 'p',
        resources: [
          { name: 'r', path: 'fetch.json' },
          { name: 's', path: 'data/s.csv' },
        ],
      });
    await add('package', '/open/datapackage.json');
    expect((await run('catalogue', 'sync', 'package')).exitCode).toBe(0);
    expect(await listUrls('package', 'r')).toEqual([`${address}/open/fetch.json`]);
    expect(await listUrls('package', 's')).toEqual([`${address}/open/data/s.csv`]);
  });

  it('leads to the host of its document in Turtle', async () => {
    answer = (_request, response) =>
      response.writeHead(200, { 'content-type': 'text/turtle' }).end(`
        @prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> .
        <ds/1> a dcat:Dataset ; dct:title "One" ; dcat:landingPage <../about> .`);
    await add('turtle', '/open/catalog.ttl');
    expect((await run('catalogue', 'sync', 'turtle')).exitCode).toBe(0);
    expect(await listUrls('turtle', `${address}/open/ds/1`)).toEqual(expect.arrayContaining([`${address}/about`]));
  });
});

describe('registering a source', () => {
  it('refuses a file that is not there and what is no address, unless the user says so', async () => {
    const missing = join(folder, 'later.json');
    expect(await run('catalogue', 'source', 'add', 'later', missing)).toMatchObject({
      exitCode: 2,
      value: { error: { reason: 'FILE_MISSING' } },
    });
    expect(await run('catalogue', 'source', 'add', 'later', 'http://')).toMatchObject({
      exitCode: 2,
      value: { error: { reason: 'OPTION_INVALID' } },
    });
    expect((await run('catalogue', 'source', 'add', 'later', missing, '--allow-missing')).exitCode).toBe(0);
    expect(await run('catalogue', 'plan', 'later')).toMatchObject({ exitCode: 2, value: { error: { reason: 'FILE_MISSING' } } });
    writeFileSync(missing, JSON.stringify({ dataset: [record('a')] }));
    expect(await run('catalogue', 'plan', 'later')).toMatchObject({ exitCode: 4, value: { create: 1 } });
  });

  it.each(['2099-01-01', '2099-01-01T00:00:00.000+08:00'])(
    'refuses each record before the first is sent if its offer has the time %s',
    async (rightOperand) => {
      const file = join(folder, 'offer.json');
      writeFileSync(file, JSON.stringify({ dataset: [record('a')] }));
      const offer = { permission: [{ action: 'use', constraint: [{ leftOperand: 'dateTime', operator: 'lt', rightOperand }] }] };
      const name = nameSource();
      await run('catalogue', 'source', 'add', name, file, '--defaults', JSON.stringify({ offer }));
      expect(await run('catalogue', 'plan', name)).toMatchObject({ exitCode: 1, value: { create: 0, refused: 1 } });
      expect(await run('catalogue', 'sync', name)).toMatchObject({ exitCode: 1, value: { created: 0, refused: 1 } });
    },
  );
});
