import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { makeImportId } from '@databund/model';
import { readCatalogue } from '@databund/cli/catalogue';
import { CommandLine } from '../support/command-line';
import { HttpExchange } from '../support/http-exchange';
import { matchMembers } from '../support/matchers';
import { longTimeoutMs } from '../support/timeouts';
import { WebServer } from '../support/web-server';

jest.setTimeout(longTimeoutMs);

let http: HttpExchange;
const folder = mkdtempSync(join(tmpdir(), 'databund-harvest-'));
const cli = new CommandLine(join(folder, 'profiles.json'));
beforeAll(async () => {
  http = await HttpExchange.open();
  for (const name of ['provider', 'operator', 'buyer'] as const)
    await run('profile', 'add', name, '--url', http.url, '--token', http.tokens[name], '--participant', http.exchange.members[name].id);
});
afterAll(async () => {
  await http.close();
  rmSync(folder, { recursive: true });
});

const run = (...words: string[]) => cli.runJson('--profile', 'provider', ...words);

const record = (identifier: string, more: object = {}) => ({
  identifier,
  title: `Readings ${identifier}`,
  description: 'Of a meter.',
  publisher: { name: 'P' },
  keyword: ['a', 'b'],
  distribution: [{ downloadURL: 'https://data.example.org/a.csv' }, { downloadURL: 'https://data.example.org/b.csv' }],
  ...more,
});
const write = (name: string, ...dataset: readonly object[]) => {
  const file = join(folder, name);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, JSON.stringify({ dataset }));
  return file;
};
const runSync = (name: string, ...more: string[]) => run('catalogue', 'sync', name, '--publish', ...more);
const stateOf = async (source: string, identifier: string) =>
  (await run('listing', 'get', makeImportId(http.exchange.members.provider.id, source, identifier))).value['state'];

describe('a registered source', () => {
  it('registers a source once, keeps its name over dated folders, and plans it before it is synced', async () => {
    const first = write('2026-11-27/data.json', record('one'), record('two'));
    expect(
      (await run('catalogue', 'source', 'add', 'dated', join(folder, '2026-11-27'), '--defaults', '{"licence":"CC0-1.0"}')).exitCode,
    ).toBe(0);
    expect((await run('catalogue', 'source', 'add', 'dated', first)).exitCode).toBe(2);
    expect(await run('catalogue', 'plan', 'dated')).toMatchObject({ exitCode: 4, value: { create: 2, change: 0, gone: 0 } });
    expect(await runSync('dated')).toMatchObject({ exitCode: 0, value: { created: 2, published: 2 } });
    expect(await run('catalogue', 'plan', 'dated')).toMatchObject({ exitCode: 0, value: { same: 2 } });
    const { value } = await run('listing', 'get', makeImportId(http.exchange.members.provider.id, 'dated', 'one'));
    expect(value['content']).toMatchObject({ licence: 'CC0-1.0' });
  });

  it('names the members that changed, and takes no order of lists, dropped contact or empty member for a change', async () => {
    const file = write('reordered.json', record('o'));
    await run('catalogue', 'source', 'add', 'reordered', file);
    await runSync('reordered');
    write(
      'reordered.json',
      record('o', {
        keyword: ['b', 'a'],
        theme: [],
        license: null,
        contactPoint: { fn: 'New clerk' },
        distribution: [...record('o').distribution].reverse(),
      }),
    );
    expect(await runSync('reordered')).toMatchObject({ exitCode: 0, value: { same: 1, 'new-version': 0 } });
    write('reordered.json', record('o', { title: 'Other' }));
    const { value } = await run('catalogue', 'plan', 'reordered');
    expect(value).toMatchObject({ change: 1, changes: { changed: [{ identifier: 'o', members: ['title'] }] } });
    expect(await runSync('reordered')).toMatchObject({ exitCode: 0, value: { 'new-version': 1, published: 1 } });
  });

  it('delists what is gone if its file says so, and lists what returned in a new version', async () => {
    const file = write('removed.json', record('r1'), record('r2'));
    await run('catalogue', 'source', 'add', 'removed', file, '--gone', 'delist');
    await runSync('removed');
    write('removed.json', record('r1'));
    expect(await runSync('removed')).toMatchObject({ exitCode: 0, value: { gone: 1, delisted: 1 } });
    expect(await stateOf('removed', 'r2')).toBe('DELISTED');
    write('removed.json', record('r1'), record('r2'));
    expect(await runSync('removed')).toMatchObject({ exitCode: 0, value: { returned: 1, published: 1 } });
    expect([await stateOf('removed', 'r2'), (await runSync('removed')).value['same']]).toEqual(['LISTED', 2]);
  });

  it('reports what is gone with exit code 4, delists nothing of a broken source, and not more than its share', async () => {
    const file = write('kept.json', record('k1'), record('k2'), record('k3'));
    await run('catalogue', 'source', 'add', 'kept', file, '--gone', 'delist', '--max-gone', '50');
    await runSync('kept');
    writeFileSync(file, `{"dataset":[${JSON.stringify(record('k1'))},`);
    expect(await runSync('kept')).toMatchObject({ exitCode: 1, value: { gone: 0, isGoneUnknown: true } });
    write('kept.json', record('k1'));
    expect(await runSync('kept')).toMatchObject({ exitCode: 4, value: { gone: 2, delisted: 0 } });
  });

  it('tells two portals with one file name and the same identifiers apart', async () => {
    for (const portal of ['north', 'south']) {
      await run('catalogue', 'source', 'add', portal, write(`${portal}/catalog.json`, record('1', { title: portal })));
      expect(await runSync(portal)).toMatchObject({ exitCode: 0, value: { created: 1 } });
    }
    expect(await run('catalogue', 'plan', 'north')).toMatchObject({ value: { same: 1, gone: 0 } });
  });

  it('writes a line of its report for each record', async () => {
    await run(
      'catalogue',
      'source',
      'add',
      'reported',
      write('reported.json', record('a', { issued: 'yesterday' }), record('b', { title: '' })),
    );
    const report = join(folder, 'report.csv');
    expect((await runSync('reported', '--report', report)).exitCode).toBe(1);
    const lines = readFileSync(report, 'utf8').trim().split('\n');
    expect([lines[0], lines.map((line) => line.split(',')[0]).sort()]).toEqual([
      'outcome,identifier,id,file,line,reason,notes',
      ['created', 'outcome', 'refused'],
    ]);
    expect(readFileSync(report, 'utf8')).toContain('yesterday');
  });
});

describe('a source at a web address', () => {
  let server: WebServer;
  let address = '';
  const requests: string[] = [];
  const packages = Array.from({ length: 5 }, (_, index) => ({
    id: `p${String(index)}`,
    name: `p${String(index)}`,
    title: `P${String(index)}`,
    metadata_modified: '2024-01-01T00:00:00',
    organization: { title: 'X' },
    resources: [],
  }));
  beforeAll(async () => {
    server = await WebServer.start((request, response) => {
      requests.push(`${request.method ?? ''} ${request.url ?? ''}`);
      const url = new URL(request.url ?? '', 'http://localhost');
      const start = Number(url.searchParams.get('start') ?? 0);
      if (request.headers['if-none-match'] === `"${String(start)}"`) response.writeHead(304).end();
      else if (url.pathname === '/data.json.gz') response.end(gzipSync(JSON.stringify({ dataset: [record('gz')] })));
      else
        response
          .writeHead(200, { 'content-type': 'application/json', etag: `"${String(start)}"` })
          .end(JSON.stringify({ success: true, result: { count: 5, results: packages.slice(start, start + 2) } }));
    });
    address = server.address;
  });
  afterAll(() => server.close());

  it('refuses an address in a private network unless the file of the source permits that', async () => {
    await run('catalogue', 'source', 'add', 'private', `${address}/data.json`);
    expect((await runSync('private')).exitCode).toBe(2);
    expect(requests).toEqual([]);
  });

  it('reads a source page by page, and asks only for what changed', async () => {
    await run('catalogue', 'source', 'add', 'ckan', `${address}/api/3/action/package_search?rows=2`, '--allow-private-addresses');
    expect(await runSync('ckan')).toMatchObject({ exitCode: 0, value: { created: 5, isUnchanged: false } });
    expect(requests).toHaveLength(3);
    expect(await runSync('ckan')).toMatchObject({ exitCode: 0, value: { same: 5, isUnchanged: true } });
  });

  it('reads a source that is packed with gzip', async () => {
    await run('catalogue', 'source', 'add', 'packed', `${address}/data.json.gz`, '--allow-private-addresses');
    expect(await runSync('packed')).toMatchObject({ exitCode: 0, value: { format: 'dcat-us', created: 1 } });
  });
});

describe('an export of the catalogue', () => {
  const get = (path: string, headers: Record<string, string> = {}) =>
    fetch(`${http.url}${path}`, { headers: { authorization: `Bearer ${http.tokens.provider}`, ...headers } });

  it.each(['jsonld', 'turtle', 'data-json'])('imports an export as %s again as equal listings', async (format) => {
    const file = join(folder, `export.${format === 'turtle' ? 'ttl' : format === 'jsonld' ? 'jsonld' : 'json'}`);
    const { value } = await run('catalogue', 'export', file, '--format', format);
    const { ready, rejected } = await readCatalogue(file);
    expect([value['listings'], rejected]).toEqual([ready.length, []]);
    for (const { identifier: id, content } of ready) {
      const { value: listed } = await run('listing', 'get', id);
      expect(listed['content']).toEqual(content);
    }
  });

  it('gives a page its ETag and the time of its newest listing, and answers 304 to a reader that has it', async () => {
    const answer = await get('/v1/catalogue?limit=2');
    expect([answer.status, answer.headers.get('content-type'), answer.headers.get('link')]).toEqual([
      200,
      'application/ld+json; charset=utf-8',
      expect.stringContaining('rel="next"'),
    ]);
    const [etag, modified] = [answer.headers.get('etag') ?? '', answer.headers.get('last-modified') ?? ''];
    expect((await get('/v1/catalogue?limit=2', { 'if-modified-since': modified })).status).toBe(304);
    expect((await get('/v1/catalogue?limit=2', { 'if-none-match': etag })).status).toBe(304);
    expect(await (await get('/v1/catalogue?modifiedSince=2099-01-01T00:00:00.000Z&format=csv')).text()).toMatch(/^identifier,[^\n]*\r\n$/);
  });

  it('answers one listing in the form that its reader accepts', async () => {
    const id = makeImportId(http.exchange.members.provider.id, 'dated', 'one');
    const types = {
      'text/turtle': 'a dcat:Dataset',
      'application/ld+json': '"dcat:Dataset"',
      'text/csv': 'Readings one',
      'application/json': '"state":"LISTED"',
    };
    for (const [type, text] of Object.entries(types)) {
      const answer = await get(`/v1/listings/${id}`, { accept: type });
      expect([answer.headers.get('content-type'), await answer.text()]).toEqual([
        expect.stringContaining(type),
        expect.stringContaining(text),
      ]);
    }
    expect((await get('/v1/catalogue?colour=red')).status).toBe(400);
    const whole = await get('/data.json');
    const tag = whole.headers.get('etag') ?? '';
    expect((await get('/data.json', { 'if-none-match': tag })).status).toBe(304);
    expect((await get('/data.json?modifiedSince=2026-01-01T00:00:00.000Z', { 'if-none-match': tag })).status).toBe(200);
    expect(await whole.json()).toMatchObject({
      dataset: expect.arrayContaining([matchMembers({ title: 'Readings one' })]) as unknown,
    });
  });
});

describe('an offer with a time that is not an instant', () => {
  it.each(['2099-01-01', '2099-01-01T00:00:00.000+08:00'])('refuses a listing whose offer has the time %s', async (rightOperand) => {
    const offer = { permission: [{ action: 'use', constraint: [{ leftOperand: 'dateTime', operator: 'lt', rightOperand }] }] };
    const { exitCode, value } = await run('listing', 'create', '--content', JSON.stringify({ title: { en: 'T' }, offer }));
    expect([exitCode, JSON.stringify(value)]).toEqual([2, expect.stringContaining('deny everyone')]);
  });
});
