import request from 'supertest';
import { readCode } from '../testing/read-code';
import { createTestApp, type TestApp } from '../testing/test-app';

let under: TestApp;
beforeEach(() => {
  under = createTestApp();
  under.ledger.currentHeight = 3;
});

const get = (path: string) => request(under.app).get(path).set('Authorization', under.bearer);

describe('the audit routes', () => {
  it.each(['auditor', 'operator', 'authority'])('answer height and blocks to the role %s', async (role) => {
    under.ledger.answer = () => ({ state: 'ACTIVE', roles: ['buyer', role] });
    await get('/v1/audit/height').expect(200, { height: 3 });
    await get('/v1/audit/blocks/2').expect(200);
    expect(readCode(await get('/v1/audit/blocks/3').expect(404))).toBe('ROUTE_NOT_FOUND');
  });

  it('answer the blocks from a number on in one stream, each after its length', async () => {
    under.ledger.answer = () => ({ state: 'ACTIVE', roles: ['auditor'] });
    const read = async (query: string) => (await get(`/v1/audit/blocks${query}`).responseType('blob').expect(200)).body as Buffer;
    expect([...(await read('?from=1'))]).toEqual([0, 0, 0, 1, 1, 0, 0, 0, 1, 2]);
    expect(await read('')).toHaveLength(15);
    expect(await read('?from=3')).toHaveLength(0);
    expect(readCode(await get('/v1/audit/blocks?from=4').expect(404))).toBe('ROUTE_NOT_FOUND');
    expect(readCode(await get('/v1/audit/blocks?from=x').expect(400))).toBe('INPUT_INVALID');
  });

  it.each(['/v1/audit/height', '/v1/audit/blocks/2', '/v1/audit/blocks/9'])(
    'reject other roles at %s, naming the right ones',
    async (path) => {
      under.ledger.answer = () => ({ state: 'ACTIVE', roles: ['buyer', 'provider'] });
      expect((await get(path).expect(403)).body).toMatchObject({
        code: 'NOT_PERMITTED',
        details: { by: ['auditor', 'operator', 'authority'] },
      });
    },
  );
});
