import { once } from 'node:events';
import { Agent, createServer, get, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
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
  asked = once(server, 'request').then(([, response]) => response as ServerResponse);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
});
afterEach(() => server.closeAllConnections());
afterAll(() => agent.destroy());

describe('a server that stops', () => {
  it('finishes what is under way, and keeps no connection for more', async () => {
    const asking = get(url, { agent });
    const response = await asked;
    const closed = connections.close(hourMs);
    response.end('whole');
    const [answer] = (await once(asking, 'response')) as [IncomingMessage];
    expect(answer.headers.connection).toBe('close');
    expect(String((await answer.toArray())[0])).toBe('whole');
    await closed;
  });

  it('waits for no connection that is only kept alive, also where its answer had begun before', async () => {
    const asking = get(url, { agent });
    const response = await asked;
    response.writeHead(200, { 'content-length': 5 });
    response.write('wh');
    const [answer] = (await once(asking, 'response')) as [IncomingMessage];
    const closed = connections.close(hourMs);
    response.end('ole');
    expect(Buffer.concat((await answer.toArray()) as Buffer[]).toString()).toBe('whole');
    await closed;
  });

  it('waits for nobody who has connected and said nothing', async () => {
    const accepted = once(server, 'connection');
    const silent = connect((server.address() as AddressInfo).port, '127.0.0.1').resume();
    await accepted;
    await Promise.all([connections.close(hourMs), once(silent, 'close')]);
  });

  it('takes no new connection', async () => {
    await connections.close(hourMs);
    await expect(once(get(url), 'response')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('breaks off what does not finish in time', async () => {
    const asking = get(url, { agent });
    const broken = once(asking, 'response').catch((error: unknown) => error);
    await asked;
    await connections.close(0);
    expect(await broken).toMatchObject({ code: 'ECONNRESET' });
  });
});
