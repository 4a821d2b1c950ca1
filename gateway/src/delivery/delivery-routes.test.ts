import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { createServer, get, request as httpRequest, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import request from 'supertest';
import { ExchangeError } from '@databund/model';
import type { TokenSubject } from '../identity/tokens';
import { caller, newAppUnderTest, provider, type AppUnderTest } from '../app-under-test';

const delivery = `dlv-${'4'.repeat(26)}`;
const listing = `lst-${'2'.repeat(26)}`;
const held = `/v1/listings/${listing}/versions/1/distributions/file.csv`;
const delivered = `/v1/deliveries/${delivery}/distributions/file.csv`;
const mebibyte = 1024 * 1024;

let under: AppUnderTest;
let flow: { readonly isOpen: boolean; readonly because?: string; readonly state?: string };
let state: string;
let registered: string;
let bytes: Buffer;
let sha256: string;

/** The ledger has one listing of the provider’s, and one delivery of it to the caller. */
function begin(given: Buffer): void {
  under = newAppUnderTest();
  [bytes, sha256] = [given, createHash('sha256').update(given).digest('hex')];
  [flow, state, registered] = [{ isOpen: true }, 'OPENED', 'ACTIVE'];
  const file = { kind: 'held', name: 'file.csv', mediaType: 'text/csv', byteSize: bytes.length, hash: { alg: 'sha-256', value: sha256 } };
  under.ledger.answer = (call) => {
    if (call?.transaction.name === 'GetListing')
      return { id: listing, provider: provider.participantId, content: { distributions: [file] } };
    if (call?.transaction.name === 'GetParticipant') return { id: caller.participantId, mspId: caller.mspId, state: registered };
    if (call?.transaction.name === 'SendDelivery') state = 'SENT';
    return { id: delivery, listing, version: 1, provider: provider.participantId, buyer: caller.participantId, state, revision: 1, flow };
  };
}

const names = () => under.ledger.calls.map(({ transaction }) => transaction.name);
const bearerOf = (subject: TokenSubject) => `Bearer ${under.issuer.issue(subject, 600)}`;
const put = () => request(under.app).put(held).set('Authorization', bearerOf(provider)).set('Content-Type', 'application/octet-stream');
const fetched = () => request(under.app).get(delivered).set('Authorization', under.bearer).buffer(true);
const expected = () => ({ sha256, byteSize: bytes.length });
const keep = () => under.store.put(Readable.from([bytes], { objectMode: false }), expected());
const stored = () => join(under.objects, sha256.slice(0, 2), sha256);

/** What disks and people do to a stored file. */
const damages: readonly (readonly [string, () => void])[] = [
  ['cut', () => truncateSync(stored(), 5)],
  ['other', () => writeFileSync(stored(), Buffer.from(bytes).fill('x'))],
];
function damage(how: () => void): void {
  how();
  utimesSync(stored(), 1, 1); // It may fall into the tick of the file system’s clock in which it was stored.
}

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function listening(): Promise<string> {
  const server = createServer(under.app);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
}

describe('an upload', () => {
  beforeEach(() => begin(Buffer.from('year,value\n2026,1\n')));

  it('is kept once, and answered alike when it comes again', async () => {
    await put()
      .send(bytes)
      .expect(201, { name: 'file.csv', byteSize: bytes.length, hash: { alg: 'sha-256', value: sha256 } });
    await put().send(bytes).expect(200);
    expect(await under.store.examine(expected())).toBe('sound');
  });

  it.each([
    ['shorter', () => Buffer.from('year')],
    ['longer', () => Buffer.concat([bytes, bytes])],
    ['other', () => Buffer.from(bytes).fill('x')],
  ])('of %s bytes is refused, whether or not the right ones are kept', async (_, other) => {
    await put().send(other()).expect(422);
    expect(await under.store.examine(expected())).toBe('absent');
    await put().send(bytes).expect(201);
    await put().send(other()).expect(422);
  });

  it.each(damages)('mends what is stored where that is %s', async (_, how) => {
    await put().send(bytes).expect(201);
    damage(how);
    await put().send(bytes).expect(201);
    expect((await fetched().expect(200)).text).toBe(bytes.toString());
    await put().send(bytes).expect(200);
  });

  it('in a content encoding is refused: the listing describes the bytes themselves', async () => {
    const answer = await put().set('Content-Encoding', 'gzip').send(bytes).expect(415);
    expect(answer.body).toMatchObject({ code: 'MEDIA_TYPE_NOT_SUPPORTED', details: { reason: 'content encoding' } });
    await put().set('Content-Encoding', 'identity').send(bytes).expect(201);
  });

  it('without an announced length that never ends is answered as soon as it is too long', async () => {
    const url = await listening();
    const sending = httpRequest(url + held, {
      method: 'PUT',
      headers: { authorization: bearerOf(provider), 'transfer-encoding': 'chunked' },
    });
    sending.write(bytes);
    sending.write(bytes);
    const [answer] = (await once(sending, 'response')) as [IncomingMessage];
    expect(answer.statusCode).toBe(422);
    sending.on('error', () => undefined);
    sending.destroy();
  });

  it.each(['abc', '0', '-1', '1.5', '99999999999999999999', '__proto__'])('to the version %s is refused', async (version) => {
    const path = held.replace('/versions/1/', `/versions/${version}/`);
    await request(under.app).put(path).set('Authorization', bearerOf(provider)).send(bytes).expect(400);
    expect(names()).toEqual([]);
  });

  it('of a name that the version does not hold is refused', async () => {
    for (const name of ['other.csv', '..%2F..%2Fwallet', '%00', 'constructor'])
      await request(under.app).put(held.replace('file.csv', name)).set('Authorization', bearerOf(provider)).send(bytes).expect(400);
  });
});

describe('a download', () => {
  beforeEach(async () => {
    begin(Buffer.from('year,value\n2026,1\n'));
    await keep();
  });

  it('gives the bytes, their type and their hash, to be kept by nobody in between', async () => {
    const { headers, text } = await fetched().expect(200);
    expect(text).toBe(bytes.toString());
    expect(headers).toMatchObject({
      'content-type': 'text/csv',
      'content-disposition': 'attachment',
      'cache-control': 'private, no-store',
      etag: `"${sha256}"`,
      'repr-digest': `sha-256=:${Buffer.from(sha256, 'hex').toString('base64')}:`,
      'x-content-type-options': 'nosniff',
    });
  });

  it('is recorded as SENT when all was served, and once', async () => {
    await fetched().set('Range', 'bytes=4-').expect(206);
    await fetched().set('Range', 'bytes=0-7').expect(206);
    expect(names()).not.toContain('SendDelivery');
    await fetched().set('Range', 'bytes=8-').expect(206);
    await fetched().expect(200);
    expect(names().filter((name) => name === 'SendDelivery')).toHaveLength(1);
  });

  it('of its head alone sends nothing, and so nothing is recorded', async () => {
    const { headers } = await request(under.app).head(delivered).set('Authorization', under.bearer).expect(200);
    expect(headers).toMatchObject({ 'content-length': String(bytes.length), etag: `"${sha256}"` });
    for (const known of [`"other", "${sha256}"`, `W/"${sha256}"`, '*']) await fetched().set('If-None-Match', known).expect(304);
    expect(names()).not.toContain('SendDelivery');
  });

  it('goes on only with the same bytes', async () => {
    expect((await fetched().set('Range', 'bytes=5-9').set('If-Range', `"${sha256}"`).expect(206)).text).toBe('value');
    expect((await fetched().set('Range', 'bytes=5-9').set('If-Range', '"of before"').expect(200)).text).toBe(bytes.toString());
    await fetched().set('Range', 'bytes=18-').expect(416).expect('Content-Range', 'bytes */18');
  });

  it('is refused with what stops it, and to all but its buyer', async () => {
    flow = { isOpen: false, because: 'OUTSIDE_WINDOW', state: 'ACTIVE' };
    expect((await fetched().expect(403)).body).toMatchObject({ code: 'OUTSIDE_WINDOW', details: { state: 'ACTIVE' } });
    flow = { isOpen: false, because: 'something new' };
    expect((await fetched().expect(409)).body).toMatchObject({ code: 'DELIVERY_CLOSED' });
    flow = { isOpen: true };
    const { answer } = under.ledger;
    under.ledger.answer = (call) => ({ ...(answer(call) as object), buyer: `ptc-${'5'.repeat(26)}` });
    expect((await fetched().expect(404)).body).toMatchObject({ code: 'DELIVERY_NOT_FOUND' });
    await request(under.app).get(delivered.replace(delivery, '..%2F')).set('Authorization', under.bearer).expect(400);
  });

  it('of bytes that nobody has left yet says so', async () => {
    begin(Buffer.from('never uploaded'));
    expect((await fetched().expect(409)).body).toMatchObject({ code: 'BYTES_NOT_FOUND' });
  });

  it.each(damages)('of bytes that are %s since says so before it begins, and is not recorded as SENT', async (_, how) => {
    damage(how);
    for (const range of [undefined, 'bytes=0-3', 'bytes=-1'])
      expect(
        (
          await fetched()
            .set(range === undefined ? {} : { Range: range })
            .expect(503)
        ).body,
      ).toMatchObject({ code: 'BYTES_DAMAGED' });
    expect(names()).not.toContain('SendDelivery');
    expect(under.logged()).toContain('the stored bytes are damaged');
  });

  it('of a file without bytes is whole at once', async () => {
    begin(Buffer.alloc(0));
    await keep();
    const { headers } = await fetched().expect(200);
    expect(headers['content-length']).toBe('0');
    expect(names()).toContain('SendDelivery');
  });

  it('tells no browser what the bytes are where their type is not of the simple form', async () => {
    const { answer } = under.ledger;
    under.ledger.answer = (call) => JSON.parse(JSON.stringify(answer(call)).replace('text/csv', 'text/html; charset=x')) as unknown;
    expect((await fetched().expect(200)).headers['content-type']).toBe('application/octet-stream');
  });

  it('whose SENT cannot be recorded reaches its buyer all the same', async () => {
    const { answer } = under.ledger;
    under.ledger.answer = (call) => {
      if (call?.transaction.name === 'SendDelivery') throw new ExchangeError('NETWORK_UNAVAILABLE');
      return answer(call);
    };
    expect((await fetched().expect(200)).text).toBe(bytes.toString());
    expect(under.logged()).toContain('SENT could not be recorded');
  });
});

describe('who decides about the bytes of a delivery', () => {
  const stranger = { mspId: 'OtherMSP', participantId: `ptc-${'6'.repeat(26)}` };
  const asked = () => under.ledger.calls.map(({ transaction: { name }, as }) => `${name} as ${as.mspId}`);
  const decided = [
    'GetDelivery as ProviderMSP',
    'GetParticipant as ProviderMSP',
    'GetListing as ProviderMSP',
    'SendDelivery as ProviderMSP',
  ];
  const get = (subject: TokenSubject, query = '') =>
    request(under.app)
      .get(delivered + query)
      .set('Authorization', bearerOf(subject));
  const named = `?provider=${provider.participantId}`;
  const refusal = async (subject: TokenSubject, query: string, status: number) =>
    ((await get(subject, query).expect(status)).body as { code: string }).code;
  /** What one organisation’s peer says of deliveries, as it likes. */
  function patch(mspId: string, said: object): void {
    const { answer } = under.ledger;
    under.ledger.answer = (call) => ({ ...(answer(call) as object), ...(call?.as.mspId === mspId && said) });
  }

  beforeEach(async () => {
    begin(Buffer.from('year,value\n2026,1\n'));
    await keep();
  });

  it('is its provider, by the peer of its own organisation; the buyer’s is asked who that is, and nothing else', async () => {
    await get(caller).expect(200);
    expect(asked()).toEqual(['GetDelivery as BuyerMSP', ...decided]);
  });

  it('is the provider that is named, without the buyer’s peer', async () => {
    await get(caller, named).expect(200);
    expect(asked()).toEqual(decided);
  });

  it('is the provider where the buyer’s identity is held elsewhere', async () => {
    const buyer = { ...stranger, state: 'ACTIVE' };
    patch('ProviderMSP', { buyer: buyer.participantId, mspId: buyer.mspId });
    expect(await refusal(stranger, '', 403)).toBe('IDENTITY_NOT_HELD');
    expect(asked()).toEqual([]);
    await get(stranger, named).expect(200);
    expect(await refusal({ ...stranger, mspId: 'BuyerMSP' }, named, 404)).toBe('DELIVERY_NOT_FOUND');
  });

  it('is not who opens it at the buyer’s peer', async () => {
    flow = { isOpen: false, because: 'AUTHORISATION_NOT_ACTIVE', state: 'REVOKED' };
    patch('BuyerMSP', { flow: { isOpen: true } });
    for (const query of ['', named]) expect(await refusal(caller, query, 403)).toBe('AUTHORISATION_NOT_ACTIVE');
  });

  it.each([
    ['another provider', { provider: caller.participantId }],
    ['another listing', { provider: caller.participantId, listing: `lst-${'7'.repeat(26)}` }],
  ])('is nobody for the bytes of others: the buyer’s peer names %s, whose they are not', async (_, said) => {
    patch('BuyerMSP', said);
    expect(await refusal(caller, '', 409)).toBe('BYTES_NOT_FOUND');
    expect(await refusal(caller, `?provider=${caller.participantId}`, 409)).toBe('BYTES_NOT_FOUND');
  });

  it('is nobody who only sees the delivery', async () => {
    expect(await refusal(caller, `?provider=${caller.participantId}`, 404)).toBe('DELIVERY_NOT_FOUND');
    patch('BuyerMSP', { provider: stranger.participantId });
    expect(await refusal(caller, '', 403)).toBe('IDENTITY_NOT_HELD');
  });

  it('holds the buyer’s registration against it', async () => {
    registered = 'SUSPENDED';
    expect(await refusal(caller, '', 403)).toBe('PARTICIPANT_NOT_ACTIVE');
  });

  it('waits a moment for what has just been opened elsewhere', async () => {
    const { answer } = under.ledger;
    let unheard = 3;
    under.ledger.answer = (call) => {
      if (call?.as.mspId === 'ProviderMSP' && unheard-- > 0) throw new ExchangeError('DELIVERY_NOT_FOUND');
      return answer(call);
    };
    await get(caller).expect(200);
  });

  it.each(['?provider=ptc-1', '?provider=', `${named}&provider=${provider.participantId}`, '?buyer=me'])(
    'is not told by %s',
    async (query) => {
      expect(await refusal(caller, query, 400)).toBe('INPUT_INVALID');
      expect(asked()).toEqual([]);
    },
  );
});

describe('a long download', () => {
  beforeEach(async () => {
    begin(randomBytes(20 * mebibyte));
    await keep();
  });

  it('asks the ledger again at every 8 MiB', async () => {
    const url = await listening();
    const [answer] = (await once(get(url + delivered, { headers: { authorization: under.bearer } }), 'response')) as [IncomingMessage];
    const digest = createHash('sha256');
    for await (const chunk of answer) digest.update(chunk as Buffer);
    expect(digest.digest('hex')).toBe(sha256);
    const asked = ['GetDelivery', 'GetParticipant'];
    expect(names()).toEqual(['GetDelivery', ...asked, 'GetListing', ...asked, ...asked, 'SendDelivery']);
  });

  it('breaks off where its access ends meanwhile, and is not recorded as SENT', async () => {
    const url = await listening();
    const [answer] = (await once(get(url + delivered, { headers: { authorization: under.bearer } }), 'response')) as [IncomingMessage];
    await once(answer, 'readable');
    flow = { isOpen: false, because: 'AUTHORISATION_NOT_ACTIVE', state: 'REVOKED' };
    let received = 0;
    const reading = (async () => {
      for await (const chunk of answer) received += (chunk as Buffer).length;
    })();
    await expect(reading).rejects.toThrow('aborted');
    expect(received).toBe(8 * mebibyte);
    expect(names()).not.toContain('SendDelivery');
    expect(under.logged()).toContain('answer broken off');
  });

  it('of bytes that are cut while they flow breaks off, and is not recorded as SENT', async () => {
    const url = await listening();
    const [answer] = (await once(get(url + delivered, { headers: { authorization: under.bearer } }), 'response')) as [IncomingMessage];
    await once(answer, 'readable');
    truncateSync(stored(), 16 * mebibyte);
    await expect(answer.toArray()).rejects.toThrow('aborted');
    expect(names()).not.toContain('SendDelivery');
  });

  it('whose buyer goes away ends, and is not recorded as SENT', async () => {
    const url = await listening();
    const asking = get(url + delivered, { headers: { authorization: under.bearer } });
    const [answer] = (await once(asking, 'response')) as [IncomingMessage];
    answer.on('error', () => undefined);
    asking.destroy();
    await new Promise((resolve) => servers[0]?.close(resolve));
    expect(names()).not.toContain('SendDelivery');
  });
});
