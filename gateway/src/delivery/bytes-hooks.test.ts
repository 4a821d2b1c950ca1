import { truncateSync } from 'node:fs';
import { Readable } from 'node:stream';
import request from 'supertest';
import { hashBytes, routeOf, transactions, type AnyTransaction } from '@databund/model';
import { readCode } from '../testing/read-code';
import { DeliveryWorld } from '../testing/delivery-world';
import { caller, provider } from '../testing/test-app';

const { SubmitListing, ApproveAuthorisation, PriceTrade, OpenDelivery, ServeDelivery, SendDelivery, GetListing, ListListings } =
  transactions;
const hash = { alg: 'sha-256', value: 'ab'.repeat(32) };
const trade = `trd-${'6'.repeat(26)}`;

let world: DeliveryWorld;
beforeEach(() => {
  world = new DeliveryWorld(Buffer.from('year,value\n2026,1\n'));
});

/** The steps that rely on the bytes of a listing: who takes each, its id, and its body. */
const steps: readonly (readonly [string, AnyTransaction, string, object])[] = [
  ['the provider submits a listing', SubmitListing, 'listing', { revision: 1 }],
  ['the provider approves an authorisation', ApproveAuthorisation, 'authorisation', { termsHash: hash }],
  ['the provider prices a trade', PriceTrade, 'trade', { transient: { slip: '{}' } }],
  ['the buyer opens a delivery', OpenDelivery, '', { id: `dlv-${'4'.repeat(26)}`, authorisation: `aut-${'5'.repeat(26)}` }],
  ['the provider serves a delivery', ServeDelivery, 'delivery', { revision: 1 }],
  ['the provider sends a delivery', SendDelivery, 'delivery', { revision: 1 }],
];

function take(transaction: AnyTransaction, noun: string, body: object, subject = transaction === OpenDelivery ? caller : provider) {
  const ids: Readonly<Record<string, string>> = { ...world.ids, trade };
  const path = routeOf(transaction)
    .path.replace('{id}', ids[noun] ?? '')
    .replace('{version}', '1');
  return request(world.under.app).post(path).set('Authorization', world.makeBearer(subject)).send(body);
}

describe('a listing whose file was not uploaded', () => {
  it.each(steps)(
    'rejects a listing without its file with BYTES_MISSING when %s, and writes nothing',
    async (_, transaction, noun, body) => {
      const answer = await take(transaction, noun, body).expect(409);
      expect(answer.body).toMatchObject({
        code: 'BYTES_MISSING',
        details: {
          listing: world.ids.listing,
          version: 1,
          files: ['file.csv'],
          next: `The provider must upload them first: PUT /v1/listings/${world.ids.listing}/versions/1/distributions/{name}.`,
        },
      });
      expect(world.names).not.toContain(transaction.name);
    },
  );

  it.each(steps)('accepts a listing after its upload when %s', async (_, transaction, noun, body) => {
    await world.store();
    await take(transaction, noun, body).expect(201);
    expect(world.names).toContain(transaction.name);
  });

  it('rejects a listing whose stored file was cut', async () => {
    await world.store();
    truncateSync(world.stored, 5);
    expect(readCode(await take(SubmitListing, 'listing', { revision: 1 }).expect(409))).toBe('BYTES_MISSING');
  });

  it.each(steps.filter(([, transaction]) => transaction !== OpenDelivery))(
    'checks the bytes only for the participant of the step: %s',
    async (_, transaction, noun, body) => {
      await take(transaction, noun, body, caller).expect(201);
    },
  );

  it.each(['api', 'feed', 'compute'])('checks no bytes for the kind %s, whose bytes the exchange does not deliver', async (kind) => {
    world.kind = kind;
    for (const [, transaction, noun, body] of steps) await take(transaction, noun, body).expect(201);
  });

  it("checks no bytes at opening for an authorisation that only the buyer's peer knows", async () => {
    world.patch('ProviderMSP', { buyer: `ptc-${'9'.repeat(26)}` });
    await take(OpenDelivery, '', steps[3]?.[3] ?? {}).expect(201);
  });

  it('checks no bytes at opening if another gateway holds the provider', async () => {
    const elsewhere = `ptc-${'9'.repeat(26)}`;
    world.patch('BuyerMSP', { provider: elsewhere });
    await take(OpenDelivery, '', steps[3]?.[3] ?? {}).expect(201);
  });
});

describe('an answer with listings', () => {
  const read = (transaction: AnyTransaction) =>
    request(world.under.app)
      .get(routeOf(transaction).path.replace('{id}', world.ids.listing))
      .set('Authorization', world.under.bearer)
      .expect(200);

  it('says of each file whether its bytes are present or absent; links are no files', async () => {
    expect((await read(GetListing)).body).toMatchObject({ files: [{ name: 'file.csv', bytes: 'absent' }] });
    await world.store();
    expect((await read(GetListing)).body).toMatchObject({ files: [{ name: 'file.csv', bytes: 'present' }] });
    expect((await read(ListListings)).body).toMatchObject({ items: [{ files: [{ name: 'file.csv', bytes: 'present' }] }] });
  });

  it("hides from another organisation's peer whether the store has a hash that it names", async () => {
    const other = Buffer.from('of another listing');
    await world.under.store.put(Readable.from([other], { objectMode: false }), { sha256: hashBytes(other).value, byteSize: other.length });
    const file = { kind: 'held', name: 'probe', mediaType: 'text/csv', byteSize: other.length, hash: hashBytes(other) };
    world.patch('BuyerMSP', { content: { title: { en: 'Probe' }, distributions: [file] } });
    expect((await read(GetListing)).body).toMatchObject({ files: [{ name: 'file.csv', bytes: 'absent' }] });
  });

  it('says unknown if another gateway holds the store of the provider', async () => {
    world.patch('BuyerMSP', { provider: `ptc-${'9'.repeat(26)}` });
    expect((await read(GetListing)).body).toMatchObject({ files: [{ name: 'file.csv', bytes: 'unknown' }] });
  });

  it('reads a listing only once if no other peer must name its files', async () => {
    world.patch('BuyerMSP', { provider: `ptc-${'9'.repeat(26)}` });
    expect((await read(GetListing)).body).toMatchObject({ files: [{ name: 'file.csv' }] });
    expect(world.names).toEqual(['GetListing']);
  });

  it('reads the files of a revision from the ledger once', async () => {
    for (let round = 0; round < 3; round += 1) await read(ListListings);
    expect(world.names).toEqual(['ListListings', 'GetListing', 'ListListings', 'ListListings']);
  });
});
