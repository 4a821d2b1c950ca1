import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Context } from 'fabric-contract-api';
import { ClientIdentity, type ChaincodeStub } from 'fabric-shim';
import { believeStored, hashBytes, identifyCaller, readCertificate } from '@databund/model';
import { readIdentity } from './read-identity';

const participantId = `ptc-${'3'.repeat(26)}`;
const noRecords = believeStored({ find: () => Promise.resolve(undefined) });
const toPem = (name: string) => readFileSync(join(__dirname, '../../../model/fixtures/certificates', `${name}.pem`));

/** A context whose caller has a certificate that Go made, read by Fabric's own ClientIdentity. */
function makeContext(idBytes: Uint8Array): Context {
  const stub: Pick<ChaincodeStub, 'getChannelID' | 'getTxID' | 'getCreator'> = {
    getChannelID: () => 'exchange',
    getTxID: () => 'a1',
    getCreator: () => ({ mspid: 'BuyerMSP', idBytes }),
  };
  return Object.assign(new Context(), { clientIdentity: new ClientIdentity(stub as ChaincodeStub) });
}

describe('identifyCaller with certificates made by Go', () => {
  it.each(['one-rdn', 'several-rdns', 'client-last', 'mixed', 'utf8'])('identifies the client of %s by its attribute', async (name) => {
    expect(await identifyCaller(noRecords, readIdentity(makeContext(toPem(name))), 'applicant')).toEqual({
      participantId,
      mspId: 'BuyerMSP',
      certHash: hashBytes(readCertificate(toPem(name))?.der ?? ''),
      roles: [],
    });
  });

  it('lets an administrator found the exchange when all units are in one RDN', async () => {
    const founder = await identifyCaller(noRecords, readIdentity(makeContext(toPem('one-rdn-admin'))), 'founder');
    expect(founder).toMatchObject({ participantId: 'admin@BuyerMSP', roles: [] });
  });

  it.each(['one-rdn', 'several-rdns', 'mixed', 'utf8', 'no-unit'])('rejects the founder %s, which has no unit admin', async (name) => {
    await expect(identifyCaller(noRecords, readIdentity(makeContext(toPem(name))), 'founder')).rejects.toMatchObject({
      code: 'NOT_AN_ADMIN',
    });
  });

  it.each(['one-rdn-admin', 'no-unit'])('rejects the caller %s, which has no unit client', async (name) => {
    await expect(identifyCaller(noRecords, readIdentity(makeContext(toPem(name))), 'applicant')).rejects.toMatchObject({
      code: 'CALLER_UNKNOWN',
    });
  });
});

describe('readIdentity', () => {
  it('reads invalid UTF-8 in the attribute as the replacement character', () => {
    const der = Buffer.from(readCertificate(toPem('one-rdn'))?.der ?? []);
    der[der.lastIndexOf(participantId)] = 0xff;
    const pem = `-----BEGIN CERTIFICATE-----\n${der.toString('base64')}\n-----END CERTIFICATE-----\n`;
    expect(readIdentity(makeContext(Buffer.from(pem))).participantId).toBe(`\ufffd${participantId.slice(1)}`);
  });
});
