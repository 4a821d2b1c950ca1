import { ExchangeError } from '@databund/model';
import { readCode } from '../testing/read-code';
import { DeliveryWorld } from '../testing/delivery-world';
import { caller, provider } from '../testing/test-app';

const stranger = { mspId: 'OtherMSP', participantId: `ptc-${'6'.repeat(26)}` };
const named = `?provider=${provider.participantId}`;
const asProvider = [
  'GetDelivery as ProviderMSP',
  'GetParticipant as ProviderMSP',
  'GetParticipant as ProviderMSP',
  'GetListing as ProviderMSP',
  'SendDelivery as ProviderMSP',
];

let world: DeliveryWorld;
beforeEach(async () => {
  world = new DeliveryWorld(Buffer.from('year,value\n2026,1\n'));
  await world.store();
});

const listCalls = () => world.under.ledger.calls.map(({ transaction: { name }, as }) => `${name} as ${as.mspId}`);
const getDownloadCode = async (query: string, status: number, subject = caller) => readCode(await world.get(query, subject).expect(status));

describe('the permission to download', () => {
  it("asks the provider's peer for the permission, and the buyer's peer only for the provider", async () => {
    await world.get().expect(200);
    expect(listCalls()).toEqual(['GetDelivery as BuyerMSP', ...asProvider]);
  });

  it('asks no peer of the buyer if the query names the provider', async () => {
    await world.get(named).expect(200);
    expect(listCalls()).toEqual(asProvider);
  });

  it('permits a buyer whose identity another gateway holds only if the query names the provider', async () => {
    world.patch('ProviderMSP', { buyer: stranger.participantId, mspId: stranger.mspId });
    expect(await getDownloadCode('', 403, stranger)).toBe('IDENTITY_NOT_HELD');
    expect(listCalls()).toEqual([]);
    await world.get(named, stranger).expect(200);
    expect(await getDownloadCode(named, 404, { ...stranger, mspId: 'BuyerMSP' })).toBe('DELIVERY_NOT_FOUND');
  });

  it("refuses a download if only the buyer's peer says that the delivery is open", async () => {
    world.flow = { isOpen: false, because: 'AUTHORISATION_NOT_ACTIVE', state: 'REVOKED' };
    world.patch('BuyerMSP', { flow: { isOpen: true } });
    for (const query of ['', named]) expect(await getDownloadCode(query, 403)).toBe('AUTHORISATION_NOT_ACTIVE');
  });

  it.each([
    ['provider', { provider: caller.participantId }],
    ['provider and listing', { provider: caller.participantId, listing: `lst-${'7'.repeat(26)}` }],
  ])("protects another provider's bytes if the buyer's peer names a false %s", async (_, members) => {
    world.patch('BuyerMSP', members);
    expect(await getDownloadCode('', 409)).toBe('BYTES_NOT_FOUND');
    expect(await getDownloadCode(`?provider=${caller.participantId}`, 409)).toBe('BYTES_NOT_FOUND');
  });

  it('refuses a download if the query names another provider than that of the delivery', async () => {
    expect(await getDownloadCode(`?provider=${caller.participantId}`, 404)).toBe('DELIVERY_NOT_FOUND');
    world.patch('BuyerMSP', { provider: stranger.participantId });
    expect(await getDownloadCode('', 403)).toBe('IDENTITY_NOT_HELD');
  });

  it('refuses a download to a suspended buyer', async () => {
    world.registration = 'SUSPENDED';
    expect(await getDownloadCode('', 403)).toBe('PARTICIPANT_NOT_ACTIVE');
  });

  it("waits for a delivery that has not reached the provider's peer", async () => {
    const { ledger } = world.under;
    const { answer } = ledger;
    let missing = 3;
    ledger.answer = (call) => {
      if (call.as.mspId === 'ProviderMSP' && missing-- > 0) throw new ExchangeError('DELIVERY_NOT_FOUND');
      return answer(call);
    };
    await world.get().expect(200);
  });

  it.each(['?provider=ptc-1', '?provider=', `${named}&provider=${provider.participantId}`, '?buyer=me'])(
    'refuses a download for the query %s before it asks the ledger',
    async (query) => {
      expect(await getDownloadCode(query, 400)).toBe('INPUT_INVALID');
      expect(listCalls()).toEqual([]);
    },
  );
});
