import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readCertificate } from '@databund/model';
import { toIdentity } from './change-signer';

describe('toIdentity', () => {
  it('reads invalid UTF-8 in the attribute as the contracts do', () => {
    const pem = readFileSync(join(__dirname, '../../../chaincode/model/fixtures/certificates/one-rdn.pem'));
    const raw = Buffer.from(readCertificate(pem)?.der ?? []);
    raw[raw.lastIndexOf('ptc-')] = 0xff;
    expect(toIdentity({ mspId: 'BuyerMSP', certificate: { raw } })).toMatchObject({
      participantId: `\ufffdtc-${'3'.repeat(26)}`,
      isAdmin: false,
      isClient: true,
    });
  });
});
