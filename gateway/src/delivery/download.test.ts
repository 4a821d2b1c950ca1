import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import request from 'supertest';
import { ExchangeError } from '@databund/model';
import { damageFile, damages } from '../testing/damages';
import { DeliveryWorld } from '../testing/delivery-world';

let world: DeliveryWorld;
beforeEach(async () => {
  world = new DeliveryWorld(Buffer.from('year,value\n2026,1\n'), mkdtempSync(join(tmpdir(), 'databund-download-')));
  await world.store();
});

const listSent = () => world.names.filter((name) => name === 'SendDelivery');
const getRange = (range: string) => world.get().set('Range', range);

describe('download', () => {
  it('answers with the bytes, their media type and their hash, which no cache may keep', async () => {
    const { headers, text } = await world.get().expect(200);
    expect(text).toBe(world.bytes.toString());
    expect(headers).toMatchObject({
      'content-type': 'text/csv',
      'cache-control': 'private, no-store',
      etag: `"${world.sha256}"`,
      'repr-digest': `sha-256=:${Buffer.from(world.sha256, 'hex').toString('base64')}:`,
      'x-content-type-options': 'nosniff',
    });
  });

  it('records SENT once, when all bytes were served, in whatever order', async () => {
    await getRange('bytes=17-17').expect(206);
    await getRange('bytes=0-7').expect(206);
    await getRange('bytes=12-').expect(206);
    expect(listSent()).toEqual([]);
    await getRange('bytes=8-11').expect(206);
    await world.get().expect(200);
    expect(listSent()).toHaveLength(1);
  });

  it('records SENT if the last byte was served before a restart', async () => {
    await getRange('bytes=-1').expect(206);
    world.restart();
    await getRange('bytes=0-16').expect(206);
    expect(listSent()).toHaveLength(1);
  });

  it('records no SENT for HEAD or 304, which serve no bytes', async () => {
    const { headers } = await request(world.under.app).head(world.delivered).set('Authorization', world.under.bearer).expect(200);
    expect(headers).toMatchObject({ 'content-length': String(world.bytes.length), etag: `"${world.sha256}"` });
    for (const known of [`"other", "${world.sha256}"`, `W/"${world.sha256}"`, '*'])
      await world.get().set('If-None-Match', known).expect(304);
    expect(listSent()).toEqual([]);
  });

  it('continues a download only with the same bytes', async () => {
    expect((await getRange('bytes=5-9').set('If-Range', `"${world.sha256}"`).expect(206)).text).toBe('value');
    expect((await getRange('bytes=5-9').set('If-Range', '"of before"').expect(200)).text).toBe(world.bytes.toString());
    await getRange('bytes=18-').expect(416).expect('Content-Range', 'bytes */18');
  });

  it('rejects a download with the code of what stops the delivery', async () => {
    world.flow = { isOpen: false, because: 'OUTSIDE_WINDOW', state: 'ACTIVE' };
    expect((await world.get().expect(403)).body).toMatchObject({ code: 'OUTSIDE_WINDOW', details: { state: 'ACTIVE' } });
    world.flow = { isOpen: false, because: 'something new' };
    expect((await world.get().expect(409)).body).toMatchObject({ code: 'DELIVERY_CLOSED' });
  });

  it('rejects a download for all but the buyer', async () => {
    world.patch('ProviderMSP', { buyer: `ptc-${'5'.repeat(26)}` });
    expect((await world.get().expect(404)).body).toMatchObject({ code: 'DELIVERY_NOT_FOUND' });
  });

  it('rejects a download whose delivery id is a path', async () => {
    const path = world.delivered.replace(world.ids.delivery, '..%2F');
    await request(world.under.app).get(path).set('Authorization', world.under.bearer).expect(400);
  });

  it('answers BYTES_NOT_FOUND before the provider has uploaded the file', async () => {
    world = new DeliveryWorld(Buffer.from('never uploaded'));
    expect((await world.get().expect(409)).body).toMatchObject({ code: 'BYTES_NOT_FOUND' });
  });

  it.each(damages)('answers BYTES_DAMAGED before the first byte if the stored file is %s, and does not record SENT', async (_, damage) => {
    damageFile(world.stored, damage);
    for (const range of [{}, { Range: 'bytes=0-3' }, { Range: 'bytes=-1' }])
      expect((await world.get().set(range).expect(503)).body).toMatchObject({ code: 'BYTES_DAMAGED' });
    expect(listSent()).toEqual([]);
    expect(world.under.logged()).toContain('stored bytes are damaged');
  });

  describe('of a paid delivery', () => {
    const listServed = () => world.names.filter((name) => ['ServeDelivery', 'SendDelivery'].includes(name));
    beforeEach(() => {
      world.flow = { isOpen: true, serveFirst: true };
    });

    it('records SERVING before the first byte, and SENT before the last', async () => {
      await getRange('bytes=17-17').expect(206);
      expect(listServed()).toEqual(['ServeDelivery']);
      await world.get().expect(200);
      expect(listServed()).toEqual(['ServeDelivery', 'SendDelivery']);
    });

    it('records no SERVING for HEAD, 304 or a range outside the file, which serve no bytes', async () => {
      await request(world.under.app).head(world.delivered).set('Authorization', world.under.bearer).expect(200);
      await world.get().set('If-None-Match', '*').expect(304);
      await getRange('bytes=18-').expect(416);
      expect(listServed()).toEqual([]);
    });

    it('sends no byte if SERVING cannot be recorded', async () => {
      const { ledger } = world.under;
      const { answer } = ledger;
      ledger.answer = (call) => {
        if (call.transaction.name === 'ServeDelivery') throw new ExchangeError('NETWORK_UNAVAILABLE');
        return answer(call);
      };
      const { text } = await world.get().expect(503);
      expect(text).not.toContain('2026');
    });

    it('serves if another request has recorded SERVING meanwhile', async () => {
      const { ledger } = world.under;
      const { answer } = ledger;
      ledger.answer = (call) => {
        answer(call);
        if (call.transaction.name === 'ServeDelivery') throw new ExchangeError('REVISION_CONFLICT');
        return answer(call);
      };
      expect((await world.get().expect(200)).text).toBe(world.bytes.toString());
    });
  });

  it('records SENT for a file without bytes after one request', async () => {
    world = new DeliveryWorld(Buffer.alloc(0));
    await world.store();
    expect((await world.get().expect(200)).headers['content-length']).toBe('0');
    expect(listSent()).toHaveLength(1);
  });

  it('hides a media type with parameters, which a browser could render', async () => {
    world.mediaType = 'text/html; charset=x';
    expect((await world.get().expect(200)).headers['content-type']).toBe('application/octet-stream');
  });

  it('sends all bytes even if SENT cannot be recorded', async () => {
    const { ledger } = world.under;
    const { answer } = ledger;
    ledger.answer = (call) => {
      if (call.transaction.name === 'SendDelivery') throw new ExchangeError('NETWORK_UNAVAILABLE');
      return answer(call);
    };
    expect((await world.get().expect(200)).text).toBe(world.bytes.toString());
    expect(world.under.logged()).toContain('SENT could not be recorded');
  });
});
