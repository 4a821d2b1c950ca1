import request from 'supertest';
import { ExchangeError, errorTable, routeOf, type ErrorCode } from '@databund/model';
import { readCode } from './testing/read-code';
import { caller, createTestApp, type TestApp } from './testing/test-app';
import { servedTransactions } from './http/transaction-routes';

const listing = `lst-${'2'.repeat(26)}`;
const trade = `trd-${'3'.repeat(26)}`;

let under: TestApp;
beforeEach(() => {
  under = createTestApp();
});

const get = (path: string) => request(under.app).get(path).set('Authorization', under.bearer);

describe('authentication', () => {
  it.each(servedTransactions.map((transaction) => [transaction.name, routeOf(transaction)] as const))(
    'rejects %s without a token before it reads the request',
    async (_, { method, path }) => {
      const at = path.replaceAll(/\{\w+\}/g, 'x');
      const makeBroken = () => request(under.app).post(at).set('Content-Type', 'application/json').send('{"broken');
      const answer = await (method === 'GET' ? request(under.app).get(at) : makeBroken())
        .expect(401)
        .expect('WWW-Authenticate', 'Bearer')
        .expect('Content-Type', /problem\+json/);
      expect(readCode(answer)).toBe('TOKEN_INVALID');
      expect(under.ledger.calls).toEqual([]);
    },
  );

  it.each(['Basic TOKEN', 'Bearer', 'Bearer ', 'Bearer TOKEN more', `Bearer ${'x'.repeat(8193)}`, 'TOKEN'])(
    'rejects the Authorization header of case %#',
    async (header) => {
      const token = under.bearer.slice('Bearer '.length);
      const answer = await request(under.app).get('/v1/listings').set('Authorization', header.replace('TOKEN', token)).expect(401);
      expect(readCode(answer)).toBe('TOKEN_INVALID');
    },
  );

  it('answers IDENTITY_NOT_HELD if the wallet does not hold the participant of the token', async () => {
    const other = under.issuer.issue({ ...caller, participantId: `ptc-${'9'.repeat(26)}` }, 60);
    const answer = await request(under.app).get('/v1/listings').set('Authorization', `Bearer ${other}`).expect(403);
    expect(readCode(answer)).toBe('IDENTITY_NOT_HELD');
  });
});

describe('METHOD_NOT_ALLOWED', () => {
  it.each([
    ['/v1/health', 'GET, HEAD'],
    ['/v1/openapi.json', 'GET, HEAD'],
    ['/v1/audit/height', 'GET, HEAD'],
    ['/v1/audit/blocks/0', 'GET, HEAD'],
    ['/v1/listings', 'GET, HEAD, POST'],
    [`/v1/listings/${listing}/versions/1/submit`, 'POST'],
    [`/v1/listings/${listing}/versions/1/distributions/a.csv`, 'PUT'],
    [`/v1/deliveries/dlv-${'4'.repeat(26)}/distributions/a.csv`, 'GET, HEAD'],
  ])('names the methods of %s', async (path, allowed) => {
    const answer = await request(under.app).delete(path).expect(405);
    expect([readCode(answer), answer.get('Allow')?.split(', ').sort().join(', ')]).toEqual(['METHOD_NOT_ALLOWED', allowed]);
  });
});

describe('a failure', () => {
  it('answers with a reference, and logs the text that it keeps from the caller', async () => {
    under.ledger.answer = () => {
      throw new TypeError('the text of a library');
    };
    const answer = await get('/v1/listings').expect(500);
    expect(answer.body).toMatchObject({ code: 'INTERNAL', details: { reference: answer.get('X-Request-Id') } });
    expect(answer.text).not.toContain('library');
    expect(under.logged()).toContain('the text of a library');
  });

  it.each<[ErrorCode, string | undefined]>([
    ['READ_CONFLICT', '0'],
    ['ENDORSERS_DISAGREE', '0'],
    ['OUTCOME_UNKNOWN', undefined],
    ['NETWORK_UNAVAILABLE', undefined],
  ])('%s has its status, and Retry-After only if an immediate retry helps', async (code, retryAfter) => {
    under.ledger.answer = () => {
      throw new ExchangeError(code);
    };
    const answer = await get('/v1/listings').expect(errorTable[code].status);
    expect(answer.body).toMatchObject({ code, title: errorTable[code].meaning, detail: errorTable[code].remedy });
    expect(answer.get('Retry-After')).toBe(retryAfter);
  });

  it('sends the security headers with a failure too', async () => {
    const { headers } = await request(under.app).get('/v1/nothing').expect(404);
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['content-security-policy']).toContain('default-src');
    expect(headers['x-powered-by']).toBeUndefined();
  });
});

describe('GET /v1/health', () => {
  beforeEach(() => {
    under.ledger.currentHeight = 42;
  });

  it('answers the height of the ledger without a token', async () => {
    await request(under.app).get('/v1/health').expect(200, { status: 'ok', height: 42 });
  });

  it('answers read-only if the last transaction could not be written', async () => {
    under.ledger.takesWrites = false;
    await request(under.app).get('/v1/health').expect(200, { status: 'read-only', height: 42 });
  });

  it('answers 503 if the ledger cannot be reached', async () => {
    under.ledger.beforeHeight = () => {
      throw new ExchangeError('NETWORK_UNAVAILABLE');
    };
    expect(readCode(await request(under.app).get('/v1/health').expect(503))).toBe('NETWORK_UNAVAILABLE');
  });
});

describe('figures and probes', () => {
  it('counts requests by route, and names no id in a series', async () => {
    await get(`/v1/trades/${trade}`).expect(200);
    const { text } = await request(under.app)
      .get('/metrics')
      .expect(200)
      .expect('Content-Type', /^text\/plain/);
    expect(text).toContain('databund_http_request_seconds_count{method="GET",route="/v1/trades/:id",status="200"} 1');
    expect(text).toContain('databund_http_requests_in_progress 1');
    expect(text).not.toContain(trade);
  });

  it.each(['X-Forwarded-For', 'Forwarded'])('hides the figures from callers behind a proxy, whose header is %s', async (header) => {
    expect(readCode(await request(under.app).get('/metrics').set(header, '127.0.0.1').expect(404))).toBe('ROUTE_NOT_FOUND');
  });

  it('lives while it drains, and is not ready', async () => {
    await under.drain.begin();
    await request(under.app).get('/livez').expect(200, { status: 'ok' });
    await request(under.app).get('/readyz').expect(503, { status: 'draining', height: 0, ledgerHeight: 0 });
  });
});

describe('the log', () => {
  it('logs the path of each request, but no token, query or body', async () => {
    await get('/v1/listings?cursor=secret-cursor');
    await request(under.app)
      .post(`/v1/trades/${trade}/price`)
      .set('Authorization', under.bearer)
      .send({ transient: { slip: 'secret-salt' } });
    expect(under.logged()).toContain('"path":"/v1/listings"');
    const lines: unknown[] = under
      .logged()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown);
    const { participantId, mspId } = caller;
    const read = { path: '/v1/listings', route: '/v1/listings', caller: participantId, organisation: mspId };
    expect(lines).toContainEqual(expect.objectContaining({ ...read, status: 400, code: 'CURSOR_INVALID' }));
    for (const secret of [under.bearer.slice('Bearer '.length), 'Bearer', 'secret-cursor', 'secret-salt'])
      expect(under.logged()).not.toContain(secret);
  });
});
