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
    under.ledger.answer = () => ({ roles: ['buyer', role] });
    await get('/v1/audit/height').expect(200, { height: 3 });
    await get('/v1/audit/blocks/2').expect(200);
    expect(readCode(await get('/v1/audit/blocks/3').expect(404))).toBe('ROUTE_NOT_FOUND');
  });

  it.each(['/v1/audit/height', '/v1/audit/blocks/2', '/v1/audit/blocks/9'])(
    'reject other roles at %s, naming the right ones',
    async (path) => {
      under.ledger.answer = () => ({ roles: ['buyer', 'provider'] });
      expect((await get(path).expect(403)).body).toMatchObject({
        code: 'NOT_PERMITTED',
        details: { by: ['auditor', 'operator', 'authority'] },
      });
    },
  );
});
