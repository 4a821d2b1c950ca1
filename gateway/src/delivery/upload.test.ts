import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { DeliveryWorld } from '../testing/delivery-world';
import { damageFile, damages } from '../testing/damages';

let world: DeliveryWorld;
beforeEach(() => {
  world = new DeliveryWorld(Buffer.from('year,value\n2026,1\n'));
});
afterEach(() => world.close());

describe('upload', () => {
  it('stores bytes once, and answers a repeated upload with 200', async () => {
    const hash = { alg: 'sha-256', value: world.sha256 };
    await world.put().send(world.bytes).expect(201, { name: 'file.csv', byteSize: world.bytes.length, hash });
    await world.put().send(world.bytes).expect(200);
    expect(await world.under.store.examine(world.expected)).toBe('sound');
  });

  it.each([
    ['fewer', () => Buffer.from('year')],
    ['more', () => Buffer.concat([world.bytes, world.bytes])],
    ['other', () => Buffer.from(world.bytes).fill('x')],
  ])('rejects %s bytes than listed, whether or not the right ones are stored', async (_, other) => {
    await world.put().send(other()).expect(422);
    expect(await world.under.store.examine(world.expected)).toBe('absent');
    await world.put().send(world.bytes).expect(201);
    await world.put().send(other()).expect(422);
  });

  it.each(damages)('replaces a stored file that is %s', async (_, damage) => {
    await world.put().send(world.bytes).expect(201);
    damageFile(world.stored, damage);
    await world.put().send(world.bytes).expect(201);
    expect((await world.get().expect(200)).text).toBe(world.bytes.toString());
    await world.put().send(world.bytes).expect(200);
  });

  it('rejects a body in a content encoding', async () => {
    const answer = await world.put().set('Content-Encoding', 'gzip').send(world.bytes).expect(415);
    expect(answer.body).toMatchObject({ code: 'MEDIA_TYPE_NOT_SUPPORTED', details: { reason: 'content encoding' } });
    await world.put().set('Content-Encoding', 'identity').send(world.bytes).expect(201);
  });

  it('answers a chunked upload that never ends as soon as it is too long', async () => {
    const sending = httpRequest((await world.listen()) + world.held, {
      method: 'PUT',
      headers: { authorization: world.put().get('Authorization'), 'transfer-encoding': 'chunked' },
    });
    const answered = once(sending, 'response');
    sending.write(world.bytes);
    sending.write(world.bytes);
    expect(await answered).toMatchObject([{ statusCode: 422 }]);
    sending.on('error', () => undefined);
    sending.destroy();
  });

  it.each(['abc', '0', '-1', '1.5', '99999999999999999999', '__proto__'])('rejects the version %s', async (version) => {
    await world
      .put(world.held.replace('/versions/1/', `/versions/${version}/`))
      .send(world.bytes)
      .expect(400);
    expect(world.names).toEqual([]);
  });

  it.each(['other.csv', '..%2F..%2Fwallet', '%00', 'constructor'])('rejects the name %s, which the version does not have', async (name) => {
    await world.put(world.held.replace('file.csv', name)).send(world.bytes).expect(400);
  });
});
