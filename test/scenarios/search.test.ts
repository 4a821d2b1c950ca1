import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Type } from '@sinclair/typebox';
import { Databund, type SearchHit } from '@databund/client';
import { servedTransactions } from '@databund/gateway/internal/http/transaction-routes';
import { shiftClock } from '@databund/exchange/internal/shifted-clock';
import { hashBytes, routeOf, transactions } from '@databund/model';
import { castNames, makeId, type CastName } from '../support/cast';
import { HttpExchange, readCode } from '../support/http-exchange';
import { check } from '../support/json';
import { makeContent, publish, setNoticeHours } from '../support/listings';
import { networkTimeoutMs } from '../support/timeouts';
import { waitForReady } from '../support/wait-for-ready';

jest.setTimeout(networkTimeoutMs);

const range = { from: { amountMinor: 4_000, currency: 'CNY' }, to: { amountMinor: 6_000, currency: 'CNY' } };

let http: HttpExchange;
const ids: Record<string, string> = {};
beforeAll(async () => {
  const places = join(mkdtempSync(join(tmpdir(), 'databund-places-')), 'places.json');
  writeFileSync(places, JSON.stringify(placeRows));
  http = await HttpExchange.open({ places });
  await http.storeBytes();
  const { exchange } = http;
  const { provider, operator, buyer } = exchange.members;
  const makeTitled = (en: string, more: Parameters<typeof makeContent>[0] = {}) => makeContent({ title: { en }, ...more });
  ids['public'] = (
    await publish(
      exchange,
      makeTitled('Air quality of cities', { theme: ['air'], licence: 'CC0-1.0', spatial: { crs: 'CRS84', adcode: '310115' } }),
    )
  ).id;
  ids['chinese'] = (await publish(exchange, makeContent({ title: { 'zh-Hans': '空气质量监测数据' }, theme: ['air'] }))).id;
  ids['priced'] = (
    await publish(
      exchange,
      makeTitled('Noise of streets', {
        charge: { basis: 'priced', listPrice: range.from },
        theme: ['noise'],
        spatial: { crs: 'CRS84', place: { en: 'Lingang' } },
      }),
    )
  ).id;
  ids['audience'] = (await publish(exchange, makeTitled('Air of a harbour', { audience: [buyer.id] }))).id;
  ids['delisted'] = (await publish(exchange, makeTitled('Air of yesterday'))).id;
  const { revision } = await operator.call('GetListing', { id: ids['delisted'] });
  const reason = { code: 'quality' as const, text: 'It is old.' };
  await http.call('provider', 'DelistListing', { id: ids['delisted'], version: 1, revision, reason });
  ids['draft'] = makeId('lst');
  await provider.call('CreateListing', { id: ids['draft'], content: makeTitled('Air in a draft') });
  await setNoticeHours(exchange, 24);
  ids['notice'] = (
    await publish(exchange, makeTitled('Air under notice', { spatial: box, charge: { basis: 'priced', listPrice: range } }))
  ).id;
  await waitForReady(http.url);
});
afterAll(() => http.close());

/** Shanghai with a district and a town in it, and a country. */
const placeRows = [
  { code: '310000', names: { en: 'Shanghai', 'zh-Hans': '上海市' } },
  { code: '310115', names: { en: 'Pudong', 'zh-Hans': '浦东新区' }, parent: '310000' },
  { code: 'lingang', names: { en: 'Lingang' }, parent: '310115' },
  { code: 'land', names: { en: 'The land' }, box: [9, 49, 12, 52] },
  { code: 'pacific', names: { en: 'The Pacific' }, box: [170, -25, -170, -10] },
];
const box = { crs: 'CRS84', bbox: { westE7: 10e7, southE7: 50e7, eastE7: 11e7, northE7: 51e7 } };

function connect(as: CastName): Databund {
  return new Databund({ url: http.url, token: http.tokens[as] });
}

async function find(as: CastName | undefined, query: string): Promise<readonly SearchHit[]> {
  const { status, body } = await http.send(as, `/v1/search?limit=50&${query}`);
  expect([query, status]).toEqual([query, 200]);
  return (body as { readonly items: readonly SearchHit[] }).items;
}

/** Returns the names of the found listings of this test. */
async function findNames(as: CastName | undefined, query: string): Promise<readonly string[]> {
  const found = await find(as, query);
  const names = Object.entries(ids);
  return found.flatMap(({ id }) => names.filter(([, known]) => known === id).map(([name]) => name)).sort();
}

const everyState = transactions.ListListings.input.properties.state.enum as readonly string[];
const allStates = everyState.map((state) => `state=${state}`).join('&');

it('shows visitors the places of the operator, by name, code or all', async () => {
  expect((await http.send(undefined, '/v1/places')).body).toEqual({ items: placeRows });
  expect((await http.send(undefined, '/v1/places?q=PUDONG')).body).toEqual({ items: [placeRows[1]] });
  expect(await connect('buyer').listPlaces('31')).toEqual([placeRows[0]]);
  expect((await http.send(undefined, '/v1/places?name=x')).status).toBe(400);
});

describe('who finds what', () => {
  it.each(castNames)('shows %s exactly what the model shows', async (as) => {
    const states = new Map((await find(as, allStates)).map(({ id, version, state }) => [`${id}@${String(version)}`, state]));
    for (const id of Object.values(ids)) {
      const { status, body } = await http.send(as, `/v1/listings/${id}`);
      const shown = status === 200 ? (body as { readonly state: string }).state : undefined;
      expect([id, states.get(`${id}@1`)]).toEqual([id, shown]);
    }
    const { total, facets } = await connect(as).search({ state: [...everyState] as never, facets: ['state'] });
    expect(total).toEqual({ count: states.size, isAtLeast: false });
    expect(facets?.['state']?.reduce((sum, { count }) => sum + count, 0)).toBe(states.size);
  });

  it('shows a visitor without a token what everybody may see', async () => {
    expect(await findNames(undefined, allStates)).toEqual(['chinese', 'delisted', 'notice', 'priced', 'public']);
    const { status, body } = await http.send(undefined, '/v1/search?limit=200');
    expect([status, readCode(body)]).toEqual([400, 'INPUT_INVALID']);
  });

  it('shows a visitor public listings and providers, and nothing else', async () => {
    const { provider, buyer } = http.exchange.members;
    const read = async (path: string) => (await http.send(undefined, path)).status;
    for (const [name, id] of Object.entries(ids))
      expect([name, await read(`/v1/listings/${id}`)]).toEqual([name, ['draft', 'audience'].includes(name) ? 404 : 200]);
    expect(await read(`/v1/participants/${provider.id}`)).toBe(200);
    expect(await read(`/v1/participants/${buyer.id}`)).toBe(404);
    expect(await read(`/v1/listings/${ids['public'] ?? ''}/history`)).toBe(401);
  });

  it('shows a visitor the catalogue of what everybody may see', async () => {
    const { body } = await http.send(undefined, '/data.json');
    const { dataset } = check(Type.Object({ dataset: Type.Array(Type.Object({ title: Type.String() })) }), body);
    const titles = dataset.map(({ title }) => title);
    expect(titles).toEqual(expect.arrayContaining(['Air quality of cities', 'Noise of streets']));
    expect(titles).not.toEqual(expect.arrayContaining(['Air of a harbour']));
    expect(titles).not.toEqual(expect.arrayContaining(['Air in a draft']));
    const pages = await http.send(undefined, '/v1/catalogue?limit=1', { headers: { accept: 'text/turtle' } });
    expect([pages.status, pages.headers.get('link')]).toEqual([200, expect.stringContaining('rel="next"')]);
    const one = await http.send(undefined, `/v1/listings/${ids['public'] ?? ''}`, { headers: { accept: 'text/turtle' } });
    expect([one.status, one.body]).toEqual([200, expect.stringContaining('Air quality of cities')]);
    const hidden = await http.send(undefined, `/v1/listings/${ids['audience'] ?? ''}`, { headers: { accept: 'text/turtle' } });
    expect(hidden.status).toBe(404);
  });

  it('shows the price or the range that a provider publishes', async () => {
    const { items } = await connect('operator').search({ charge: ['priced'] });
    const shown = new Map(items.map(({ id, charge }) => [id, charge]));
    expect(shown.get(ids['priced'] ?? '')).toEqual({ basis: 'priced', price: range.from });
    expect(shown.get(ids['notice'] ?? '')).toEqual({ basis: 'priced', range });
  });

  it('lets a visitor use the SDK for what everybody may see, and for nothing else', async () => {
    const visitor = new Databund({ url: http.url });
    const { items } = await visitor.search({ q: 'noise' });
    expect(items.map(({ id }) => id)).toContain(ids['priced']);
    expect(await visitor.listing.get({ id: ids['public'] ?? '' })).toMatchObject({ id: ids['public'] });
    expect(await visitor.participant.get({ id: http.exchange.members.provider.id })).toMatchObject({ roles: ['provider'] });
    expect(await visitor.listPlaces('31')).toEqual([placeRows[0]]);
    const parts = [];
    for await (const part of visitor.exportCatalogue({ format: 'csv' })) parts.push(part);
    expect(parts.length).toBeGreaterThan(0);
    await expect(visitor.listing.list({})).rejects.toMatchObject({ code: 'TOKEN_INVALID' });
    await expect(visitor.readInbox()).rejects.toMatchObject({ code: 'TOKEN_INVALID' });
  });

  it('shows a visitor no other route than those', async () => {
    for (const transaction of servedTransactions.filter(({ name }) => !['GetListing', 'GetParticipant'].includes(name))) {
      const { method, path } = routeOf(transaction);
      const { status } = await http.send(undefined, path.replaceAll(/\{\w+\}/g, '1'), { method });
      expect([transaction.name, status]).toEqual([transaction.name, 401]);
    }
  });

  it('shows the delisted only on request', async () => {
    expect(await findNames('buyer', 'q=air')).toEqual(['audience', 'chinese', 'notice', 'public']);
    expect(await findNames('buyer', 'q=air&state=DELISTED')).toEqual(['delisted']);
  });
});

describe('a typing mistake', () => {
  it('says nothing of hidden titles, whatever they make likelier or crowd out', async () => {
    const { provider } = http.exchange.members;
    expect(await findNames(undefined, 'q=citeis')).toEqual(['public']);
    const near = Array.from({ length: 9 }, (_, index) => `${'abcdefghi'[index] ?? ''}iteis`).join(' ');
    for (const en of ['Citeis secret', near])
      await provider.call('CreateListing', { id: makeId('lst'), content: makeContent({ title: { en } }) });
    await waitForReady(http.url);
    expect(await findNames(undefined, 'q=citeis')).toEqual(['public']);
  });
});

it('counts the hits that have some of the words, as it finds them', async () => {
  for (const sort of ['newest', 'relevance'] as const) {
    const { items, total } = await connect('buyer').search({ q: 'air zzzzqqq', sort, facets: ['state'] });
    expect([sort, items.length > 0, total?.count]).toEqual([sort, true, items.length]);
  }
});

describe('what is found', () => {
  it.each([
    ['q=qualty', ['public']],
    ['q=空氣質量', ['chinese']],
    ['q=空', ['chinese']],
    ['q=air "of cities"', ['public']],
    ['q=air "of streets"', ['priced']],
    ['q="air qual*"', ['public']],
    ['q=!!!', []],
    ['q="', []],
    ['q=qual*', ['public']],
    ['q="of streets"', ['priced']],
    ['theme=air', ['chinese', 'public']],
    ['theme=air&theme=noise&charge=priced', ['priced']],
    ['licence=CC0-1.0', ['public']],
    ['within=9,49,12,52', ['notice']],
    ['overlapping=10.5,50.5,20,60', ['notice']],
    ['within=10.5,50.5,20,60', []],
    ['place=310000', ['priced', 'public']],
    ['place=31', ['priced', 'public']],
    ['place=%20shanghai', ['priced', 'public']],
    ['place=%E4%B8%8A%E6%B5%B7%E5%B8%82', ['priced', 'public']],
    ['place=Lingang', ['priced']],
    ['place=310101', []],
    ['place=The+land', ['notice']],
    ['place=The+land&place=Pudong&theme=air', ['public']],
    ['state=NOTICE', ['notice']],
    ['grade=general&kind=download&q=noise', ['priced']],
    ['minBytes=1000000', []],
  ])('finds by %s', async (query, names) => {
    expect(await findNames('otherBuyer', query)).toEqual(names);
  });

  it('answers in the language of the caller, with provider and bytes', async () => {
    const [hit] = await find('buyer', 'q=空气&lang=zh');
    expect(hit).toMatchObject({
      title: '空气质量监测数据',
      titleLanguage: 'zh-Hans',
      providerName: 'provider',
      bytes: 'present',
      state: 'LISTED',
    });
  });

  it('pages through one height, newest first, by relevance and by title', async () => {
    const databund = connect('operator');
    for (const sort of ['newest', 'relevance', 'title'] as const) {
      const all = (await databund.search({ q: 'air', sort, limit: 50 })).items.map(({ id }) => id);
      const paged: string[] = [];
      for await (const hit of databund.findAll({ q: 'air', sort, limit: 1 })) {
        await http.exchange.members.provider.call('CreateListing', {
          id: makeId('lst'),
          content: makeContent({ title: { en: 'Air too' } }),
        });
        paged.push(hit.id);
      }
      expect([sort, paged]).toEqual([sort, all]);
    }
  });

  it('finds what was there at a height, if the caller may see it now', async () => {
    const height = await waitForReady(http.url);
    const id = makeId('lst');
    await http.exchange.members.provider.call('CreateListing', { id, content: makeContent({ title: { en: 'Zeppelin' } }) });
    await waitForReady(http.url);
    expect((await find('provider', 'q=zeppelin')).map((hit) => hit.id)).toEqual([id]);
    expect(await find('provider', `q=zeppelin&at=${String(height - 1)}`)).toEqual([]);
    expect(await find('buyer', 'q=zeppelin')).toEqual([]);
  });

  it.each([
    ['colour=red', 'INPUT_INVALID'],
    ['since=yesterday', 'INPUT_INVALID'],
    ['state=GONE', 'INPUT_INVALID'],
    ['within=1,2,3', 'INPUT_INVALID'],
    ['within=1,9,3,2', 'INPUT_INVALID'],
    ['overlapping=1,2,3,91', 'INPUT_INVALID'],
    ['overlapping=1,2,200,3', 'INPUT_INVALID'],
    ['since=yesterday', 'INPUT_INVALID'],
    ['cursor=AAAA', 'CURSOR_INVALID'],
    ['at=999999999', 'INPUT_INVALID'],
  ])('answers a problem to %s', async (query, code) => {
    const { status, body } = await http.send('buyer', `/v1/search?${query}`);
    expect([status, readCode(body)]).toEqual([400, code]);
  });
});

describe('what time alone changes', () => {
  const now = globalThis.Date;
  const versions: (readonly [name: string, id: string, version: number])[] = [];
  beforeAll(async () => {
    const { provider, operator, otherBuyer } = http.exchange.members;
    const { id, version } = await publish(http.exchange, makeContent({ title: { en: 'A notice that is held' } }));
    const { contentHash } = await provider.call('GetListing', { id });
    await otherBuyer.call('ObjectToListing', { id, version, contentHash: contentHash!, text: hashBytes('it is mine') });
    const newer = { id: ids['public'] ?? '', version: 2 };
    const draft = await provider.call('CreateListingVersion', { ...newer, content: makeContent({ title: { en: 'Air quality again' } }) });
    const { revision } = await provider.call('SubmitListing', { ...newer, revision: draft.revision });
    await operator.call('ApproveListing', { ...newer, revision });
    versions.push(['held', id, 1], ['notice', ids['notice'] ?? '', 1], ['older', newer.id, 1], ['newer', newer.id, 2]);
    await waitForReady(http.url);
  });
  afterEach(() => {
    globalThis.Date = now;
    delete process.env['DATABUND_CLOCK_AHEAD_MS'];
  });

  it('gives /data.json another tag when a notice ends by itself', async () => {
    const ask = (tag = '') => fetch(`${http.url}/data.json`, { headers: { 'if-none-match': tag } });
    const tag = (await ask()).headers.get('etag') ?? '';
    expect((await ask(tag)).status).toBe(304);
    shiftClock(25 * 3_600_000);
    const after = await ask(tag);
    expect([after.status, after.headers.get('etag') === tag]).toEqual([200, false]);
  });

  it.each([
    [0, { held: 'NOTICE', notice: 'NOTICE', older: 'LISTED', newer: 'NOTICE' }],
    [25, { held: 'NOTICE', notice: 'LISTED', older: 'SUPERSEDED', newer: 'LISTED' }],
    [49, { held: 'LISTED', notice: 'LISTED', older: 'SUPERSEDED', newer: 'LISTED' }],
  ])('shows in search and facets after %i hours what the model shows, without a new block', async (hours, expected) => {
    if (hours > 0) shiftClock(hours * 3_600_000);
    const found = await find(undefined, allStates);
    for (const [name, id, version] of versions) {
      const { body } = await http.send(undefined, `/v1/listings/${id}?version=${String(version)}`);
      const hit = found.find((each) => each.id === id && each.version === version);
      expect([name, hit?.state, body]).toEqual([name, expected[name as 'held'], expect.objectContaining({ state: hit?.state })]);
    }
    for (const state of ['NOTICE', 'LISTED', 'SUPERSEDED']) {
      const count = found.filter((hit) => hit.state === state).length;
      const { body } = await http.send(undefined, `/v1/search?state=${state}&facets=state`);
      expect(body).toMatchObject({ total: { count }, facets: { state: count > 0 ? [{ value: state, count }] : [] } });
    }
  });
});

describe('areas across the antimeridian', () => {
  let across: string;
  let west: string;
  beforeAll(async () => {
    const publishBox = async (westE7: number, eastE7: number) =>
      (await publish(http.exchange, makeContent({ spatial: { crs: 'CRS84', bbox: { westE7, southE7: -20e7, eastE7, northE7: -15e7 } } })))
        .id;
    [across, west] = [await publishBox(179e7, -179e7), await publishBox(-178e7, -176e7)];
    await waitForReady(http.url);
  });

  it.each([
    ['overlapping=10,-30,40,30', []],
    ['overlapping=170,-30,180,30', ['across']],
    ['overlapping=170,-30,-177,30', ['across', 'west']],
    ['overlapping=-179.5,-30,-177,30', ['across', 'west']],
    ['within=178,-30,-170,30', ['across', 'west']],
    ['within=178,-30,-179.5,30', []],
    ['within=-180,-30,180,30', ['across', 'west']],
    ['within=170,-30,180,30', []],
    ['place=pacific', ['across', 'west']],
    ['q=readings&overlapping=10,-30,40,30', []],
  ])('%s finds what lies there', async (query, expected) => {
    const found = (await find('buyer', query)).map(({ id }) => id);
    const names = { across, west };
    expect(Object.entries(names).flatMap(([name, id]) => (found.includes(id) ? [name] : []))).toEqual(expected);
  });
});
