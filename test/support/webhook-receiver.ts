import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

/** A message as it came. */
export interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A server that takes webhooks, and answers as a test sets it. */
export class WebhookReceiver {
  readonly received: Received[] = [];
  /** Returns the status with which a message is answered. */
  answer: (message: Received) => number = () => 204;

  private constructor(private readonly server: Server) {}

  static async open(): Promise<WebhookReceiver> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const receiver = new WebhookReceiver(server);
    server.on('request', (request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const message = { path: request.url ?? '', headers: request.headers, body: Buffer.concat(chunks).toString() };
        receiver.received.push(message);
        response.writeHead(receiver.answer(message), { location: '/elsewhere' }).end();
      });
    });
    return receiver;
  }

  get url(): string {
    const address = this.server.address();
    return `http://127.0.0.1:${String(typeof address === 'object' && address ? address.port : 0)}`;
  }

  /** Returns the ids of what came at a path. */
  listIds(path: string): readonly string[] {
    return this.received.filter((each) => each.path === path).map(({ headers }) => String(headers['webhook-id']));
  }

  /** Waits until so many messages came at a path, and returns their ids. */
  async waitFor(path: string, count: number): Promise<readonly string[]> {
    while (this.listIds(path).length < count) await sleep(20);
    return this.listIds(path);
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }
}
