import { createServer, type RequestListener, type Server } from 'node:http';
import { TestError } from './test-error';

/** An HTTP server on a free port of this machine, in the place of a portal. */
export class WebServer {
  private constructor(
    private readonly server: Server,
    /** The address, such as `http://127.0.0.1:40001`. */
    readonly address: string,
  ) {}

  /** @throws TestError NOT_LISTENING */
  static async start(answer: RequestListener): Promise<WebServer> {
    const server = createServer(answer);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const bound = server.address();
    if (typeof bound !== 'object' || !bound) throw new TestError('NOT_LISTENING', 'The server listens on no port.');
    return new WebServer(server, `http://127.0.0.1:${String(bound.port)}`);
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
