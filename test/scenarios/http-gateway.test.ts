import { createHash } from 'node:crypto';
import { makePriceSlip } from '@databund/client';
import { hashBytes } from '@databund/model';
import { Type } from '@sinclair/typebox';
import { makeId } from '../support/cast';
import { HttpExchange, readCode } from '../support/http-exchange';
import { check } from '../support/json';
import { bytes, makeContent, publish, makeTerms } from '../support/listings';
import { anyNumber, matchItems, matchMembers, matchPattern } from '../support/matchers';
import { networkTimeoutMs } from '../support/timeouts';

jest.setTimeout(networkTimeoutMs);

const heightForm = Type.Object({ height: Type.Number() });

let http: HttpExchange;
beforeAll(async () => {
  http = await HttpExchange.open();
  await http.storeBytes();
});
afterAll(() => http.close());

const makePath = (id: string) => `/v1/listings/${id}/versions/1/distributions/readings.csv`;

async function openDelivery(): Promise<{ authorisation: string; delivery: string; termsHash: { alg: 'sha-256'; value: string } }> {
  const { id: listing, version } = await publish(http.exchange);
  const authorisation = makeId('aut');
  const { object } = await http.call('buyer', 'RequestAuthorisation', { id: authorisation, listing, version, terms: makeTerms() });
  await http.call('provider', 'ApproveAuthorisation', { id: authorisation, termsHash: object.termsHash });
  await http.call('operator', 'ApproveAuthorisation', { id: authorisation, termsHash: object.termsHash });
  const trade = makeId('trd');
  await http.call('buyer', 'OrderTrade', { id: trade, authorisation, kind: 'free' });
  await http.call('buyer', 'ActivateAuthorisation', { id: authorisation, revision: object.revision, trade });
  const delivery = makeId('dlv');
  expect((await http.call('buyer', 'OpenDelivery', { id: delivery, authorisation })).status).toBe(201);
  return { authorisation, delivery, termsHash: object.termsHash };
}

describe('calls over HTTP', () => {
  it('answers a creation with the object, its transaction and its block', async () => {
    const { status, body, object } = await http.call('provider', 'CreateListing', { id: makeId('lst'), content: makeContent() });
    expect(status).toBe(201);
    expect(object.state).toBe('DRAFT');
    expect(body).toMatchObject({
      transactionId: matchPattern(/^[0-9a-f]{64}$/),
      blockNumber: anyNumber,
    });
  });

  it('keeps HTML in descriptions as text, byte for byte', async () => {
    const id = makeId('lst');
    const curlyQuotes = String.fromCodePoint(0x201c, 0x201d);
    const description = { en: `<script>alert(1)</script> & ${curlyQuotes} 😀`, 'zh-Hans': '数据<b>𠀀</b>' };
    await http.call('provider', 'CreateListing', { id, content: makeContent({ description }) });
    expect((await http.call('provider', 'GetListing', { id })).object.content.description).toEqual(description);
  });

  it('answers a refusal with its code as a problem', async () => {
    const { status, headers, body } = await http.call('buyer', 'CreateListing', { id: makeId('lst'), content: makeContent() });
    expect(status).toBe(403);
    expect(headers.get('content-type')).toContain('application/problem+json');
    expect(body).toMatchObject({
      code: 'NOT_PERMITTED',
      details: { by: ['provider'] },
      type: 'https://databund.example/problems/NOT_PERMITTED',
    });
  });

  it.each([
    ['an unknown member', { content: makeContent(), owner: 'me' }, '/owner'],
    ['no id', { id: undefined, content: makeContent() }, '/id'],
    ['an id with NUL', { id: 'lst-\u0000', content: makeContent() }, '/id'],
    ['an id with U+10FFFF', { id: 'lst-\u{10ffff}', content: makeContent() }, '/id'],
    ['an id that climbs', { id: '../../etc/passwd', content: makeContent() }, '/id'],
  ])('rejects a command with %s, and writes nothing', async (_, more, path) => {
    const body = JSON.stringify({ id: makeId('lst'), ...more });
    const answer = await http.send('provider', '/v1/listings', { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({
      code: 'INPUT_INVALID',
      details: { errors: matchItems([matchMembers({ path })]) },
    });
  });

  it.each([
    ['broken JSON', '{"id":', 'application/json', 400, 'INPUT_INVALID'],
    ['null', 'null', 'application/json', 400, 'INPUT_INVALID'],
    ['an array', '[]', 'application/json', 400, 'INPUT_INVALID'],
    ['another media type', 'id=1', 'application/x-www-form-urlencoded', 415, 'MEDIA_TYPE_NOT_SUPPORTED'],
    ['one byte too many', `{"id":"${'x'.repeat(262_144 - 8)}"}`, 'application/json', 413, 'INPUT_TOO_LARGE'],
    ['a prototype', '{"__proto__":{"polluted":true}}', 'application/json', 400, 'INPUT_INVALID'],
  ])('rejects a request whose body is %s', async (...[, body, type, status, code]) => {
    const answer = await http.send('provider', '/v1/listings', { method: 'POST', headers: { 'content-type': type }, body });
    expect([answer.status, readCode(answer.body)]).toEqual([status, code]);
    expect({}).not.toHaveProperty('polluted');
  });

  it('answers ROUTE_NOT_FOUND at unknown paths, and lists the methods of a known path', async () => {
    expect((await http.send('provider', '/v1/nothing')).body).toMatchObject({ code: 'ROUTE_NOT_FOUND' });
    const answer = await http.send('provider', '/v1/listings', { method: 'DELETE' });
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST, GET, HEAD']);
  });

  it('accepts a cursor only from the same list with the same filter', async () => {
    await publish(http.exchange);
    await publish(http.exchange);
    const { object } = await http.call('buyer', 'ListListings', { limit: 1 });
    const next = object.next ?? '';
    expect((await http.call('buyer', 'ListListings', { limit: 1, cursor: next })).status).toBe(200);
    for (const other of [
      { provider: http.exchange.members.provider.id, cursor: next },
      { cursor: `${next}x` },
      { cursor: next.slice(0, -1) },
      { cursor: next.slice(1) },
      { cursor: 'AAAA.AAAA' },
    ])
      expect((await http.call('buyer', 'ListListings', other)).body).toMatchObject({ code: 'CURSOR_INVALID' });
  });

  it('lists the same objects in pages of one as on one page', async () => {
    const published = await Promise.all([publish(http.exchange), publish(http.exchange), publish(http.exchange)]);
    const found: string[] = [];
    for (let cursor: string | undefined, isFirst = true; isFirst || cursor !== undefined; isFirst = false) {
      const { object } = await http.call('buyer', 'ListListings', { limit: 1, ...(cursor !== undefined && { cursor }) });
      found.push(...object.items.map(({ id }) => id));
      cursor = object.next;
    }
    const { object } = await http.call('buyer', 'ListListings', { limit: 200 });
    expect(found).toEqual(object.items.map(({ id }) => id));
    expect(found).toEqual(expect.arrayContaining(published.map(({ id }) => id)));
  });

  it('retries conflicting approvals until each of sixteen counts', async () => {
    const { id: listing, version } = await publish(http.exchange);
    const terms = makeTerms();
    const requests = await Promise.all(
      Array.from({ length: 8 }, () => http.call('buyer', 'RequestAuthorisation', { id: makeId('aut'), listing, version, terms })),
    );
    const approvals = await Promise.all(
      requests.flatMap(({ object: { id, termsHash } }) => [
        http.call('provider', 'ApproveAuthorisation', { id, termsHash }),
        http.call('operator', 'ApproveAuthorisation', { id, termsHash }),
      ]),
    );
    expect(approvals.map(({ status }) => status)).toEqual(Array.from({ length: 16 }, () => 201));
    const states = await Promise.all(requests.map(({ object: { id } }) => http.call('buyer', 'GetAuthorisation', { id })));
    expect(new Set(states.map(({ object }) => object.state))).toEqual(new Set(['GRANTED']));
  });

  it('opens as many deliveries at once as are authorised, each on its own slot', async () => {
    const { id: listing, version } = await publish(http.exchange);
    const [id, trade] = [makeId('aut'), makeId('trd')];
    const { object } = await http.call('buyer', 'RequestAuthorisation', { id, listing, version, terms: makeTerms({ count: 5 }) });
    for (const as of ['provider', 'operator'] as const) await http.call(as, 'ApproveAuthorisation', { id, termsHash: object.termsHash });
    await http.call('buyer', 'OrderTrade', { id: trade, authorisation: id, kind: 'free' });
    await http.call('buyer', 'ActivateAuthorisation', { id, revision: object.revision, trade });
    const opened = await Promise.all(
      Array.from({ length: 8 }, () => http.call('buyer', 'OpenDelivery', { id: makeId('dlv'), authorisation: id })),
    );
    const slots = opened.filter(({ status }) => status === 201).map(({ object: delivery }) => delivery.slot);
    expect(new Set(slots).size).toBe(slots.length);
    const refused = opened.filter(({ status }) => status !== 201).map(({ body }) => readCode(body));
    expect([slots.length, refused]).toEqual([5, ['AUTHORISATION_EXHAUSTED', 'AUTHORISATION_EXHAUSTED', 'AUTHORISATION_EXHAUSTED']]);
  });

  it('refuses calls of a suspended participant until it is reinstated', async () => {
    const { id } = http.exchange.members.otherProvider;
    const change = async (name: 'SuspendParticipant' | 'ReinstateParticipant') => {
      const { object } = await http.call('operator', 'GetParticipant', { id });
      expect((await http.call('operator', name, { id, revision: object.revision, reason: 'A test.' })).status).toBe(201);
    };
    await change('SuspendParticipant');
    const refused = await http.call('otherProvider', 'CreateListing', { id: makeId('lst'), content: makeContent() });
    expect(refused.body).toMatchObject({ code: 'PARTICIPANT_NOT_ACTIVE', details: { state: 'SUSPENDED' } });
    await change('ReinstateParticipant');
    expect((await http.call('otherProvider', 'CreateListing', { id: makeId('lst'), content: makeContent() })).status).toBe(201);
  });

  it('serves an OpenAPI document with the path of SubmitListing', async () => {
    const { body } = await http.send(undefined, '/v1/openapi.json');
    expect(body).toMatchObject({
      openapi: '3.1.0',
      paths: { '/v1/listings/{id}/versions/{version}/submit': { post: { operationId: 'SubmitListing' } } },
    });
  });
});

describe('a listing whose bytes are missing', () => {
  const absent = { name: 'absent.csv', mediaType: 'text/csv', byteSize: 6, hash: hashBytes('absent') };
  const content = makeContent({ distributions: [{ kind: 'held', ...absent }], charge: { basis: 'priced' } });
  const describeMissing = (listing: string) => ({ code: 'BYTES_MISSING', details: { listing, version: 1, files: ['absent.csv'] } });

  it('refuses to submit a listing whose bytes are missing, which stays a DRAFT', async () => {
    const id = makeId('lst');
    const { object: draft } = await http.call('provider', 'CreateListing', { id, content });
    const answer = await http.call('provider', 'SubmitListing', { id, version: 1, revision: draft.revision });
    expect(answer.status).toBe(409);
    expect(answer.body).toMatchObject(describeMissing(id));
    const listing = await http.call('provider', 'GetListing', { id });
    expect([listing.object.state, listing.object.revision]).toEqual(['DRAFT', draft.revision]);
    expect(listing.body).toMatchObject({ files: [{ name: 'absent.csv', bytes: 'absent' }] });
  });

  it('refuses approval, price and opening while the bytes of the listing are missing, and takes no slot', async () => {
    const { exchange } = http;
    const { provider, operator, buyer } = exchange.members;
    const { id: listing, version } = await publish(exchange, content);
    const authorisation = makeId('aut');
    const { object } = await http.call('buyer', 'RequestAuthorisation', { id: authorisation, listing, version, terms: makeTerms() });
    const approval = { id: authorisation, termsHash: object.termsHash };
    expect((await http.call('provider', 'ApproveAuthorisation', approval)).body).toMatchObject(describeMissing(listing));
    for (const member of [provider, operator]) await member.call('ApproveAuthorisation', approval);
    const trade = makeId('trd');
    await http.call('buyer', 'OrderTrade', { id: trade, authorisation, kind: 'sale' });
    const { text: slip, hash: amountHash } = makePriceSlip(trade, 500, 'CNY');
    expect((await http.call('provider', 'PriceTrade', { id: trade }, { slip })).body).toMatchObject(describeMissing(listing));
    for (const member of [provider, buyer]) await member.call('PriceTrade', { id: trade }, { slip });
    await operator.call('FundTrade', { id: trade, amountHash });
    await buyer.call('ActivateAuthorisation', { id: authorisation, revision: object.revision, trade });
    const opened = await http.call('buyer', 'OpenDelivery', { id: makeId('dlv'), authorisation });
    expect(opened.body).toMatchObject(describeMissing(listing));
    expect((await http.call('buyer', 'GetAuthorisation', { id: authorisation })).object).toMatchObject({ state: 'ACTIVE', slotsUsed: 0 });
    const { id, revision } = await buyer.call('OpenDelivery', { id: makeId('dlv'), authorisation });
    expect((await http.call('provider', 'SendDelivery', { id, revision })).body).toMatchObject(describeMissing(listing));
  });
});

describe('files of a listing', () => {
  it('stores a file only if its bytes have the hash in the listing', async () => {
    const own = Buffer.from('year,value\n2027,1\n');
    const file = { kind: 'held' as const, name: 'readings.csv', mediaType: 'text/csv', byteSize: own.length, hash: hashBytes(own) };
    const { id } = await publish(http.exchange, makeContent({ distributions: [file] }));
    const wrong = await http.send('provider', makePath(id), { method: 'PUT', body: Buffer.from('other bytes') });
    expect([wrong.status, readCode(wrong.body)]).toEqual([422, 'HASH_MISMATCH']);
    const others = await http.send('otherProvider', makePath(id), { method: 'PUT', body: own });
    expect(readCode(others.body)).toBe('NOT_PERMITTED');
    expect((await http.send('provider', makePath(id), { method: 'PUT', body: own })).status).toBe(201);
    expect((await http.send('provider', makePath(id), { method: 'PUT', body: own })).status).toBe(200);
  });

  it('serves a file whole or in ranges, and marks the delivery SENT when all bytes were served', async () => {
    const { delivery } = await openDelivery();
    const path = `/v1/deliveries/${delivery}/distributions/readings.csv`;
    const part = await http.send('buyer', path, { headers: { range: 'bytes=0-3' } });
    expect([part.status, part.body, part.headers.get('content-range')]).toEqual([206, 'year', `bytes 0-3/${String(bytes.length)}`]);
    expect((await http.call('buyer', 'GetDelivery', { id: delivery })).object.state).toBe('OPENED');
    const whole = await http.send('buyer', path);
    expect(whole.body).toBe(bytes.toString());
    expect(whole.headers.get('repr-digest')).toBe(`sha-256=:${createHash('sha256').update(bytes).digest('base64')}:`);
    expect((await http.call('buyer', 'GetDelivery', { id: delivery })).object.state).toBe('SENT');
    expect((await http.send('otherBuyer', path)).body).toMatchObject({ code: 'DELIVERY_NOT_FOUND' });
    expect((await http.send('buyer', path, { headers: { range: 'bytes=999-' } })).status).toBe(416);
  });

  it('refuses to serve a file after the authorisation was revoked', async () => {
    const { authorisation, delivery, termsHash } = await openDelivery();
    await http.call('provider', 'RevokeAuthorisation', { id: authorisation, termsHash });
    const answer = await http.send('buyer', `/v1/deliveries/${delivery}/distributions/readings.csv`);
    expect([answer.status, answer.body]).toEqual([
      403,
      expect.objectContaining({ code: 'AUTHORISATION_NOT_ACTIVE', details: { state: 'REVOKED' } }),
    ]);
  });
});

describe('blocks over HTTP', () => {
  it('serves blocks to auditors, and refuses them to others', async () => {
    const { body } = await http.send('auditor', '/v1/audit/height');
    expect(check(heightForm, body).height).toBeGreaterThan(5);
    expect((await http.send('auditor', '/v1/audit/blocks/0')).status).toBe(200);
    expect((await http.send('buyer', '/v1/audit/blocks/0')).status).toBe(403);
    expect((await http.send('auditor', '/v1/audit/blocks/999999')).status).toBe(404);
  });
});
