import { gzipSync } from 'node:zlib';
import request from 'supertest';
import { errorTable, type ErrorCode } from '@databund/model';
import { readCode } from '../testing/read-code';
import { createTestApp, type TestApp } from '../testing/test-app';

const json = 'application/json';
const path = '/v1/listings';
const approve = `/v1/listings/lst-${'2'.repeat(26)}/versions/3/approve`;

let under: TestApp;
beforeEach(() => {
  under = createTestApp();
});

const post = (at: string, body: string | Buffer, type = json) =>
  request(under.app).post(at).set('Authorization', under.bearer).set('Content-Type', type).send(body);

const wide = `{${Array.from({ length: 20_000 }, (_, each) => `"${String(each)}":0`).join()}}`;
const deep = `{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`;

describe('the body of a request', () => {
  it.each<[string, string | Buffer, string, ErrorCode]>([
    ['it is nested 100,000 deep', deep, json, 'INPUT_INVALID'],
    ['it has 20,000 members', wide, json, 'INPUT_INVALID'],
    ['it is a number', '1e400', json, 'INPUT_INVALID'],
    ['it is a string', '"text"', json, 'INPUT_INVALID'],
    ['it is not JSON', '{"id":', json, 'INPUT_INVALID'],
    ['it is not UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]), json, 'INPUT_INVALID'],
    ['it repeats a member', '{"id":"a","content":{"title":{"en":"a","en":"b"}}}', json, 'INPUT_INVALID'],
    ['it is in UTF-16', Buffer.from('{}', 'utf16le'), 'application/json; charset=utf-16', 'MEDIA_TYPE_NOT_SUPPORTED'],
    ['it begins with a byte order mark', Buffer.from('\ufeff{"id":'), json, 'INPUT_INVALID'],
    ['its charset is unknown', '{}', 'application/json; charset=klingon', 'MEDIA_TYPE_NOT_SUPPORTED'],
    ['its media type only ends with json', '{}', 'application/x-json', 'MEDIA_TYPE_NOT_SUPPORTED'],
    ['it is plain text', '{}', 'text/plain', 'MEDIA_TYPE_NOT_SUPPORTED'],
    ['it has a constructor', '{"constructor":{"prototype":{"polluted":true}}}', json, 'INPUT_INVALID'],
    ['it has a lone surrogate', '{"id":"\\ud800"}', json, 'INPUT_INVALID'],
  ])('rejects a request body if %s', async (_, body, type, code) => {
    const answer = await post(path, body, type);
    expect([readCode(answer), answer.status]).toEqual([code, errorTable[code].status]);
    expect(JSON.stringify(answer.body).length).toBeLessThan(5_000);
    expect(Object.prototype).not.toHaveProperty('polluted');
    expect(under.ledger.calls).toEqual([]);
  });

  it('rejects a request body that repeats a member and names the member', async () => {
    const answer = await post(path, '{"id":"a","id":"b"}').expect(400);
    expect(answer.body).toMatchObject({ details: { errors: [{ path: '', reason: 'has the member "id" twice' }] } });
  });

  it.each(['application/json; charset=UTF-8', 'application/json;charset="utf-8"'])(
    'reads a request body with the media type %s',
    async (type) => {
      await post(approve, '{"revision":2}', type).expect(201);
    },
  );

  it('reads an empty request body as an object without members', async () => {
    expect((await post(approve, '').expect(400)).body).toMatchObject({
      details: { errors: [{ path: '/revision', reason: 'is missing' }] },
    });
  });

  it('rejects a request body that inflates beyond the limit', async () => {
    const bomb = gzipSync(`{"id":"${'x'.repeat(10_000_000)}"}`);
    const answer = await post(path, bomb)
      .set('Content-Encoding', 'gzip')
      .serialize((body: unknown) => body as string);
    expect(readCode(answer)).toBe('INPUT_TOO_LARGE');
  });

  it('rejects a request body with an unknown content encoding', async () => {
    expect(readCode(await post(path, '{}').set('Content-Encoding', 'compress').expect(415))).toBe('MEDIA_TYPE_NOT_SUPPORTED');
  });
});
