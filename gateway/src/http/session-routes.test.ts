import request, { type Response } from 'supertest';
import { Type } from '@sinclair/typebox';
import { SessionAnswer, SessionCodeAnswer, TokenAnswer } from '@databund/client';
import { readCode } from '../testing/read-code';
import { caller, createTestApp, type TestApp } from '../testing/test-app';
import { parse } from './validation';

let under: TestApp;
beforeEach(() => {
  under = createTestApp();
});

const start = (body: object | string, app = under.app) =>
  request(app)
    .post('/v1/sessions')
    .set('Content-Type', 'application/json')
    .send(typeof body === 'string' ? body : JSON.stringify(body));
const createBearer = (token: string) => ['Authorization', `Bearer ${token}`] as const;
const read = ({ body }: Response) => parse(SessionAnswer, body);

async function getStatus(token: string): Promise<number> {
  return (
    await request(under.app)
      .get('/v1/listings')
      .set(...createBearer(token))
  ).status;
}

describe('POST /v1/sessions', () => {
  it('begins a session of the participant of the code, whose token can be renewed', async () => {
    const { code } = under.issuer.issueCode(caller, 3_600);
    const answer = await start({ code }).expect(201).expect('Cache-Control', 'no-store');
    const session = read(answer);
    expect(session.participant).toBe(caller.participantId);
    expect(Date.parse(session.sessionEndsAt) - Date.parse(session.expiresAt)).toBeGreaterThan(2_000_000);
    expect(await getStatus(session.token)).toBe(200);
    const renewed = await request(under.app)
      .post('/v1/tokens/refresh')
      .set(...createBearer(session.refreshToken))
      .expect(201);
    expect(await getStatus(parse(TokenAnswer, renewed.body).token)).toBe(200);
  });

  it('answers the same to a used code and to one that never was', async () => {
    const { code } = under.issuer.issueCode(caller, 3_600);
    await start({ code }).expect(201);
    const answers = [await start({ code }).expect(401), await start({ code: '0'.repeat(28) }).expect(401)];
    const bodies = answers.map(({ body }) => parse(Type.Object({ code: Type.String(), details: Type.Unknown() }), body));
    expect(bodies[0]?.code).toBe('TOKEN_INVALID');
    expect(bodies[0]?.details).toEqual(bodies[1]?.details);
  });

  it('begins one session, however many ask for it at once', async () => {
    const { code } = under.issuer.issueCode(caller, 3_600);
    const answers = await Promise.all(Array.from({ length: 8 }, () => start({ code })));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
  });

  it('refuses an address that gives ten wrong codes, and counts no right one', async () => {
    for (let times = 0; times < 12; times += 1) await start({ code: under.issuer.issueCode(caller, 3_600).code }).expect(201);
    for (let times = 0; times < 10; times += 1) await start({ code: 'wrong' }).expect(401);
    const refused = await start({ code: under.issuer.issueCode(caller, 3_600).code }).expect(429);
    expect([readCode(refused), Number(refused.get('Retry-After')) > 0]).toEqual(['TOO_MANY_REQUESTS', true]);
  });

  it.each([
    [{}, 400, 'INPUT_INVALID'],
    [{ code: '' }, 400, 'INPUT_INVALID'],
    [{ code: 7 }, 400, 'INPUT_INVALID'],
    [{ code: 'x', participant: caller.participantId }, 400, 'INPUT_INVALID'],
    ['{"code":"x","code":"y"}', 400, 'INPUT_INVALID'],
    ['null', 400, 'INPUT_INVALID'],
    [{ code: 'x'.repeat(2_000) }, 413, 'INPUT_TOO_LARGE'],
  ])('rejects the body %j', async (body, status, code) => {
    expect(readCode(await start(body).expect(status))).toBe(code);
  });
});

describe('a session', () => {
  it('makes a code for another device, and ends with the session that made it', async () => {
    const { token } = read(await start({ code: under.issuer.issueCode(caller, 3_600).code }));
    const made = await request(under.app)
      .post('/v1/sessions/codes')
      .set(...createBearer(token))
      .expect(201);
    const other = read(await start({ code: parse(SessionCodeAnswer, made.body).code }));
    expect([other.participant, await getStatus(other.token)]).toEqual([caller.participantId, 200]);
    await request(under.app)
      .delete('/v1/sessions/current')
      .set(...createBearer(token))
      .expect(204);
    expect([await getStatus(token), await getStatus(other.token)]).toEqual([401, 401]);
  });

  it('makes no code that begins a session after its own end', async () => {
    const { token } = read(await start({ code: under.issuer.issueCode(caller, 3_600).code }));
    const { code } = under.issuer.issueOwnCode(token);
    under.issuer.endSession(token);
    expect(readCode(await start({ code }).expect(401))).toBe('TOKEN_INVALID');
  });

  it('ends no session of another one', async () => {
    const one = read(await start({ code: under.issuer.issueCode(caller, 3_600).code }));
    const other = read(await start({ code: under.issuer.issueCode(caller, 3_600).code }));
    await request(under.app)
      .delete('/v1/sessions/current')
      .set(...createBearer(one.token))
      .expect(204);
    expect([await getStatus(one.token), await getStatus(other.token)]).toEqual([401, 200]);
  });

  it.each([
    ['post', '/v1/sessions/codes'],
    ['delete', '/v1/sessions/current'],
    ['post', '/v1/tokens/refresh'],
  ] as const)('needs a token to %s %s', async (method, path) => {
    expect(readCode(await request(under.app)[method](path).expect(401))).toBe('TOKEN_INVALID');
  });

  it('lasts at most as long as a token may count', () => {
    expect(() => under.issuer.issueCode(caller, 31 * 86_400)).toThrow('expected at most');
  });
});
