import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Type } from '@sinclair/typebox';
import { Databund } from '@databund/client';
import { shiftClock } from '@databund/exchange/internal/shifted-clock';
import { openIssuer } from '@databund/gateway';
import { allTransactions, routeOf } from '@databund/model';
import { castNames, getMspId, makeId, type CastName } from '../support/cast';
import { CommandLine } from '../support/command-line';
import { requireName } from '../support/dynamic-call';
import { HttpExchange, readCode } from '../support/http-exchange';
import { check } from '../support/json';
import { activate, makeContent, makeTerms, publish } from '../support/listings';
import { networkTimeoutMs } from '../support/timeouts';
import { waitForReady } from '../support/wait-for-ready';

jest.setTimeout(networkTimeoutMs);

const Items = Type.Object({ items: Type.Array(Type.Object({ id: Type.String() })) });
const Page = Type.Object({
  height: Type.Integer(),
  items: Type.Array(Type.Object({ id: Type.String(), state: Type.String(), files: Type.Optional(Type.Unknown()) })),
  names: Type.Record(Type.String(), Type.String()),
  next: Type.Optional(Type.String()),
});

let http: HttpExchange;
/** Requests of the buyer, the oldest first, and one of another buyer. */
const requested: string[] = [];
let foreign: string;
let active: string;
beforeAll(async () => {
  http = await HttpExchange.open();
  await http.storeBytes();
  active = await activate(http.exchange);
  const { id: listing, version } = await publish(http.exchange);
  for (let count = 0; count < 5; count += 1) {
    const id = makeId('aut');
    await http.exchange.members.buyer.call('RequestAuthorisation', { id, listing, version, terms: makeTerms() });
    requested.push(id);
  }
  foreign = makeId('aut');
  await http.exchange.members.otherBuyer.call('RequestAuthorisation', { id: foreign, listing, version, terms: makeTerms() });
  await waitForReady(http.url);
});
afterAll(() => http.close());

async function list(as: CastName, path: string) {
  return check(Page, (await http.send(as, path)).body);
}

const listIds = ({ items }: { readonly items: readonly { readonly id: string }[] }) => items.map(({ id }) => id);

describe('a list that is filtered', () => {
  it('lists what is in one of the states, the newest first, with names and titles', async () => {
    const page = await list('buyer', '/v1/authorisations?state=REQUESTED');
    expect(listIds(page)).toEqual(requested.toReversed());
    expect(page.names).toMatchObject({ [http.exchange.members.provider.id]: expect.any(String) as string });
    expect(Object.keys(page.names).filter((id) => id.startsWith('lst-'))).not.toHaveLength(0);
    expect(listIds(await list('buyer', '/v1/authorisations?state=ACTIVE'))).toEqual([active]);
    expect(listIds(await list('buyer', '/v1/authorisations?state=ACTIVE,REQUESTED'))).toEqual([...requested.toReversed(), active]);
  });

  it.each(castNames)('shows %s what the list of the ledger shows', async (as) => {
    for (const path of [
      '/v1/listings',
      '/v1/authorisations',
      '/v1/trades',
      '/v1/deliveries',
      '/v1/disputes',
      '/v1/participants',
      '/v1/mandates',
      '/v1/resources',
    ]) {
      const { name } = allTransactions.find((each) => each.verb === 'list' && routeOf(each).path === path)!;
      const plain = check(Items, await http.exchange.members[as].call(requireName(name), { limit: 200 }));
      const filtered = await list(as, `${path}?limit=200&since=2000-01-01T00:00:00.000Z`);
      expect([path, listIds(filtered).sort()]).toEqual([path, listIds(plain).sort()]);
      // The ledger knows of no stored bytes.
      expect([path, new Map(filtered.items.map(({ files: _files, ...each }) => [each.id, each]))]).toEqual([
        path,
        new Map(plain.items.map((each) => [each.id, each])),
      ]);
    }
  });

  it('lists listings by state, time and words, each by its newest version', async () => {
    const { provider } = http.exchange.members;
    const { id, version } = await publish(http.exchange);
    await provider.call('CreateListingVersion', {
      id,
      version: version + 1,
      content: makeContent({ title: { en: 'Tides of the estuary' } }),
    });
    await waitForReady(http.url);
    const find = async (as: CastName, query: string) => (await list(as, `/v1/listings?${query}`)).items.filter((each) => each.id === id);
    expect(await find('provider', 'state=LISTED,DRAFT')).toMatchObject([{ version: version + 1, state: 'DRAFT' }]);
    expect(await find('provider', 'state=LISTED')).toMatchObject([{ version, state: 'LISTED' }]);
    expect(await find('provider', 'q=estuary')).toMatchObject([{ version: version + 1 }]);
    expect(await find('buyer', 'q=estuary')).toEqual([]);
    expect(await find('buyer', 'since=2000-01-01T00:00:00.000Z')).toMatchObject([{ version, state: 'LISTED' }]);
    expect(await find('buyer', 'since=2999-01-01T00:00:00.000Z')).toEqual([]);
    expect(await find('buyer', `provider=${http.exchange.members.buyer.id}&state=LISTED`)).toEqual([]);
  });

  it('finds no object by the title of a version that its reader cannot see, and says when a page is the last', async () => {
    const { provider, otherBuyer } = http.exchange.members;
    const { id: listing, version } = await publish(http.exchange, makeContent({ title: { en: 'Glaciers' } }));
    await provider.call('CreateListingVersion', {
      id: listing,
      version: version + 1,
      content: makeContent({ title: { en: 'Bankruptcy' } }),
    });
    const id = makeId('aut');
    await otherBuyer.call('RequestAuthorisation', { id, listing, version, terms: makeTerms() });
    await waitForReady(http.url);
    expect(listIds(await list('otherBuyer', '/v1/authorisations?q=bankruptcy'))).toEqual([]);
    const page = await list('otherBuyer', '/v1/authorisations?q=glaciers&limit=1');
    expect([listIds(page), page.next]).toEqual([[id], undefined]);
    await otherBuyer.call('WithdrawAuthorisation', { id, revision: 1 });
  });

  it('shows at once what was written through the same gateway, also without a filter', async () => {
    for (let count = 0; count < 3; count += 1) {
      const id = makeId('lst');
      await http.call('provider', 'CreateListing', { id, content: makeContent() });
      await http.call('provider', 'SubmitListing', { id, version: 1, revision: 1 });
      const { headers, body } = await http.send('operator', '/v1/listings?limit=1');
      expect([check(Page, body).items[0]?.id, headers.get('etag')]).toEqual([id, expect.stringMatching(/^W\/"/)]);
    }
  });

  it('finds words of the object, of the names of its parties and of its listing', async () => {
    expect(listIds(await list('operator', '/v1/authorisations?q=readings'))).toContain(foreign);
    expect(listIds(await list('buyer', '/v1/authorisations?q=readings'))).not.toContain(foreign);
    expect(listIds(await list('operator', '/v1/authorisations?q=unheardofword'))).toEqual([]);
    expect(listIds(await list('buyer', `/v1/authorisations?q=${requested[0]!}`))).toEqual([requested[0]]);
  });

  it('takes the filters of the ledger beside its own', async () => {
    const { otherBuyer } = http.exchange.members;
    expect(listIds(await list('operator', `/v1/authorisations?state=REQUESTED&buyer=${otherBuyer.id}`))).toEqual([foreign]);
    expect(listIds(await list('buyer', `/v1/authorisations?state=REQUESTED&buyer=${otherBuyer.id}`))).toEqual([]);
  });

  it('gives the SDK pages and all objects', async () => {
    const databund = new Databund({ url: http.url, token: http.tokens.buyer });
    const page = await databund.list('authorisation', { state: ['REQUESTED'], limit: 2 });
    expect([listIds(page), typeof page.next]).toEqual([requested.toReversed().slice(0, 2), 'string']);
    const all: string[] = [];
    for await (const { id } of databund.listAll('authorisation', { state: ['REQUESTED', 'ACTIVE'], limit: 2 })) all.push(id);
    expect(all).toEqual([...requested.toReversed(), active]);
  });

  it('gives the command line pages and all objects', async () => {
    const cli = new CommandLine(join(mkdtempSync(join(tmpdir(), 'databund-lists-')), 'profiles.json'));
    await cli.run(undefined, 'profile', 'add', 'buyer', '--url', http.url, '--token', http.tokens.buyer);
    const words = ['authorisation', 'list', '--limit', '2'];
    const page = await cli.ask(Page, 'buyer', ...words, '--state', 'REQUESTED', '--q', 'readings');
    expect(listIds(page)).toEqual(requested.toReversed().slice(0, 2));
    const Ids = Type.Array(Type.Object({ id: Type.String() }));
    expect(listIds({ items: await cli.ask(Ids, 'buyer', ...words, '--all', '--state', 'REQUESTED,ACTIVE') })).toHaveLength(6);
    expect(listIds({ items: await cli.ask(Ids, 'buyer', ...words, '--all') })).toHaveLength(6);
    const table = await cli.run('buyer', ...words, '--state', 'ACTIVE');
    expect(table).toMatchObject({ exitCode: 0, out: expect.stringContaining(active) as string });
    const wrong = await cli.run('buyer', ...words, '--state', 'ASLEEP');
    expect(wrong).toMatchObject({ exitCode: 2, err: expect.stringContaining('expected one of REQUESTED') as string });
  });

  it('refuses the cursor of another list', async () => {
    const { next } = await list('operator', '/v1/authorisations?state=REQUESTED&limit=1');
    const answer = await http.send('operator', `/v1/authorisations?state=ACTIVE&cursor=${next ?? ''}`);
    expect([answer.status, readCode(answer.body)]).toEqual([400, 'CURSOR_INVALID']);
  });

  it('reads one height page by page while the objects change', async () => {
    const first = await list('operator', '/v1/authorisations?state=REQUESTED&limit=2');
    const seen = listIds(first);
    let at = first.next;
    for (const id of requested) {
      await http.exchange.members.buyer.call('WithdrawAuthorisation', { id, revision: 1 });
      if (at === undefined) continue;
      await waitForReady(http.url);
      const page = await list('operator', `/v1/authorisations?state=REQUESTED&limit=2&cursor=${at}`);
      expect(page.height).toBe(first.height);
      seen.push(...listIds(page));
      at = page.next;
    }
    expect(seen).toEqual([foreign, ...requested.toReversed()]);
    expect(listIds(await list('operator', `/v1/authorisations?state=REQUESTED`))).toEqual([foreign]);
    expect(listIds(await list('operator', `/v1/authorisations?state=REQUESTED&at=${String(first.height - 1)}`))).toEqual(seen);
  });

  it('answers that nothing changed to who has the page already', async () => {
    const path = '/v1/authorisations?state=REQUESTED';
    const tag = (await http.send('operator', path)).headers.get('etag') ?? '';
    const again = await http.send('operator', path, { headers: { 'if-none-match': tag } });
    expect([again.status, again.body]).toEqual([304, '']);
    await http.exchange.members.otherBuyer.call('WithdrawAuthorisation', { id: foreign, revision: 1 });
    await waitForReady(http.url);
    expect((await http.send('operator', path, { headers: { 'if-none-match': tag } })).status).toBe(200);
  });

  it.each([
    ['/v1/authorisations?state=ASLEEP', 'expected one of REQUESTED'],
    ['/v1/authorisations?state=ACTIVE&colour=red', 'expected one of buyer'],
    ['/v1/authorisations?since=yesterday', '/since'],
    ['/v1/trades?q=', '/q'],
  ])('refuses %s, and names what is allowed', async (path, words) => {
    const { status, body } = await http.send('operator', path);
    expect([status, readCode(body), JSON.stringify(body)]).toEqual([400, 'INPUT_INVALID', expect.stringContaining(words)]);
  });
});

describe('a list that is filtered after a year without a block', () => {
  const now = globalThis.Date;
  afterAll(() => {
    globalThis.Date = now;
    delete process.env['DATABUND_CLOCK_AHEAD_MS'];
  });

  it('shows what time alone changed, as reads do', async () => {
    const [{ id: listing, version }, id] = [await publish(http.exchange), makeId('aut')];
    await http.exchange.members.buyer.call('RequestAuthorisation', { id, listing, version, terms: makeTerms() });
    const height = await waitForReady(http.url);
    shiftClock(365 * 86_400_000);
    const token = openIssuer(http.config).issue({ participantId: http.exchange.members.buyer.id, mspId: getMspId('buyer') }, 3_600);
    const read = async (path: string) => (await fetch(http.url + path, { headers: { authorization: `Bearer ${token}` } })).json();
    expect(check(Page, await read('/v1/authorisations?state=ACTIVE,REQUESTED')).items).toEqual([]);
    const { items } = check(Page, await read('/v1/authorisations?state=EXPIRED,LAPSED'));
    expect(items).toMatchObject([
      { id, state: 'LAPSED' },
      { id: active, state: 'EXPIRED' },
    ]);
    for (const item of items)
      expect(await read(`/v1/authorisations/${item.id}?consistent=${String(height - 1)}`)).toMatchObject({ state: item.state });
  });
});
