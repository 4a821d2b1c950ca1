import { readdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { Type } from '@sinclair/typebox';
import { allTransactions, routeOf, toCanonicalJson, type AnyTransaction } from '@databund/model';
import { rebuildRows } from '@databund/gateway/internal/read-model/rebuild-rows';
import { nameStore } from '@databund/gateway/internal/read-model/followed-model';
import { ReadModel } from '@databund/gateway/internal/read-model/read-model';
import { listDrivers } from '@databund/gateway/internal/read-model/sqlite-drivers';
import { castNames, makeId, type CastName } from '../support/cast';
import { listMembers } from '../support/dynamic-call';
import { HttpExchange, readCode, type Answer } from '../support/http-exchange';
import { check } from '../support/json';
import { activate, makeContent, publish, setNoticeHours } from '../support/listings';
import { networkTimeoutMs } from '../support/timeouts';
import { waitForReady } from '../support/wait-for-ready';

jest.setTimeout(networkTimeoutMs);

const Committed = Type.Object({ blockNumber: Type.Integer() });
const Page = Type.Object({ items: Type.Array(Type.Object({ id: Type.String() })), next: Type.Optional(Type.String()) });

let http: HttpExchange;
let listing: string;
let authorisation: string;
/** The block in which the listing was made; it was changed later. */
let created: number;
beforeAll(async () => {
  http = await HttpExchange.open();
  await http.storeBytes();
  authorisation = await activate(http.exchange);
  listing = makeId('lst');
  const content = makeContent();
  created = readBlock(await http.call('provider', 'CreateListing', { id: listing, content }));
  const changed = { ...content, licence: 'CC0-1.0' };
  await http.call('provider', 'EditListing', { id: listing, version: 1, revision: 1, content: changed });
});
afterAll(() => http.close());

function readBlock({ body }: Answer): number {
  return check(Committed, body).blockNumber;
}

/** Reads from the peer and from the rows. */
async function readTwice(as: CastName, path: string): Promise<readonly [peer: Answer, rows: Answer]> {
  const height = await waitForReady(http.url);
  const separator = path.includes('?') ? '&' : '?';
  return [await http.send(as, path), await http.send(as, `${path}${separator}consistent=${String(height - 1)}`)];
}

/**
 * Returns an answer without what differs by itself: the id of the request, the encrypted cursor, and what lists from rows have more: names,
 * a height, and an order by time.
 */
function showAnswer({ status, body }: Answer): unknown {
  if (typeof body !== 'object' || body === null) return [status, body];
  const own = { ...body, next: undefined, instance: undefined, height: undefined, names: undefined };
  const items = 'items' in body && Array.isArray(body.items) ? body.items.map((item) => toCanonicalJson(item)).sort() : undefined;
  return [status, { ...own, items }];
}

/** The objects that the test made, by noun. */
const made: Readonly<Record<string, () => string>> = {
  participant: () => http.exchange.members.provider.id,
  listing: () => listing,
  authorisation: () => authorisation,
};

/** The reads that the rows answer: lists, and those of objects that the test made. */
const reads = allTransactions.filter(
  ({ kind, noun, verb, address, ...one }: AnyTransaction) =>
    kind === 'evaluate' && !('answeredBy' in one) && verb !== 'priceSlip' && (address.length === 0 || noun in made),
);

function makeAddress(transaction: AnyTransaction): string {
  const { noun, input } = transaction;
  const path = routeOf(transaction)
    .path.replace('{id}', made[noun]?.() ?? '')
    .replace('{version}', '1');
  return listMembers(input).includes('theme') ? `${path}?theme=x&adcode=110000` : path;
}

describe('reads from the blocks', () => {
  it.each(castNames)('answer %s what the peer answers', async (as) => {
    for (const transaction of reads) {
      const [peer, rows] = await readTwice(as, makeAddress(transaction));
      expect([transaction.name, showAnswer(rows)]).toEqual([transaction.name, showAnswer(peer)]);
    }
  });

  it('state their height, and show an object as it was after a block', async () => {
    const now = await http.send('provider', `/v1/listings/${listing}?consistent=${String(created + 1)}`);
    expect(now.body).toMatchObject({ revision: 2, content: { licence: 'CC0-1.0' } });
    expect(Number(now.headers.get('databund-height'))).toBeGreaterThan(created + 1);
    const then = await http.send('provider', `/v1/listings/${listing}?at=${String(created)}`);
    expect(then.body).toMatchObject({ revision: 1, content: { licence: 'CC-BY-4.0' } });
    expect(then.headers.get('databund-height')).toBe(String(created + 1));
    const before = await http.send('provider', `/v1/listings/${listing}?at=${String(created - 1)}`);
    expect([before.status, readCode(before.body)]).toEqual([404, 'LISTING_NOT_FOUND']);
  });

  it('show a visitor the past, and let no visitor wait for a block', async () => {
    const { id } = await publish(http.exchange);
    const height = await waitForReady(http.url);
    const read = async (query: string) => {
      const response = await fetch(`${http.url}/v1/listings/${id}?${query}`);
      const body: unknown = await response.json();
      return [response.status, response.ok || readCode(body)];
    };
    expect(await read(`at=${String(height - 1)}`)).toEqual([200, true]);
    expect(await read('at=1')).toEqual([404, 'LISTING_NOT_FOUND']);
    expect(await read(`consistent=${String(height + 5)}`)).toEqual([503, 'READ_MODEL_BEHIND']);
  });

  it('take an instant in place of a block', async () => {
    const instant = new Date().toISOString();
    await http.call('provider', 'EditListing', { id: listing, version: 1, revision: 2, content: makeContent({ licence: 'ODbL-1.0' }) });
    await waitForReady(http.url);
    const then = await http.send('provider', `/v1/listings/${listing}?at=${instant}`);
    expect(then.body).toMatchObject({ revision: 2, content: { licence: 'CC0-1.0' } });
  });

  it('give by the rights of now also what others could see once', async () => {
    await setNoticeHours(http.exchange, 24);
    const { id, revision } = await publish(http.exchange);
    await setNoticeHours(http.exchange, 0);
    const noticed = (await waitForReady(http.url)) - 1;
    const back = { id, version: 1, revision, reason: { code: 'quality' as const, text: 'The title is wrong.' } };
    await http.call('operator', 'RequestListingChanges', back);
    await waitForReady(http.url);
    const path = `/v1/listings/${id}?at=${String(noticed)}`;
    const [hidden, own] = [await http.send('buyer', path), await http.send('provider', path)];
    expect([hidden.status, readCode(hidden.body)]).toEqual([404, 'LISTING_NOT_FOUND']);
    expect(own.body).toMatchObject({ state: 'NOTICE' });
    const listed = check(Page, (await http.send('buyer', `/v1/listings?at=${String(noticed)}`)).body);
    expect(listed.items.map((each) => each.id)).not.toContain(id);
  });

  it('page through one height while blocks arrive', async () => {
    const height = await waitForReady(http.url);
    const first = check(Page, (await http.send('provider', `/v1/listings?limit=1&consistent=${String(height - 1)}`)).body);
    const seen = first.items.map(({ id }) => id);
    for (let { next } = first; next !== undefined;) {
      await http.exchange.members.provider.call('CreateListing', { id: makeId('lst'), content: makeContent() });
      const page = check(Page, (await http.send('provider', `/v1/listings?limit=1&cursor=${next}`)).body);
      seen.push(...page.items.map(({ id }) => id));
      next = page.next;
    }
    const { body } = await http.send('provider', `/v1/listings?at=${String(height - 1)}`);
    expect(seen).toEqual(check(Page, body).items.map(({ id }) => id));
  });

  it.each([
    ['/v1/listings?at=yesterday', 400, 'INPUT_INVALID'],
    ['/v1/listings?at=999999999', 400, 'INPUT_INVALID'],
    ['/v1/listings?at=2999-01-01T00:00:00.000Z', 400, 'INPUT_INVALID'],
    ['/v1/listings?consistent=-1', 400, 'INPUT_INVALID'],
    ['/v1/listings?at=1&at=2', 400, 'INPUT_INVALID'],
    ['/v1/listings?consistent=999999', 400, 'INPUT_INVALID'],
    ['/v1/search?consistent=999999', 400, 'INPUT_INVALID'],
    ['/v1/inbox?at=1', 400, 'INPUT_INVALID'],
    ['/v1/places?at=1', 400, 'INPUT_INVALID'],
    ['/v1/references?q=operator&at=1', 400, 'INPUT_INVALID'],
    ['/v1/whoami?at=1', 400, 'INPUT_INVALID'],
  ])('answer a problem to %s', async (path, status, code) => {
    const answer = await http.send('buyer', path);
    expect([answer.status, readCode(answer.body)]).toEqual([status, code]);
  });

  it('stay the same when all blocks are read again, in one file, by each driver', async () => {
    const height = await waitForReady(http.url);
    const found = [];
    for (const driver of listDrivers()) {
      found.push(await rebuildRows(http.config, driver));
      expect(readdirSync(dirname(nameStore(http.config))).filter((name) => name.includes('.new'))).toEqual([]);
      const model = await ReadModel.open({ path: nameStore(http.config), chaincode: 'databund' });
      expect(model.height).toBe(height);
      await model.close();
    }
    expect(new Set(found.map(({ digest }) => digest)).size).toBe(1);
    expect(found[0]).toMatchObject({ height });
  });

  it.each(['since=2026-01-01', 'since=2026-01-01T00:00:00Z', 'at=2026-01-01', 'at=2026-01-01T00:00:00Z'])(
    'take %s in searches and lists',
    async (query) => {
      for (const path of ['/v1/search', '/v1/listings']) expect((await http.send('provider', `${path}?${query}`)).status).toBe(200);
    },
  );
});
