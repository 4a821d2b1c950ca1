import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { hashCertificates } from './certificate-pins';
import { runCommandLine } from './program';

/** Made by OpenSSL, which also computed the hashes: `openssl x509 -in first.pem -outform der | sha256sum`. */
const first = `-----BEGIN CERTIFICATE-----
MIIBnzCCAUWgAwIBAgIUDfzsNHCsZK5//pISQTuBOb+Gof4wCgYIKoZIzj0EAwIw
JDERMA8GA1UEAwwIcGluIHRlc3QxDzANBgNVBAsMBmNsaWVudDAgFw0yNjExMjgx
OTE3MjJaGA8yMTI2MTEwNDE5MTcyMlowJDERMA8GA1UEAwwIcGluIHRlc3QxDzAN
BgNVBAsMBmNsaWVudDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABJ6iFlA5Nfzp
8GmMdjOm6zqnijrWGwIAj8tHfBT0vEpnFMcLKDbKlN850ivNxBlG4quoJZ6yHjpI
h/qNQg7Ra/CjUzBRMB0GA1UdDgQWBBRGci/KiPRd6Cn6IfajaeM+XbRKuTAfBgNV
HSMEGDAWgBRGci/KiPRd6Cn6IfajaeM+XbRKuTAPBgNVHRMBAf8EBTADAQH/MAoG
CCqGSM49BAMCA0gAMEUCIHZpDqxF4hz0CEnl9TxfijWWZmW0Z/1CirZ92lmnG4Wn
AiEA0WWeuSEBuoAawYtNF/i1GEPKRLIP6kGHeoY35mTOjwk=
-----END CERTIFICATE-----
`;
const firstHash = 'b1dfc2d533f391e808784e8a78aabb7498255ff0eafc14c71517082fab322f23';
const second = `-----BEGIN CERTIFICATE-----
MIIBmDCCAT+gAwIBAgIUcLcgO8MPO7kpAkZ2DJrS9JTofpcwCgYIKoZIzj0EAwIw
ITEOMAwGA1UEAwwFb3RoZXIxDzANBgNVBAsMBmNsaWVudDAgFw0yNjExMjgxOTE3
MjJaGA8yMTI2MTEwNDE5MTcyMlowITEOMAwGA1UEAwwFb3RoZXIxDzANBgNVBAsM
BmNsaWVudDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABJ6iFlA5Nfzp8GmMdjOm
6zqnijrWGwIAj8tHfBT0vEpnFMcLKDbKlN850ivNxBlG4quoJZ6yHjpIh/qNQg7R
a/CjUzBRMB0GA1UdDgQWBBRGci/KiPRd6Cn6IfajaeM+XbRKuTAfBgNVHSMEGDAW
gBRGci/KiPRd6Cn6IfajaeM+XbRKuTAPBgNVHRMBAf8EBTADAQH/MAoGCCqGSM49
BAMCA0cAMEQCIEEn8gx9WXqNl53tTVxCh0auA7/s1PI0c9W5tAsbzi91AiATGn7v
nfhmNfcLYzy+SZu70TviUl+0BUYTXZoUvsboBA==
-----END CERTIFICATE-----
`;
const secondHash = '2c48ca553b29bf769755fc888a674999f0c3fddebf8a1a4672fe975cc8d19648';
const key = '-----BEGIN EC PRIVATE KEY-----\nMHcCAQEEIA==\n-----END EC PRIVATE KEY-----\n';

const folder = mkdtempSync(join(tmpdir(), 'databund-pins-'));
afterAll(() => rmSync(folder, { recursive: true }));
const writePem = (name: string, content: string | Uint8Array) => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};

describe('the pin of a certificate file', () => {
  it.each<[string, string | Uint8Array]>([
    ['PEM', first],
    ['PEM with text around it and other line ends', `subject=pin test\r\n${first.replaceAll('\n', '\r\n')}\r\n`],
    ['DER', new X509Certificate(first).raw],
    ['PEM with its key beside it', key + first],
  ])('computes the pin of a certificate file as %s from its DER bytes', (_, content) => {
    expect(hashCertificates([writePem('certificate', content)])).toEqual([{ alg: 'sha-256', value: firstHash }]);
  });

  it.each([
    ['a private key', key, 'holds the following, not a certificate: ec private key. Give the certificate that was issued for the key.'],
    [
      'a certificate request',
      '-----BEGIN CERTIFICATE REQUEST-----\nMII=\n-----END CERTIFICATE REQUEST-----\n',
      'holds the following, not a certificate: certificate request.',
    ],
    ['a chain', first + second, 'holds 2 certificates. Give a file with your own certificate only'],
    ['text', 'certificate', 'is not a certificate. Give an X.509 certificate as PEM or DER'],
    ['a broken certificate', first.replace('MIIB', 'MIIC'), 'is not a certificate'],
    ['nothing', '', 'is not a certificate'],
  ])('rejects a certificate file that holds %s, with the reason', (_, content, reason) => {
    const path = writePem('other', content);
    expect(() => hashCertificates([path])).toThrow(`${path} ${reason}`);
  });

  it('reports a missing certificate file', () => {
    expect(() => hashCertificates([join(folder, 'nowhere.pem')])).toThrow('there is no file');
  });
});

describe('databund participant pin', () => {
  const id = `ptc-${'0'.repeat(26)}`;
  const bodies: unknown[] = [];
  let server: Server;
  let url: string;
  beforeAll(async () => {
    server = createServer((request, response) => {
      if (request.method === 'GET') response.end(JSON.stringify({ id, revision: 7 }));
      else void text(request).then((body) => response.end(String(bodies.push(JSON.parse(body)))));
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const address = server.address();
    url = `http://127.0.0.1:${typeof address === 'object' ? String(address?.port) : ''}`;
  });
  beforeEach(() => (bodies.length = 0));
  afterAll(() => server.close().closeAllConnections());

  async function pin(...words: string[]) {
    const config = writePem('profiles.json', JSON.stringify({ current: 'me', profiles: { me: { url, token: 't', participant: id } } }));
    const [out, err] = [new PassThrough(), new PassThrough()];
    const exitCode = await runCommandLine(['--json', 'participant', 'pin', ...words], { out, err, config, isTerminal: false });
    return { exitCode, err: String(err.read() ?? '') };
  }

  it.each([
    ['the id that is given', [id]],
    ["the profile's participant", []],
  ])('sends the hashes of several certificate files for %s', async (_, words) => {
    const certificates = ['--certificate', writePem('first.pem', first), '--certificate', writePem('second.pem', second)];
    expect(await pin(...words, ...certificates)).toEqual({ exitCode: 0, err: '' });
    const keyHashes = [firstHash, secondHash].map((value) => ({ alg: 'sha-256', value }));
    expect(bodies).toEqual([{ revision: 7, keyHashes }]);
  });

  it('sends an empty list, which lifts the pins, only if it is written', async () => {
    expect((await pin('--key-hashes', '[]')).exitCode).toBe(0);
    expect(bodies).toEqual([{ revision: 7, keyHashes: [] }]);
    expect((await pin()).exitCode).toBe(2);
    expect(bodies).toHaveLength(1);
  });

  it('sends nothing if a file is a key, or both options are given', async () => {
    expect(await pin('--certificate', writePem('key.pem', key))).toEqual({
      exitCode: 2,
      err: expect.stringContaining('not a certificate') as string,
    });
    const both = await pin('--certificate', writePem('first.pem', first), '--key-hashes', '[]');
    expect(both).toEqual({ exitCode: 2, err: expect.stringContaining('give one of them') as string });
    expect(bodies).toEqual([]);
  });
});
