import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { X509Certificate } from '@peculiar/x509';
import { issueClient, issueOrganisation, locateClient } from './issuer';

describe('the issuer of client certificates', () => {
  const folder = mkdtempSync(join(tmpdir(), 'devnet-issuer-'));
  const home = join(folder, 'Org1MSP');
  beforeAll(() => issueOrganisation(folder, { mspId: 'Org1MSP', domain: 'org1.example.com', node: 'peer' }));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('writes any attributes as Fabric CA does, and keeps certificate and key in the folder of the user', async () => {
    const attributes = { role: 'clerk', 'hf.Affiliation': 'department1' };
    const { certificate, key } = await issueClient(home, { name: 'alice', attributes });
    const extension = new X509Certificate(certificate).getExtension('1.2.3.4.5.6.7.8.1');
    expect(JSON.parse(Buffer.from(extension?.value ?? new ArrayBuffer(0)).toString())).toEqual({ attrs: attributes });
    const read = (name: string) => readFileSync(join(locateClient(home, 'alice'), name), 'utf8');
    expect([read('cert.pem'), read('key.pem')]).toEqual([certificate, key]);
  });

  it.each(['', '../admin', 'alice,OU=admin', 'a b'])('rejects the name "%s"', async (name) => {
    await expect(issueClient(home, { name })).rejects.toMatchObject({ code: 'IDENTITY_NAME_INVALID' });
  });
});
