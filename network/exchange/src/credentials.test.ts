import { copyFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { issueOrganisation } from '@databund/devnet/internal/msp/issuer';
import { makeMember } from './cast';
import { CredentialStore } from './credentials';

const organisations = mkdtempSync(join(tmpdir(), 'databund-credentials-'));
const store = new CredentialStore(organisations);
const makeBuyer = () => makeMember({ name: 'broker', mspId: 'BuyerMSP', roles: ['buyer'], title: { en: 'Broker' } });

beforeAll(() => issueOrganisation(organisations, { mspId: 'BuyerMSP', domain: 'buyer.example', node: 'peer' }));
afterAll(() => rmSync(organisations, { recursive: true }));

describe('CredentialStore', () => {
  it('issues a matching certificate and key even if three processes issue them at once, and leaves no draft', async () => {
    const member = makeBuyer();
    await Promise.all([1, 2, 3].map(() => store.issue(member)));
    const { cert } = store.read(member);
    expect(readdirSync(dirname(dirname(cert)))).toEqual([member.participantId]);
  });

  it('rejects a certificate without its private key and names the file and the next step', async () => {
    const member = makeBuyer();
    await store.issue(member);
    rmSync(store.read(member).key);
    expect(() => store.read(member)).toThrow(/private key of broker is missing: .*key\.pem\. Restore both files from a backup, or remove/);
  });

  it("rejects a private key that belongs to another participant's certificate", async () => {
    const [one, other] = [makeBuyer(), makeBuyer()];
    await Promise.all([store.issue(one), store.issue(other)]);
    copyFileSync(store.read(other).key, store.read(one).key);
    expect(() => store.read(one)).toThrow(/key\.pem is not the private key of .*cert\.pem/);
  });
});
