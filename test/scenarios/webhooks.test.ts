import {
  closeSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Type } from '@sinclair/typebox';
import { Databund, Webhook, WebhookKeys, verifyWebhook, type StreamedEvent } from '@databund/client';
import { removeStore } from '@databund/gateway/internal/read-model/remove-store';
import { openDatabase } from '@databund/gateway/internal/read-model/sqlite-drivers';
import type { CastName } from '../support/cast';
import { CommandLine } from '../support/command-line';
import { HttpExchange, readCode } from '../support/http-exchange';
import { check, parseJson } from '../support/json';
import { grant } from '../support/listings';
import { networkTimeoutMs } from '../support/timeouts';
import { waitForReady } from '../support/wait-for-ready';
import { WebhookReceiver, type Received } from '../support/webhook-receiver';

jest.setTimeout(networkTimeoutMs);

const CloudEvent = Type.Object({ id: Type.String(), type: Type.String(), data: Type.Unknown() });

let http: HttpExchange;
let receiver: WebhookReceiver;
let channel: string;
beforeAll(async () => {
  receiver = await WebhookReceiver.open();
  http = await HttpExchange.open({ webhooks: { isPrivateAllowed: true, pausesMs: [10, 10], disableAfterMs: 2_000 } });
  await http.storeBytes();
  channel = http.exchange.network.connectionProfile.channel;
  await waitForReady(http.url);
});
afterAll(async () => {
  await http.close();
  receiver.close();
});
beforeEach(() => {
  receiver.answer = () => 204;
});

let marks = 0;

/** Makes an event that everybody may see. */
async function mark(): Promise<void> {
  const sector = `mark-${String((marks += 1))}`;
  await http.exchange.members.operator.call('SetPreset', { sector, title: { en: sector }, requires: [] });
}

function post(as: CastName, path: string, body: object) {
  const headers = { 'content-type': 'application/json' };
  return http.send(as, path, { method: 'POST', headers, body: JSON.stringify(body) });
}

/** Adds a webhook at a path of the receiver. */
async function add(as: CastName, path: string, more: object = {}): Promise<Webhook> {
  const { status, body } = await post(as, '/v1/webhooks', { url: receiver.url + path, ...more });
  expect(status).toBe(201);
  return check(Webhook, body);
}

async function read(as: CastName, id: string): Promise<Webhook> {
  return check(Webhook, (await http.send(as, `/v1/webhooks/${id}`)).body);
}

/** Replaces a database by its copy in one file, because a driver can keep the one that it closed open. */
async function replaceFile(path: string): Promise<string> {
  const database = await openDatabase(path);
  database.exec('pragma wal_checkpoint(truncate)');
  database.close();
  const copy = readFileSync(path);
  await removeStore(path);
  writeFileSync(path, copy);
  return path;
}

/** Overwrites the last page of a file, and leaves its beginning as it is. */
function damagePage(path: string): void {
  const file = openSync(path, 'r+');
  writeSync(file, Buffer.alloc(4_096, 'x'), 0, 4_096, statSync(path).size - 4_096);
  closeSync(file);
}

const connect = (as: CastName) => new Databund({ url: http.url, token: http.tokens[as] });

/** Returns the first events of a stream. */
async function stream(as: CastName, count: number): Promise<readonly StreamedEvent[]> {
  const events: StreamedEvent[] = [];
  for await (const event of connect(as).events({ after: `${channel}:0` })) {
    if (event.kind !== 'reset') events.push(event);
    if (events.length === count) break;
  }
  return events;
}

describe('webhooks', () => {
  it('send signed CloudEvents in the order of the ledger', async () => {
    await add('buyer', '/signed', { after: `${channel}:0` });
    const ids = await receiver.waitFor('/signed', 5);
    const events = await stream('buyer', 5);
    expect(ids.slice(0, 5)).toEqual(events.map(({ id }) => id));
    const { headers, body }: Received = receiver.received.find(({ path }) => path === '/signed')!;
    const keys = await connect('buyer').webhooks.readKeys();
    expect(verifyWebhook(headers, body, keys)).toEqual(events[0]);
    expect(verifyWebhook(new Headers({ ...headers } as Record<string, string>), Buffer.from(body), keys)).toEqual(events[0]);
    const { data, ...event } = parseJson(CloudEvent, body);
    expect(event).toMatchObject({ specversion: '1.0', id: ids[0], type: `databund.${events[0]?.type ?? ''}` });
    expect(data).toEqual(events[0]);
  });

  it('tell strangers nothing of a private authorisation', async () => {
    await add('otherBuyer', '/stranger', { kind: ['authorisation', 'exchange'] });
    await add('buyer', '/party', { kind: ['authorisation'] });
    await grant(http.exchange);
    await mark();
    await receiver.waitFor('/party', 3);
    const [id] = await receiver.waitFor('/stranger', 1);
    const first = receiver.received.find(({ headers, path }) => path === '/stranger' && headers['webhook-id'] === id);
    expect(first?.body).toContain('PresetSet');
  });

  it('try again until the receiver takes the event, also after the gateway stopped', async () => {
    receiver.answer = ({ path }) => (path === '/again' && receiver.listIds('/again').length < 3 ? 503 : 204);
    const { id } = await add('provider', '/again', { kind: ['exchange'] });
    await mark();
    const [first, second, third] = await receiver.waitFor('/again', 3);
    expect([second, third]).toEqual([first, first]);
    await http.restartGateway();
    await waitForReady(http.url);
    await mark();
    const ids = await receiver.waitFor('/again', 4);
    expect(new Set(ids).size).toBe(2);
    expect(await read('provider', id)).toMatchObject({ state: 'ACTIVE', deadLetterCount: 0 });
  });

  it('keep what was given up, go on, and send it again on request', async () => {
    let isBroken = true;
    const isFirst = (message: string | undefined) => message === receiver.listIds('/letters')[0];
    receiver.answer = ({ path, headers }) => (path === '/letters' && isBroken && isFirst(String(headers['webhook-id'])) ? 500 : 204);
    const { id, after } = await add('provider', '/letters', { kind: ['exchange'] });
    await mark();
    await mark();
    const [first, , , next] = await receiver.waitFor('/letters', 4);
    expect(next).not.toBe(first);
    expect(await read('provider', id)).toMatchObject({ deadLetterCount: 1, deadLetters: [{ event: first, reason: 'answered 500' }] });
    isBroken = false;
    const replayed = await post('provider', `/v1/webhooks/${id}/replay`, { after });
    expect(replayed.body).toMatchObject({ state: 'ACTIVE', deadLetterCount: 0, after });
    expect((await receiver.waitFor('/letters', 6)).slice(4)).toEqual([first, next]);
  });

  it('follow no redirect', async () => {
    receiver.answer = ({ path }) => (path === '/redirect' ? 307 : 204);
    const { id } = await add('provider', '/redirect', { kind: ['exchange'] });
    await mark();
    await receiver.waitFor('/redirect', 3);
    while ((await read('provider', id)).deadLetterCount === 0) await mark();
    expect(receiver.listIds('/elsewhere')).toEqual([]);
    expect((await http.send('provider', `/v1/webhooks/${id}`, { method: 'DELETE' })).status).toBe(204);
  });

  it('stop when nothing could be delivered for long', async () => {
    receiver.answer = ({ path }) => (path === '/down' ? 500 : 204);
    const { id } = await add('provider', '/down', { kind: ['exchange'] });
    while ((await read('provider', id)).state === 'ACTIVE') await mark();
    const { failingSince, after } = await read('provider', id);
    expect(failingSince).toBeDefined();
    receiver.answer = () => 204;
    const count = receiver.listIds('/down').length;
    await post('provider', `/v1/webhooks/${id}/replay`, { after });
    await mark();
    await receiver.waitFor('/down', count + 1);
    expect(await read('provider', id)).toMatchObject({ state: 'ACTIVE' });
  });

  it('come, are sent again and end by commands', async () => {
    const cli = new CommandLine(join(mkdtempSync(join(tmpdir(), 'databund-webhooks-')), 'profiles.json'));
    await cli.run(undefined, 'profile', 'add', 'auditor', '--url', http.url, '--token', http.tokens.auditor);
    const runHook = (...words: string[]) => cli.ask(Webhook, undefined, 'webhook', ...words);
    const { id, after } = await runHook('create', `${receiver.url}/command`, '--kind', 'exchange', '--event', 'PresetSet');
    await mark();
    const [first = ''] = await receiver.waitFor('/command', 1);
    const replayed = await runHook('replay', id, '--after', after);
    expect(replayed).toMatchObject({ filters: { kind: ['exchange'], event: ['PresetSet'] }, after, state: 'ACTIVE' });
    expect((await receiver.waitFor('/command', 2))[1]).toBe(first);
    const keys = await cli.ask(WebhookKeys, undefined, 'webhook', 'keys');
    for (const { headers, body } of receiver.received.filter(({ path }) => path === '/command'))
      expect(verifyWebhook(headers, body, keys)).toMatchObject({ id: first, type: 'PresetSet' });
    expect(await runHook('get', id)).toMatchObject({ id, deadLetterCount: 0 });
    expect((await cli.run(undefined, 'webhook', 'list')).out).toContain(id);
    expect((await cli.run(undefined, 'webhook', 'remove', id)).exitCode).toBe(0);
    expect((await cli.run(undefined, 'webhook', 'list')).out).toBe('(none)\n');
    const { exitCode, err } = await cli.run(undefined, 'webhook', 'get', id);
    expect([exitCode, err]).toEqual([1, expect.stringContaining('ROUTE_NOT_FOUND')]);
    expect((await cli.run(undefined, 'webhook', 'replay', '--help')).out).toContain('Example: databund webhook replay');
  });

  it.each([
    ['is cut', (path: string) => truncateSync(path, 5_000)],
    ['is overwritten', (path: string) => writeFileSync(path, 'x'.repeat(8_192))],
    ['has a damaged page', damagePage],
  ])('begin again if their file %s, and name the file that was set aside', async (_, damage) => {
    const folder = join(http.config.data, 'gateway', 'webhooks');
    await add('provider', '/lost', { kind: ['exchange'] });
    await http.restartGateway(async () => damage(await replaceFile(join(folder, 'webhooks.db'))));
    await waitForReady(http.url);
    const { status, body } = await http.send(undefined, '/readyz');
    const names = readdirSync(folder).filter((name) => /^webhooks-damaged-.*\.db$/.test(name));
    expect([status, body, names.length]).toEqual([200, expect.objectContaining({ status: 'ready', damagedWebhooks: names }), 1]);
    expect((await http.send('provider', '/v1/webhooks')).body).toEqual({ items: [] });
    await add('provider', '/begun', { kind: ['exchange'] });
    await mark();
    await receiver.waitFor('/begun', 1);
    for (const name of names) rmSync(join(folder, name));
    expect((await http.send(undefined, '/readyz')).body).not.toHaveProperty('damagedWebhooks');
  });

  it('belong to one participant, which has at most ten', async () => {
    const { id } = await add('arbiter', '/own');
    for (const path of [`/v1/webhooks/${id}`, '/v1/webhooks/none']) {
      const { status, body } = await http.send('otherArbiter', path);
      expect([status, readCode(body)]).toEqual([404, 'ROUTE_NOT_FOUND']);
    }
    expect((await http.send('otherArbiter', `/v1/webhooks/${id}`, { method: 'DELETE' })).status).toBe(404);
    expect((await http.send('otherArbiter', '/v1/webhooks')).body).toEqual({ items: [] });
    for (let count = 1; count < 10; count += 1) await add('arbiter', '/own');
    const { status, body } = await post('arbiter', '/v1/webhooks', { url: receiver.url });
    expect([status, readCode(body)]).toEqual([429, 'TOO_MANY_REQUESTS']);
    expect((await http.send('arbiter', `/v1/webhooks/${id}`, { method: 'DELETE' })).status).toBe(204);
    expect((await http.send('arbiter', `/v1/webhooks/${id}`)).status).toBe(404);
  });

  it.each([
    [{ url: 'ftp://a.example' }, '/url'],
    [{ url: 'https://name:word@a.example' }, '/url'],
    [{ url: 'https://a.example', kind: ['lists'] }, '/kind/0'],
    [{ url: 'https://a.example', after: 'elsewhere:1' }, '/after'],
    [{}, '/url'],
  ])('refuse the form %j', async (form, path) => {
    const { status, body } = await post('buyer', '/v1/webhooks', form);
    expect([status, readCode(body)]).toEqual([400, 'INPUT_INVALID']);
    expect(JSON.stringify(body)).toContain(path);
  });
});
