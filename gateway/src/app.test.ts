import { gzipSync } from 'node:zlib';
import request from 'supertest';
import { ExchangeError, errorTable, routeOf, toCanonicalJson, type ErrorCode } from '@databund/model';
import { caller, newAppUnderTest, type AppUnderTest } from './app-under-test';
import { servedTransactions } from './http/transaction-routes';

const listingId = `lst-${'2'.repeat(26)}`;
const tradeId = `trd-${'3'.repeat(26)}`;

const json = 'application/json';

let under: AppUnderTest;
beforeEach(() => {
  under = newAppUnderTest();
});

const codeOf = ({ body }: { readonly body: unknown }) => (body as { readonly code?: string }).code;
const post = (path: string, body: string | Buffer, type = json) =>
  request(under.app).post(path).set('Authorization', under.bearer).set('Content-Type', type).send(body);
const get = (path: string) => request(under.app).get(path).set('Authorization', under.bearer);

describe('a caller', () => {
  it.each(servedTransactions.map((transaction) => [transaction.name, routeOf(transaction)] as const))(
    'without a token is refused before anything of %s is read',
    async (_, { method, path }) => {
      const at = path.replaceAll(/\{\w+\}/g, 'x');
      const sent = method === 'GET' ? request(under.app).get(at) : request(under.app).post(at).set('Content-Type', json).send('{"broken');
      const answer = await sent
        .expect(401)
        .expect('WWW-Authenticate', 'Bearer')
        .expect('Content-Type', /problem\+json/);
      expect(codeOf(answer)).toBe('TOKEN_INVALID');
      expect(under.ledger.calls).toEqual([]);
    },
  );

  it.each(['Basic TOKEN', 'Bearer', 'Bearer ', 'Bearer TOKEN more', `Bearer ${'x'.repeat(8193)}`, 'TOKEN'])(
    'is not known by the header of case %#',
    async (header) => {
      const token = under.bearer.slice('Bearer '.length);
      const answer = await request(under.app).get('/v1/listings').set('Authorization', header.replace('TOKEN', token)).expect(401);
      expect(codeOf(answer)).toBe('TOKEN_INVALID');
    },
  );

  it('whose identity is not held here is told so', async () => {
    const other = under.issuer.issue({ ...caller, participantId: `ptc-${'9'.repeat(26)}` }, 60);
    const answer = await request(under.app).get('/v1/listings').set('Authorization', `Bearer ${other}`).expect(403);
    expect(codeOf(answer)).toBe('IDENTITY_NOT_HELD');
  });
});

describe('a command', () => {
  it('reaches the ledger as it was given, put together from path, body and transient', async () => {
    under.ledger.answer = () => ({ id: tradeId });
    const transient = { slip: toCanonicalJson({ tradeId, amountMinor: 100, currency: 'EUR', salt: 'ab'.repeat(32) }) };
    await post(`/v1/trades/${tradeId}/price`, JSON.stringify({ transient })).expect(201);
    expect(under.ledger.calls.at(-1)).toMatchObject({ command: { id: tradeId }, transient });
    await post(`/v1/listings/${listingId}/versions/3/submit`, '{"revision":2}').expect(201, {
      object: { id: tradeId },
      transactionId: 'a1',
      blockNumber: 7,
    });
    expect(under.ledger.calls.at(-1)).toMatchObject({ command: { id: listingId, version: 3, revision: 2 }, as: caller });
  });

  it('takes a transient value only where one is declared, and there it must have its form', async () => {
    const submitted = await post(`/v1/listings/${listingId}/versions/3/submit`, '{"revision":2,"transient":{}}').expect(400);
    expect(submitted.body).toMatchObject({ details: { errors: [{ path: '/transient', reason: 'is not known here' }] } });
    for (const given of ['{}', '{"transient":null}', '{"transient":{"salt":"x"}}', '{"transient":{"slip":1}}'])
      expect(codeOf(await post(`/v1/trades/${tradeId}/price`, given).expect(400))).toBe('INPUT_INVALID');
    expect(under.ledger.calls).toEqual([]);
  });

  it('reads the integers of a query as its form asks, and no more', async () => {
    await get('/v1/listings?limit=7').expect(200);
    expect(under.ledger.calls.at(-1)?.command).toEqual({ limit: 7 });
    for (const query of [
      'limit=0',
      'limit=201',
      'limit=1e2',
      'limit=-1',
      'limit=07x',
      'limit=',
      'limit=1&limit=2',
      'owner=me',
      '__proto__=x',
    ])
      expect([query, codeOf(await get(`/v1/listings?${query}`).expect(400))]).toEqual([query, 'INPUT_INVALID']);
  });

  it('is named once: an address is not said again in query or body', async () => {
    const queried = await get(`/v1/listings/${listingId}?id=${listingId}`).expect(400);
    expect(queried.body).toMatchObject({ details: { errors: [{ path: '/id', reason: 'is in the address already' }] } });
    const posted = await post(`/v1/listings/${listingId}/versions/3/submit`, '{"revision":2,"version":3}').expect(400);
    expect(posted.body).toMatchObject({ details: { errors: [{ path: '/version' }] } });
  });

  it.each(['%00', '%F4%8F%BF%BF', '..%2F..%2Fetc%2Fpasswd', '%2e%2e', 'lst-', "'%20OR%201=1", '__proto__', 'constructor'])(
    'with the id %s is refused',
    async (id) => {
      expect(codeOf(await get(`/v1/listings/${id}`))).toMatch(/INPUT_INVALID|ROUTE_NOT_FOUND/);
      expect(under.ledger.calls).toEqual([]);
    },
  );

  it('with an address that is no text is refused', async () => {
    expect(codeOf(await get('/v1/listings/%ff').expect(400))).toBe('INPUT_INVALID');
    expect(codeOf(await request(under.app).put('/v1/listings/x/versions/abc/distributions/%ff').set('Authorization', under.bearer))).toBe(
      'INPUT_INVALID',
    );
  });

  it('is not found under another spelling of its address', async () => {
    for (const path of ['/v1/Listings', '/v1/listings/', '/V1/listings', '/v1//listings', '/v1/health/', '/v1/Health', '/V1/audit/height'])
      expect([path, codeOf(await get(path))]).toEqual([path, 'ROUTE_NOT_FOUND']);
  });
});

describe('a method that an address does not take', () => {
  it.each([
    ['/v1/health', 'GET, HEAD'],
    ['/v1/openapi.json', 'GET, HEAD'],
    ['/v1/audit/height', 'GET, HEAD'],
    ['/v1/audit/blocks/0', 'GET, HEAD'],
    ['/v1/listings', 'POST, GET, HEAD'],
    [`/v1/listings/${listingId}/versions/1/submit`, 'POST'],
    [`/v1/listings/${listingId}/versions/1/distributions/a.csv`, 'PUT'],
    [`/v1/deliveries/dlv-${'4'.repeat(26)}/distributions/a.csv`, 'GET, HEAD'],
  ])('%s is refused with those that it takes', async (path, allowed) => {
    const answer = await request(under.app).delete(path).expect(405);
    expect([codeOf(answer), (answer.headers as Record<string, string>)['allow']?.split(', ').sort()]).toEqual([
      'METHOD_NOT_ALLOWED',
      allowed.split(', ').sort(),
    ]);
  });
});

describe('the blocks', () => {
  const asOne = (...roles: string[]) => {
    under.ledger.answer = (call) => (call ? { roles } : 3);
  };

  it.each(['auditor', 'operator', 'authority'])('are read by who is %s', async (role) => {
    asOne('buyer', role);
    await get('/v1/audit/height').expect(200, { height: 3 });
    await get('/v1/audit/blocks/2').expect(200);
    expect(codeOf(await get('/v1/audit/blocks/3').expect(404))).toBe('ROUTE_NOT_FOUND');
  });

  it('are refused to others, who are told who may read them', async () => {
    asOne('buyer', 'provider');
    for (const path of ['/v1/audit/height', '/v1/audit/blocks/2', '/v1/audit/blocks/9'])
      expect((await get(path).expect(403)).body).toMatchObject({
        code: 'NOT_PERMITTED',
        details: { by: ['auditor', 'operator', 'authority'] },
      });
  });
});

describe('a body', () => {
  const path = '/v1/listings';
  it.each<[string, string | Buffer, string, ErrorCode]>([
    ['nested a hundred thousand deep', `{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`, json, 'INPUT_INVALID'],
    [
      'with twenty thousand members',
      `{${Array.from({ length: 20_000 }, (_, each) => `"${String(each)}":0`).join()}}`,
      json,
      'INPUT_INVALID',
    ],
    ['that is a number', '1e400', json, 'INPUT_INVALID'],
    ['that is a text', '"text"', json, 'INPUT_INVALID'],
    ['that is not JSON', '{"id":', json, 'INPUT_INVALID'],
    ['that is not UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]), json, 'INPUT_INVALID'],
    ['that says a member twice', '{"id":"a","content":{"title":{"en":"a","en":"b"}}}', json, 'INPUT_INVALID'],
    ['in another charset', Buffer.from('{}', 'utf16le'), 'application/json; charset=utf-16', 'MEDIA_TYPE_NOT_SUPPORTED'],
    ['after a byte order mark', Buffer.from('\ufeff{"id":'), json, 'INPUT_INVALID'],
    ['in an unknown charset', '{}', 'application/json; charset=klingon', 'MEDIA_TYPE_NOT_SUPPORTED'],
    ['of a media type that ends alike', '{}', 'application/x-json', 'MEDIA_TYPE_NOT_SUPPORTED'],
    ['of plain text', '{}', 'text/plain', 'MEDIA_TYPE_NOT_SUPPORTED'],
    ['with a constructor', '{"constructor":{"prototype":{"polluted":true}}}', json, 'INPUT_INVALID'],
    ['with lone surrogates', '{"id":"\\ud800"}', json, 'INPUT_INVALID'],
  ])('%s is refused', async (_, body, type, code) => {
    const answer = await post(path, body, type);
    expect([codeOf(answer), answer.status]).toEqual([code, errorTable[code].status]);
    expect(JSON.stringify(answer.body).length).toBeLessThan(5_000);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
    expect(under.ledger.calls).toEqual([]);
  });

  it('that says a member twice is told which', async () => {
    const answer = await post(path, '{"id":"a","id":"b"}').expect(400);
    expect(answer.body).toMatchObject({ details: { errors: [{ path: '', reason: 'has the member "id" twice' }] } });
  });

  it.each(['application/json; charset=UTF-8', 'application/json;charset="utf-8"'])('of the media type %s is read', async (type) => {
    await post(`/v1/listings/${listingId}/versions/3/submit`, '{"revision":2}', type).expect(201);
  });

  it('that is empty says nothing', async () => {
    expect((await post(`/v1/listings/${listingId}/versions/3/submit`, '').expect(400)).body).toMatchObject({
      details: { errors: [{ path: '/revision', reason: 'is missing' }] },
    });
  });

  it('that inflates beyond its limit is refused', async () => {
    const bomb = gzipSync(`{"id":"${'x'.repeat(10_000_000)}"}`);
    const answer = await post(path, bomb)
      .set('Content-Encoding', 'gzip')
      .serialize((body: unknown) => body as string);
    expect(codeOf(answer)).toBe('INPUT_TOO_LARGE');
  });

  it('in an unknown encoding is refused', async () => {
    expect(codeOf(await post(path, '{}').set('Content-Encoding', 'compress').expect(415))).toBe('MEDIA_TYPE_NOT_SUPPORTED');
  });
});

describe('a failure', () => {
  it('of ours tells the caller a reference, and nothing of its text', async () => {
    under.ledger.answer = () => {
      throw new Error('the text of a library');
    };
    const answer = await get('/v1/listings').expect(500);
    expect(answer.body).toMatchObject({ code: 'INTERNAL', details: { reference: answer.headers['x-request-id'] as string } });
    expect(answer.text).not.toContain('library');
    expect(under.logged()).toContain('the text of a library');
  });

  it.each<[ErrorCode, string | undefined]>([
    ['READ_CONFLICT', '0'],
    ['ENDORSERS_DISAGREE', '0'],
    ['OUTCOME_UNKNOWN', undefined],
    ['NETWORK_UNAVAILABLE', undefined],
  ])('%s comes with its status, and says whether trying again at once helps', async (code, retryAfter) => {
    under.ledger.answer = () => {
      throw new ExchangeError(code);
    };
    const answer = await get('/v1/listings').expect(errorTable[code].status);
    expect(answer.body).toMatchObject({ code, title: errorTable[code].meaning, detail: errorTable[code].remedy });
    expect(answer.headers['retry-after']).toBe(retryAfter);
  });

  it('answers with the headers that guard browsers, as every answer does', async () => {
    const { headers } = await request(under.app).get('/v1/nothing').expect(404);
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'content-security-policy': expect.any(String) as string });
    expect(headers['x-powered-by']).toBeUndefined();
  });
});

describe('health', () => {
  it('is told without a token, with the height of the ledger', async () => {
    under.ledger.answer = () => 42;
    await request(under.app).get('/v1/health').expect(200, { status: 'ok', height: 42 });
  });

  it('is read-only while the ledger takes no writes', async () => {
    under.ledger.answer = () => 42;
    under.ledger.takesWrites = false;
    await request(under.app).get('/v1/health').expect(200, { status: 'read-only', height: 42 });
  });

  it('is not told where the ledger cannot be asked', async () => {
    under.ledger.answer = () => {
      throw new ExchangeError('NETWORK_UNAVAILABLE');
    };
    expect(codeOf(await request(under.app).get('/v1/health').expect(503))).toBe('NETWORK_UNAVAILABLE');
  });
});

it('the log tells each request, and neither tokens nor bodies nor queries', async () => {
  await get('/v1/listings?cursor=secret-cursor');
  await post(`/v1/trades/${tradeId}/price`, '{"transient":{"slip":"secret-salt"}}');
  expect(under.logged()).toContain('"path":"/v1/listings"');
  for (const secret of [under.bearer.slice('Bearer '.length), 'Bearer', 'secret-cursor', 'secret-salt'])
    expect(under.logged()).not.toContain(secret);
});
