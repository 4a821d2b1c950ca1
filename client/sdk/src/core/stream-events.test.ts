import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { sendByHttp } from '../node/send-by-http';
import { ExchangeClient } from './exchange-client';
import type { StreamedEvent } from './event-form';

const makeEvent = (block: number): StreamedEvent => ({
  id: `exchange:${String(block)}:0:0`,
  type: 'PresetSet',
  kind: 'exchange',
  ids: { sector: 'air' },
  block,
  transactionId: 'a1',
  time: '2026-01-01T00:00:00.000Z',
});

/** Answers of the server to one request after the other; then it keeps the stream open. */
let answers: (readonly [status: number, body: string])[];
let asked: string[];
let server: Server;
let url: string;
beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(request.url ?? '');
    const [status, body] = answers.shift() ?? [200, ''];
    response.writeHead(status, { 'content-type': status === 200 ? 'text/event-stream' : 'application/problem+json' });
    if (status !== 200) response.end(body);
    else if (body === '') response.flushHeaders();
    else response.write(body, () => response.destroy());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
});
beforeEach(() => {
  [answers, asked] = [[], []];
});
afterAll(() => {
  server.close();
  server.closeAllConnections();
});

const write = (block: number) => `id: exchange:${String(block)}:0:0\ndata: ${JSON.stringify(makeEvent(block))}\n\n`;
const writeProblem = (code: string) => JSON.stringify({ code, details: {} });

describe.each([
  ['fetch', undefined],
  ['node:http', sendByHttp],
])('events over %s', (_, send) => {
  const connect = () => new ExchangeClient({ url, token: 'a.b.c', ...(send && { fetch: send }) });

  it('goes on after the last event that was taken, or the last block that was whole', async () => {
    const stopped = new AbortController();
    answers = [
      [200, `${write(1)}${write(2).slice(0, -1)}`],
      [503, writeProblem('READ_MODEL_BEHIND')],
      [200, `${write(2)}:\nid: exchange:7\n\n`],
      [429, writeProblem('TOO_MANY_REQUESTS')],
      [200, write(8)],
    ];
    const events = [];
    for await (const event of connect().events({ kind: ['exchange', 'trade'], signal: stopped.signal })) {
      events.push(event);
      if (events.length === 3) stopped.abort();
    }
    expect(events).toEqual([1, 2, 8].map(makeEvent));
    expect(asked.map((path) => new URL(path, url).searchParams.get('after'))).toEqual([
      null,
      'exchange:1:0:0',
      'exchange:1:0:0',
      'exchange:7',
      'exchange:7',
    ]);
    expect(asked[0]).toBe('/v1/events?kind=exchange&kind=trade');
  });

  it('ends without an error when its signal aborts', async () => {
    const stopped = new AbortController();
    const next = connect().events({ signal: stopped.signal }).next();
    while (asked.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    stopped.abort();
    expect(await next).toEqual({ done: true, value: undefined });
  });

  it('throws what the gateway refuses, also later', async () => {
    answers = [
      [200, write(1)],
      [401, writeProblem('TOKEN_INVALID')],
    ];
    const stream = connect().events();
    expect((await stream.next()).value).toEqual(makeEvent(1));
    await expect(stream.next()).rejects.toMatchObject({ code: 'TOKEN_INVALID' });
    answers = [[503, writeProblem('READ_MODEL_BEHIND')]];
    await expect(connect().events().next()).rejects.toMatchObject({ code: 'READ_MODEL_BEHIND' });
    answers = [[200, 'data: {}\n\n']];
    await expect(connect().events().next()).rejects.toMatchObject({ code: 'INTERNAL' });
  });

  it('refuses filters that do not exist, and asks nobody', async () => {
    await expect(
      connect()
        .events({ kind: ['lists' as never] })
        .next(),
    ).rejects.toMatchObject({ code: 'INPUT_INVALID' });
    expect(asked).toEqual([]);
  });
});
