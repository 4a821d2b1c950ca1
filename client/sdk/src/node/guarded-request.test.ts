import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isPublicAddress, requestGuarded } from './guarded-request';

let server: Server;
let port = 0;
beforeAll(async () => {
  server = createServer(({ url, method, headers }, response) => {
    response.setHeader('x-method', method ?? '').setHeader('x-length', headers['content-length'] ?? '');
    if (url === '/loop') response.writeHead(302, { location: '/loop' }).end();
    else response.end('found');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ({ port } = server.address() as AddressInfo);
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

describe('a request of an address that others named', () => {
  it.each([
    '127.0.0.1',
    '10.1.2.3',
    '169.254.169.254',
    '192.168.1.1',
    '100.64.0.1',
    '::1',
    '::ffff:127.0.0.1',
    'fd00::1',
    'fe80::1',
    '0.0.0.0',
    'name',
  ])('treats %s as not public', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  it.each(['93.184.216.34', '2606:2800:220:1:248:1893:25c8:1946'])('treats %s as public', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });

  it.each(['http://127.0.0.1:1/', 'http://[::1]:1/', 'http://localhost:1/', 'ftp://a.example/', 'file:///etc/passwd'])(
    'rejects the address %s',
    async (address) => {
      await expect(requestGuarded(address)).rejects.toMatchObject({ code: 'INPUT_INVALID' });
    },
  );

  it('reaches a private address if that is permitted, and stops after five redirects', async () => {
    const response = await requestGuarded(`http://127.0.0.1:${String(port)}/`, { isPrivateAllowed: true });
    expect(response.statusCode).toBe(200);
    response.resume();
    await expect(requestGuarded(`http://127.0.0.1:${String(port)}/loop`, { isPrivateAllowed: true })).rejects.toThrow(
      'redirects more than five times',
    );
  });

  it('sends a body by POST, and answers a redirect as it is if that is asked for', async () => {
    const options = { isPrivateAllowed: true, body: 'sent', isRedirectAnswer: true };
    const response = await requestGuarded(`http://127.0.0.1:${String(port)}/loop`, options);
    expect([response.statusCode, response.headers['x-method'], response.headers['x-length']]).toEqual([302, 'POST', '4']);
    response.resume();
  });
});
