import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import request from 'supertest';
import { ExchangeError, errorTable, routeOf, type ErrorCode } from '@databund/model';
import { readCode } from './testing/read-code';
import { createLimits } from './limits/limit-callers';
import { caller, createTestApp, provider, type TestApp } from './testing/test-app';
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

  it('answers STORAGE_FULL if the disk is full', async () => {
    if (!existsSync('/dev/full')) return; // Only Linux has it.
    under.ledger.answer = () => writeFileSync('/dev/full', 'x');
    expect(readCode(await get('/v1/listings').expect(503))).toBe('STORAGE_FULL');
    expect(under.logged()).toContain('ENOSPC');
  });

  it('sends the security headers with a failure too', async () => {
    const { headers } = await request(under.app).get('/v1/nothing').expect(404);
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['content-security-policy']).toContain('default-src');
    expect(headers['x-powered-by']).toBeUndefined();
  });
});

describe('GET /v1/health', () => {
  const { version } = JSON.parse(readFileSync(join(__dirname, '..', 'package.json'), 'utf8')) as { version: string };

  beforeEach(() => {
    under.ledger.currentHeight = 42;
  });

  it('answers the height of the ledger without a token', async () => {
    await request(under.app).get('/v1/health').expect(200, { status: 'ok', version, height: 42 });
  });

  it('answers read-only if the last transaction could not be written', async () => {
    under.ledger.takesWrites = false;
    await request(under.app).get('/v1/health').expect(200, { status: 'read-only', version, height: 42 });
  });

  it('answers 503 if the ledger cannot be reached', async () => {
    under.ledger.beforeHeight = () => {
      throw new ExchangeError('NETWORK_UNAVAILABLE');
    };
    expect(readCode(await request(under.app).get('/v1/health').expect(503))).toBe('NETWORK_UNAVAILABLE');
  });
});

describe('limits', () => {
  it('counts a participant apart from its address and from others, and says when to come back', async () => {
    const one = { requestsPerMinute: 1 };
    under = createTestApp(undefined, { limits: createLimits({ identity: one }) });
    await get('/v1/listings').expect(200);
    const refused = await get('/v1/listings').expect(429).expect('Retry-After', /^\d+$/);
    expect(readCode(refused)).toBe('TOO_MANY_REQUESTS');
    await request(under.app)
      .get('/v1/listings')
      .set('Authorization', `Bearer ${under.issuer.issue(provider, 60)}`)
      .expect(200);
    await request(under.app).get('/livez').expect(200);
  });

  it('counts addresses behind a trusted proxy apart, and ignores the header of others', async () => {
    const makeLimits = () => createLimits({ address: { requestsPerMinute: 1 } });
    const ask = (app: TestApp, from: string) => request(app.app).get('/livez').set('X-Forwarded-For', from);
    const trusting = createTestApp(undefined, { limits: makeLimits(), trustedProxies: ['loopback'] });
    await ask(trusting, '192.0.2.1').expect(200);
    await ask(trusting, '192.0.2.2').expect(200);
    await ask(trusting, '192.0.2.1').expect(429);
    const other = createTestApp(undefined, { limits: makeLimits() });
    await ask(other, '192.0.2.1').expect(200);
    await ask(other, '192.0.2.2').expect(429);
  });
});

describe('browsers', () => {
  it('get no answer at other origins by default', async () => {
    const answer = await request(under.app).options('/v1/listings').set('Origin', 'https://portal.example');
    expect(answer.get('access-control-allow-origin')).toBeUndefined();
  });

  it.each(['null', 'https://portal.example.evil', 'http://portal.example', 'https://xportal.example'])(
    'get answers at an origin that is set, and never at %s',
    async (origin) => {
      under = createTestApp(undefined, { corsOrigins: ['https://portal.example'] });
      const ask = (from: string) => request(under.app).options('/v1/listings').set('Origin', from);
      expect((await ask('https://portal.example')).get('access-control-allow-origin')).toBe('https://portal.example');
      const answer = await ask(origin);
      expect(answer.get('access-control-allow-origin')).toBeUndefined();
      expect(answer.get('access-control-allow-credentials')).toBeUndefined();
    },
  );

  it('get the OpenAPI document compressed, and once', async () => {
    const first = await request(under.app).get('/v1/openapi.json').set('Accept-Encoding', 'gzip').expect(200);
    expect(first.get('content-encoding')).toBe('gzip');
    await request(under.app)
      .get('/v1/openapi.json')
      .set('If-None-Match', first.get('etag') ?? '')
      .expect(304);
  });

  it('store no error that they get', async () => {
    const answer = await request(under.app).get('/v1/nothing').expect(404);
    expect(answer.get('cache-control')).toBe('no-store');
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
