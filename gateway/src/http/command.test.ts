import request from 'supertest';
import { toCanonicalJson } from '@databund/model';
import { readCode } from '../testing/read-code';
import { caller, createTestApp, type TestApp } from '../testing/test-app';

const listing = `lst-${'2'.repeat(26)}`;
const trade = `trd-${'3'.repeat(26)}`;

let under: TestApp;
beforeEach(() => {
  under = createTestApp();
});

const get = (path: string) => request(under.app).get(path).set('Authorization', under.bearer);
const post = (path: string, body: string) =>
  request(under.app).post(path).set('Authorization', under.bearer).set('Content-Type', 'application/json').send(body);

describe('a command', () => {
  it('reaches the ledger with the members of path, body and transient', async () => {
    under.ledger.answer = () => ({ id: trade });
    const transient = { slip: toCanonicalJson({ tradeId: trade, amountMinor: 100, currency: 'EUR', salt: 'ab'.repeat(32) }) };
    await post(`/v1/trades/${trade}/fund`, JSON.stringify({ amountHash: { alg: 'sha-256', value: 'ab'.repeat(32) } })).expect(201, {
      object: { id: trade },
      transactionId: 'a1',
      blockNumber: 7,
    });
    expect(under.ledger.calls.at(-1)).toMatchObject({ command: { id: trade }, as: caller });
    under.ledger.answer = ({ transaction: { name } }) =>
      name === 'GetTrade'
        ? { authorisation: `aut-${'5'.repeat(26)}` }
        : { listing, version: 3, provider: `ptc-${'2'.repeat(26)}`, buyer: `ptc-${'3'.repeat(26)}`, terms: { mode: 'feed' } };
    await post(`/v1/trades/${trade}/price`, JSON.stringify({ transient })).expect(201);
    expect(under.ledger.calls.at(-1)).toMatchObject({ command: { id: trade }, transient });
    await post(`/v1/listings/${listing}/versions/3/approve`, '{"revision":2}').expect(201);
    expect(under.ledger.calls.at(-1)).toMatchObject({ command: { id: listing, version: 3, revision: 2 }, as: caller });
  });

  it('rejects a command with a transient value if none is declared', async () => {
    const answer = await post(`/v1/listings/${listing}/versions/3/submit`, '{"revision":2,"transient":{}}').expect(400);
    expect(answer.body).toMatchObject({ details: { errors: [{ path: '/transient', reason: 'is not known here' }] } });
    expect(under.ledger.calls).toEqual([]);
  });

  it.each(['{}', '{"transient":null}', '{"transient":{"salt":"x"}}', '{"transient":{"slip":1}}'])(
    'rejects a command with the transient value of %s, which has another form than declared',
    async (body) => {
      expect(readCode(await post(`/v1/trades/${trade}/price`, body).expect(400))).toBe('INPUT_INVALID');
      expect(under.ledger.calls).toEqual([]);
    },
  );

  it('reads the integers of a query as numbers', async () => {
    await get('/v1/listings?limit=7').expect(200);
    expect(under.ledger.calls.at(-1)?.command).toEqual({ limit: 7 });
  });

  it.each(['limit=0', 'limit=201', 'limit=1e2', 'limit=-1', 'limit=07x', 'limit=', 'limit=1&limit=2', 'owner=me', '__proto__=x'])(
    'rejects a command with the query %s',
    async (query) => {
      expect(readCode(await get(`/v1/listings?${query}`).expect(400))).toBe('INPUT_INVALID');
    },
  );

  it('rejects a command whose query or body repeats a member of the path', async () => {
    const queried = await get(`/v1/listings/${listing}?id=${listing}`).expect(400);
    expect(queried.body).toMatchObject({ details: { errors: [{ path: '/id', reason: 'is in the address already' }] } });
    const posted = await post(`/v1/listings/${listing}/versions/3/submit`, '{"revision":2,"version":3}').expect(400);
    expect(posted.body).toMatchObject({ details: { errors: [{ path: '/version' }] } });
  });

  it.each(['%00', '%F4%8F%BF%BF', '..%2F..%2Fetc%2Fpasswd', '%2e%2e', 'lst-', "'%20OR%201=1", '__proto__', 'constructor'])(
    'rejects a command with the id %s',
    async (id) => {
      expect(readCode(await get(`/v1/listings/${id}`))).toMatch(/INPUT_INVALID|ROUTE_NOT_FOUND/);
      expect(under.ledger.calls).toEqual([]);
    },
  );

  it('rejects a command whose path is not valid UTF-8', async () => {
    const put = request(under.app).put('/v1/listings/x/versions/abc/distributions/%ff').set('Authorization', under.bearer);
    expect([readCode(await get('/v1/listings/%ff').expect(400)), readCode(await put)]).toEqual(['INPUT_INVALID', 'INPUT_INVALID']);
  });

  it.each(['/v1/Listings', '/v1/listings/', '/V1/listings', '/v1//listings', '/v1/health/', '/v1/Health', '/V1/audit/height'])(
    'finds no command at %s, another spelling of its path',
    async (path) => {
      expect(readCode(await get(path))).toBe('ROUTE_NOT_FOUND');
    },
  );
});
