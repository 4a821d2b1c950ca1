import { X509Certificate } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readCertificate } from './certificate';

const folder = join(__dirname, '../../fixtures/certificates');
const toPem = (name: string) => readFileSync(join(folder, `${name}.pem`), 'utf8');
const names = readdirSync(folder).flatMap((file) => (file.endsWith('.pem') ? [file.slice(0, -'.pem'.length)] : []));

describe('readCertificate', () => {
  it.each([
    ['one-rdn', ['org1', 'client', 'department1']],
    ['one-rdn-admin', ['org1', 'admin', 'department1']],
    ['several-rdns', ['department1', 'client', 'org1']],
    ['client-last', ['org1', 'department1', 'client']],
    ['mixed', ['client', 'org1']],
    ['utf8', ['数据', 'client', 'a + OU=admin']],
    ['no-unit', []],
  ])('reads the organisational units of the Go certificate %s', (name, units) => {
    expect(readCertificate(toPem(name))?.units).toEqual(units);
  });

  it.each(names)('reads the DER and the public key of %s as Node does, from PEM and from DER', (name) => {
    const { raw, publicKey } = new X509Certificate(toPem(name));
    for (const given of [toPem(name), Buffer.from(toPem(name)), raw]) {
      const certificate = readCertificate(given);
      expect(Buffer.from(certificate?.der ?? [])).toEqual(raw);
      expect(Buffer.from(certificate?.publicKeyInfo ?? [])).toEqual(publicKey.export({ type: 'spki', format: 'der' }));
    }
  });

  it('reads the first certificate of a PEM file that begins with other text', () => {
    expect(readCertificate(`Subject: OU=admin\n${toPem('one-rdn')}${toPem('one-rdn-admin')}`)?.units).toContain('client');
  });

  const { raw } = new X509Certificate(toPem('one-rdn'));
  it.each<[string, Uint8Array | string]>([
    ['an empty text', ''],
    ['text without PEM', 'OU=client'],
    ['PEM that is not base64', '-----BEGIN CERTIFICATE-----\n!!!\n-----END CERTIFICATE-----\n'],
    ['no bytes', new Uint8Array()],
    ['a cut certificate', raw.subarray(0, -1)],
    ['bytes after the certificate', Buffer.concat([raw, Buffer.from([0])])],
    ['another structure', Buffer.from('3003020101', 'hex')],
  ])('returns undefined for %s', (_, given) => {
    expect(readCertificate(given)).toBeUndefined();
  });
});
