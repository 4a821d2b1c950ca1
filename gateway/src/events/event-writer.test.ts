import { once } from 'node:events';
import { createServer, get, type IncomingMessage, type ServerResponse } from 'node:http';
import { getPort } from '../testing/get-port';
import { EventWriter } from './event-writer';

const text = `data: ${'x'.repeat(100_000)}\n\n`;

/** Sends to a reader until it is cut off or has so many messages, and returns how many were sent. */
async function sendTo(read: (answer: IncomingMessage) => void, slowMs: number, most: number): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const request = get({ host: '127.0.0.1', port: getPort(server) }, read).on('error', () => undefined);
  const [, response] = (await once(server, 'request')) as [IncomingMessage, ServerResponse];
  const closed = new AbortController();
  response.once('close', () => closed.abort());
  const writer = new EventWriter(response, closed.signal, slowMs);
  let sent = 0;
  for (; sent < most && !closed.signal.aborted; sent += 1) await writer.send(text);
  response.end();
  if (!closed.signal.aborted) await once(response, 'close');
  request.destroy();
  server.close();
  return sent;
}

describe('EventWriter', () => {
  it('sends all to a reader that reads', async () => {
    expect(await sendTo((answer) => answer.resume(), 60_000, 200)).toBe(200);
  });

  it('cuts off a reader that does not read, and holds little for it', async () => {
    const sent = await sendTo((answer) => answer.pause().on('error', () => undefined), 200, 10_000);
    expect(sent).toBeLessThan(500);
  });
});
