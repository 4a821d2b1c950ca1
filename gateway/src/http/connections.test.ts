import { once } from 'node:events';
import { Agent, createServer, get, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { getPort } from '../testing/get-port';
import { Connections } from './connections';

const hourMs = 3_600_000;
const agent = new Agent({ keepAlive: true });
let server: Server;
let connections: Connections;
let url: string;
let asked: Promise<ServerResponse>;

beforeEach(async () => {
  server = createServer({ keepAliveTimeout: hourMs });
  connections = new Connections(server);
  asked = new Promise((resolve) => server.once('request', (_request, response) => resolve(response)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${String(getPort(server))}`;
});
afterEach(() => server.closeAllConnections());
afterAll(() => agent.destroy());

describe('Connections.close', () => {
  it('finishes a request in progress, and closes its connection', async () => {
    const asking = get(url, { agent });
    const response = await asked;
    const closed = connections.close(hourMs);
    response.end('whole');
    const [answer] = (await once(asking, 'response')) as [IncomingMessage];
    expect(answer.headers.connection).toBe('close');
    expect(String((await answer.toArray())[0])).toBe('whole');
    await closed;
  });

  it('closes a connection whose answer had begun, although it is kept alive', async () => {
    const asking = get(url, { agent });
    const response = await asked;
    response.writeHead(200, { 'content-length': 5 });
    response.write('wh');
    const [answer] = (await once(asking, 'response')) as [IncomingMessage];
    const closed = connections.close(hourMs);
    response.end('ole');
    expect(await text(answer)).toBe('whole');
    await closed;
  });

  it('closes a connection that has sent nothing', async () => {
    const accepted = once(server, 'connection');
    const silent = connect(getPort(server), '127.0.0.1').resume();
    await accepted;
    await Promise.all([connections.close(hourMs), once(silent, 'close')]);
  });

  it('accepts no new connection', async () => {
    await connections.close(hourMs);
    await expect(once(get(url), 'response')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('cuts a request that does not finish in time', async () => {
    const asking = get(url, { agent });
    const broken = once(asking, 'response').catch((error: unknown) => error);
    await asked;
    await connections.close(0);
    expect(await broken).toMatchObject({ code: 'ECONNRESET' });
  });
});
