import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import request from 'supertest';
import { ExchangeError } from '@databund/model';
import { readCode } from '../testing/read-code';
import { createTestApp, TestLedger, type TestApp } from '../testing/test-app';
import { makeId, readIdempotencyKey } from './idempotency-key';
import { IdempotentSubmits } from './idempotent-submits';
import { KeptRequests } from './kept-requests';

const revoke = `/v1/authorisations/aut-${'2'.repeat(26)}/revoke`;
const makeHash = (digit: string) => ({ alg: 'sha-256', value: digit.repeat(64) });
const folder = mkdtempSync(join(tmpdir(), 'databund-idempotency-'));

let path: string;
let ledger: TestLedger;
let under: TestApp;
let nowMs = Date.now();
let count = 0;
const opened: KeptRequests[] = [];

/** Starts an app on the same ledger and file, as after a restart. */
async function restart(): Promise<void> {
  const kept = await KeptRequests.open(path);
  opened.push(kept);
  under = createTestApp(undefined, { ledger, idempotent: new IdempotentSubmits(kept, ledger, () => nowMs) });
}

beforeEach(async () => {
  path = join(folder, `${String((count += 1))}.db`);
  ledger = new TestLedger();
  ledger.answer = () => ({ number: ledger.calls.length });
  await restart();
});
afterAll(async () => {
  for (const kept of opened) await kept.close();
});

const send = (key: string, body: object = { termsHash: makeHash('1') }, bearer = under.bearer) =>
  request(under.app).post(revoke).set('Authorization', bearer).set('Idempotency-Key', key).send(body);

describe('a submit with an Idempotency-Key', () => {
  it('runs once, and answers again with the same bytes, also after a restart', async () => {
    const first = await send('"one"').expect(201);
    const second = await send('"one"').expect(201);
    await restart();
    const third = await send('one').expect(201);
    expect([second.text, third.text]).toEqual([first.text, first.text]);
    expect(ledger.calls).toHaveLength(1);
  });

  it('gets the answer of a commit that its gateway was killed before it saw', async () => {
    ledger.afterCommit = () => {
      throw new ExchangeError('OUTCOME_UNKNOWN', { transactionId: 'a1' });
    };
    const committed = new Map(ledger.committed);
    ledger.findCommitted = () => Promise.reject(new ExchangeError('NETWORK_UNAVAILABLE'));
    await send('"killed"').expect(504);
    expect(committed.size).toBe(0);
    ledger.findCommitted = (_as, id) => Promise.resolve(ledger.committed.get(id));
    await restart();
    const { text } = await send('"killed"').expect(201);
    expect(JSON.parse(text)).toEqual({ object: { number: 1 }, transactionId: 'a1', blockNumber: 7 });
    expect(ledger.calls).toHaveLength(1);
  });

  it('answers 422 to another body', async () => {
    await send('"two"').expect(201);
    expect(readCode(await send('"two"', { termsHash: makeHash('2') }).expect(422))).toBe('IDEMPOTENCY_KEY_REUSED');
    expect(ledger.calls).toHaveLength(1);
  });

  it('answers 409 as long as the first is not answered', async () => {
    let finish: () => void = () => undefined;
    ledger.answer = () => new Promise((resolve) => (finish = () => resolve({ number: 1 })));
    const first = send('"three"').then((answer) => answer);
    while (ledger.calls.length === 0) await new Promise(setImmediate);
    expect(readCode(await send('"three"').expect(409).expect('Retry-After', '1'))).toBe('IDEMPOTENCY_KEY_IN_USE');
    finish();
    expect((await first).status).toBe(201);
  });

  it('runs again after an error, which wrote nothing', async () => {
    ledger.answer = () => {
      throw new ExchangeError('NETWORK_UNAVAILABLE');
    };
    await send('"four"').expect(503);
    ledger.answer = () => ({ number: 4 });
    await send('"four"').expect(201);
  });

  it('runs again after 24 hours', async () => {
    await send('"five"').expect(201);
    nowMs += 24 * 3_600_000 + 1;
    await send('"five"').expect(201);
    expect(ledger.calls).toHaveLength(2);
  });

  it.each(['', '""', `"${'x'.repeat(256)}"`, '"a', 'a b', '"a";p=1', '"\u00e9"'])('answers 400 if the key is %j', (key) => {
    expect(() => readIdempotencyKey({ 'idempotency-key': key })).toThrow(ExchangeError);
  });

  it('makes no id that begins with z, which only derived ids do', () => {
    const ids = Array.from({ length: 1_000 }, (_, key) => makeId('lst', { caller: 'a', path: '/', key: String(key) }));
    expect(ids.filter((id) => !/^lst-[0-9a-f][0-9a-hjkmnp-tv-z]{25}$/.test(id))).toEqual([]);
  });

  it('needs no id for a new object, which gets one from caller, path and key', async () => {
    const order = (key: string) =>
      request(under.app)
        .post('/v1/resources')
        .set('Authorization', under.bearer)
        .set('Idempotency-Key', key)
        .send({ content: { title: { en: 'Air' }, description: { en: 'Air quality' } } });
    await order('"made"').expect(201);
    await order('"other"').expect(201);
    const ids = ledger.calls.map(({ command }) => ('id' in command ? command.id : undefined));
    expect(ids[0]).toMatch(/^res-[0-9a-hjkmnp-tv-z]{26}$/);
    expect(new Set(ids).size).toBe(2);
    await order('').expect(400);
  });
});
