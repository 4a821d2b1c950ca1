import { hashFounding } from '@databund/model';
import { makeId } from '../support/cast';
import type { FabricNetwork } from '../support/fabric-network';
import { makeFounding } from '../support/found-exchange';
import { Member } from '../support/member';
import { openNetwork } from '../support/open-network';
import { networkTimeoutMs } from '../support/timeouts';

jest.setTimeout(networkTimeoutMs);

/** Two organisations satisfy the chaincode's endorsement policy, so what they found together is valid. */
const colluding = ['ExchangeMSP', 'ProviderMSP'] as const;
const agreed = makeFounding(makeId('ptc'), makeId('ptc'));
const theirs = makeFounding(makeId('ptc'), makeId('ptc'));

describe('founding by a document that two of four organisations agreed to', () => {
  let network: FabricNetwork;
  beforeAll(async () => {
    const [founding, other] = [hashFounding(agreed), hashFounding(theirs)];
    network = await openNetwork({ chaincode: 'databund', founding, foundingOf: { [colluding[0]]: other, [colluding[1]]: other } });
  });
  afterAll(() => network.stop());

  const withAdmin = async <T>(mspId: string, use: (admin: Member) => Promise<T>): Promise<T> => {
    const admin = new Member(network, 'admin', network.readAdmin(mspId));
    return use(admin).finally(admin.close);
  };
  const refused = expect.objectContaining({ code: 'FOUNDING_NOT_AGREED' }) as unknown;

  it('gets no endorsement of the others, by whatever document it is', async () => {
    await withAdmin('ExchangeMSP', async (admin) => {
      await expect(admin.commitCode('FoundExchange', theirs, ['ExchangeMSP', 'BuyerMSP'])).rejects.toEqual(refused);
      await expect(admin.commitCode('FoundExchange', agreed, ['ExchangeMSP', 'BuyerMSP'])).rejects.toEqual(refused);
    });
  });

  it('commits, and the peers of the others serve nothing of it', async () => {
    const code = await withAdmin('ExchangeMSP', (admin) => admin.commitCode('FoundExchange', theirs, colluding));
    expect(code).toBe('VALID');
    const operator = new Member(network, theirs.operator.id, await network.issueIdentity('ExchangeMSP', theirs.operator.id));
    expect((await operator.call('GetExchange', {})).founding).toEqual(hashFounding(theirs));
    operator.close();
    for (const [mspId, role] of [
      ['BuyerMSP', 'buyer'],
      ['RegulatorMSP', 'auditor'],
    ] as const) {
      const id = makeId('ptc');
      const applicant = new Member(network, id, await network.issueIdentity(mspId, id));
      expect(await applicant.expectRefusal('GetExchange', {})).toBe('FOUNDING_NOT_AGREED');
      const register = applicant.commitCode('RegisterParticipant', { id, name: { en: 'N' }, roles: [role] }, ['ExchangeMSP', mspId]);
      await expect(register).rejects.toEqual(refused);
      applicant.close();
    }
  });
});
