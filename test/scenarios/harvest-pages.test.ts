import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Type } from '@sinclair/typebox';
import { hashOrigin, makeImportId } from '@databund/model';
import { CommandLine } from '../support/command-line';
import { HttpExchange } from '../support/http-exchange';
import { parseJson } from '../support/json';
import { networkTimeoutMs } from '../support/timeouts';
import { WebServer } from '../support/web-server';

jest.setTimeout(networkTimeoutMs);

let http: HttpExchange;
let server: WebServer;
let address = '';
let answer: (request: IncomingMessage, response: ServerResponse) => void = () => undefined;
const requests: string[] = [];
const folder = mkdtempSync(join(tmpdir(), 'databund-pages-'));
const cli = new CommandLine(join(folder, 'profiles.json'));

beforeAll(async () => {
  http = await HttpExchange.open();
  await run(
    'profile',
    'add',
    'provider',
    '--url',
    http.url,
    '--token',
    http.tokens.provider,
    '--participant',
    http.exchange.members.provider.id,
  );
  server = await WebServer.start((request, response) => {
    requests.push(request.url ?? '');
    answer(request, response);
  });
  address = server.address;
});
afterAll(async () => {
  await server.close();
  await http.close();
  rmSync(folder, { recursive: true });
});

const run = (...words: string[]) => cli.runJson('--profile', 'provider', ...words);

const add = (name: string, path: string, ...more: string[]) =>
  run('catalogue', 'source', 'add', name, path.startsWith('/page') ? `${address}${path}` : path, '--allow-private-addresses', ...more);
const takeRequests = () => requests.splice(0);
const record = (identifier: string, more: object = {}) => ({
  identifier,
  title: `Readings ${identifier}`,
  description: 'Of a meter.',
  publisher: { name: 'P' },
  ...more,
});

/** Answers a page of three datasets in Turtle, which names the next one by Hydra. */
function answerHydra(url: URL, response: ServerResponse): void {
  const page = Number(url.searchParams.get('page') ?? 1);
  const next = page < 3 ? `<${url.href}> hydra:next <${address}/page.ttl?page=${String(page + 1)}> .` : '';
  response.writeHead(200, { 'content-type': 'text/turtle', 'last-modified': 'Sat, 28 Nov 2026 10:00:00 GMT' }).end(`
    @prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> . @prefix hydra: <http://www.w3.org/ns/hydra/core#> .
    <https://d.example/${String(page)}> a dcat:Dataset ; dct:title "Page ${String(page)}"@en ; dct:description "D"@en . ${next}`);
}

describe('a source of several pages', () => {
  it('continues behind the last page that an interrupted run fetched, by Hydra in Turtle', async () => {
    let isDown = true;
    answer = (request, response) => {
      const url = new URL(request.url ?? '', address);
      if (isDown && url.searchParams.get('page') === '2') response.writeHead(503).end();
      else answerHydra(url, response);
    };
    await add('hydra', '/page.ttl');
    expect(await run('catalogue', 'sync', 'hydra')).toMatchObject({ exitCode: 3, value: { error: { code: 'NETWORK_UNAVAILABLE' } } });
    expect(takeRequests()).toEqual(['/page.ttl', '/page.ttl?page=2']);
    isDown = false;
    expect(await run('catalogue', 'sync', 'hydra')).toMatchObject({ exitCode: 0, value: { format: 'dcat-ap', created: 3 } });
    expect(takeRequests()).toEqual(['/page.ttl?page=2', '/page.ttl?page=3']);
  });

  it('sends only what changed since the time that it gave', async () => {
    answer = (request, response) => {
      if (request.headers['if-modified-since'] === 'Sat, 28 Nov 2026 10:00:00 GMT') response.writeHead(304).end();
      else answerHydra(new URL(request.url ?? '', address), response);
    };
    expect(await run('catalogue', 'sync', 'hydra')).toMatchObject({ exitCode: 0, value: { isUnchanged: true, same: 3 } });
    expect(takeRequests()).toHaveLength(3);
  });

  it('fetches a page again if the connection ended within it', async () => {
    let isCut = true;
    const body = JSON.stringify({ dataset: [record('cut')] });
    answer = (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': String(body.length) });
      if (!isCut) response.end(body);
      else {
        response.write(body.slice(0, 20));
        setTimeout(() => response.destroy(), 50);
      }
    };
    await add('cut', '/page.json');
    expect(await run('catalogue', 'plan', 'cut')).toMatchObject({ exitCode: 3, value: { error: { code: 'NETWORK_UNAVAILABLE' } } });
    isCut = false;
    expect(await run('catalogue', 'plan', 'cut')).toMatchObject({ exitCode: 4, value: { create: 1, refused: 0 } });
    expect(readdirSync(join(folder, 'sources', 'cut', 'cache')).filter((name) => name.startsWith('page-'))).toHaveLength(1);
  });

  it('ends with an error if a page names itself as the next one', async () => {
    answer = (request, response) =>
      response
        .writeHead(200, { 'content-type': 'application/json', link: `<${address}${request.url ?? ''}>; rel="next"` })
        .end(JSON.stringify({ dataset: [record('loop')] }));
    await add('loop', '/page.json?loop');
    expect(await run('catalogue', 'plan', 'loop')).toMatchObject({ exitCode: 2, value: { error: { code: 'INPUT_INVALID' } } });
  });
});

describe('a source on this machine', () => {
  const write = (name: string, ...dataset: readonly object[]) => {
    writeFileSync(join(folder, name), JSON.stringify({ dataset }));
    return join(folder, name);
  };
  const stateOf = async (source: string, identifier: string) =>
    (await run('listing', 'get', makeImportId(http.exchange.members.provider.id, source, identifier))).value['state'];

  it('submits the drafts that an interrupted sync left, and leaves what its reviewer sent back', async () => {
    await add('halves', write('halves.json', record('draft'), record('sent-back')));
    const { provider, operator } = http.exchange.members;
    expect(await run('catalogue', 'sync', 'halves')).toMatchObject({ exitCode: 0, value: { created: 2 } });
    const id = makeImportId(provider.id, 'halves', 'sent-back');
    const { value } = await run('listing', 'get', id);
    await operator.call('RequestListingChanges', { id, version: 1, revision: Number(value['revision']), reason: { code: 'incomplete' } });
    const draft = makeImportId(provider.id, 'halves-2', 'draft');
    await add('halves-2', write('halves-2.json', record('draft')));
    const { content } = (await run('listing', 'get', makeImportId(provider.id, 'halves', 'draft'))).value;
    const origin = hashOrigin('halves-2', 'draft').value;
    expect(await run('listing', 'create', '--id', draft, '--origin', origin, '--content', JSON.stringify(content))).toMatchObject({
      exitCode: 0,
    });
    expect(await run('catalogue', 'plan', 'halves-2')).toMatchObject({ exitCode: 4, value: { continue: 1, same: 0 } });
    expect(await run('catalogue', 'sync', 'halves-2')).toMatchObject({ exitCode: 0, value: { 'already-there': 1 } });
    expect(await stateOf('halves-2', 'draft')).toBe('IN_REVIEW');
    expect(await run('catalogue', 'sync', 'halves')).toMatchObject({ exitCode: 0, value: { same: 2 } });
    expect(await stateOf('halves', 'sent-back')).toBe('DRAFT');
  });

  it('comes from the standard input', async () => {
    const program = join(dirname(require.resolve('@databund/cli/package.json')), 'bin', 'databund.js');
    const env = { ...process.env, DATABUND_CONFIG: join(folder, 'profiles.json') };
    const words = [program, '--json', '--profile', 'provider', 'catalogue', 'plan', 'piped'];
    await add('piped', '-', '--format', 'dcat-us');
    const out = await new Promise<string>((resolve) => {
      const child = execFile(process.execPath, words, { env }, (_error, stdout) => resolve(stdout));
      child.stdin?.end(JSON.stringify({ dataset: [record('a'), record('b')] }));
    });
    expect(parseJson(Type.Object({ create: Type.Integer() }), out).create).toBe(2);
  });

  it('keeps a record with a bad member unless its file says strict, and reports each as a line of JSON', async () => {
    const file = write('odd.json', record('odd', { issued: 'yesterday' }), record('even'));
    const listOutcomes = async (name: string, ...more: string[]) => {
      await add(name, file, ...more);
      const report = join(folder, `${name}.ndjson`);
      const { exitCode } = await run('catalogue', 'plan', name, '--report', report);
      const lines = readFileSync(report, 'utf8').trim().split('\n');
      return [exitCode, lines.map((line) => parseJson(Type.Object({ outcome: Type.String() }), line).outcome)];
    };
    expect(await listOutcomes('lenient')).toEqual([4, ['create', 'create']]);
    expect(await listOutcomes('strict', '--strict')).toEqual([1, ['refused', 'create']]);
  });

  it('needs a name that is no date, and that other portals do not have too', async () => {
    const file = write('2026-11-28.json', record('a'));
    const { exitCode, out, err } = await cli.run(undefined, '--profile', 'provider', 'catalogue', 'import', file);
    expect([exitCode, out + err]).toEqual([2, expect.stringContaining('give --source')]);
  });
});
