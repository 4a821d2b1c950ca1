import { GatewayError } from '@hyperledger/fabric-gateway';
import { status } from '@grpc/grpc-js';
import type { FabricNetwork } from '../../support/fabric-network';
import { encodeKeyPolicy } from '../../support/key-policies';
import { openNetwork } from '../../support/open-network';
import { ProbeClient } from '../../support/probe-client';
import { matchText } from '../../support/matchers';
import { networkTimeoutMs } from '../../support/timeouts';

jest.setTimeout(networkTimeoutMs);

const [valid, policyFailure] = [0, 10];
const own = (mspId: string) => `_implicit_org_${mspId}`;

describe('endorsement plans of the gateway', () => {
  let network: FabricNetwork;
  let buyer: ProbeClient;
  let provider: ProbeClient;
  let regulator: ProbeClient;

  beforeAll(async () => {
    network = await openNetwork();
    buyer = await ProbeClient.connect(network, 'BuyerMSP');
    provider = await ProbeClient.connect(network, 'ProviderMSP');
    regulator = await ProbeClient.connect(network, 'RegulatorMSP');
    const keys = [
      { op: 'put', key: 'provider-only', value: '0' },
      { op: 'set-policy', key: 'provider-only', policy: encodeKeyPolicy(1, 'ProviderMSP') },
      { op: 'put', key: 'two-of-four', value: '0' },
      { op: 'set-policy', key: 'two-of-four', policy: encodeKeyPolicy(2, 'ExchangeMSP', 'ProviderMSP', 'BuyerMSP', 'RegulatorMSP') },
      { op: 'put', key: 'provider-and-buyer', value: '0' },
      { op: 'set-policy', key: 'provider-and-buyer', policy: encodeKeyPolicy(2, 'ProviderMSP', 'BuyerMSP') },
    ] as const;
    await buyer.submit(keys);
  });

  afterAll(async () => {
    for (const client of [buyer, provider, regulator]) client.close();
    await network.stop();
  });

  it('E0: plans the chaincode policy for a new key, although the transaction sets a key policy', async () => {
    const create = (key: string) =>
      [
        { op: 'put', key, value: '1' },
        { op: 'set-policy', key, policy: encodeKeyPolicy(1, 'ProviderMSP') },
      ] as const;
    const planned = await buyer.submit(create('e0'));
    expect(planned).toMatchObject({ code: valid, endorsers: ['BuyerMSP', 'ExchangeMSP'] });
    const alone = await provider.submit(create('e0-alone'), { organisations: ['ProviderMSP'] });
    expect(alone.code).toBe(policyFailure);
  });

  it("E1: plans Provider alone for a key under Provider's policy, also through Buyer's gateway", async () => {
    const write = [{ op: 'put', key: 'provider-only', value: '1' }] as const;
    expect(await provider.submit(write)).toMatchObject({ code: valid, endorsers: ['ProviderMSP'] });
    expect(await buyer.submit(write)).toMatchObject({ code: valid, endorsers: ['ProviderMSP'] });
  });

  it("E1c: rejects a write of Provider's key that only the three others endorsed", async () => {
    const others = ['ExchangeMSP', 'BuyerMSP', 'RegulatorMSP'];
    const refused = await buyer.submit([{ op: 'put', key: 'provider-only', value: '2' }], { organisations: others });
    expect(refused).toMatchObject({ code: policyFailure, endorsers: [...others].sort() });
  });

  it("E2: plans Provider and Exchange for Provider's key with a new key", async () => {
    const write = [
      { op: 'put', key: 'provider-only', value: '3' },
      { op: 'put', key: 'e2', value: '1' },
    ] as const;
    expect(await provider.submit(write)).toMatchObject({ code: valid, endorsers: ['ExchangeMSP', 'ProviderMSP'] });
  });

  it('E3: plans a 2-of-4 key, a key of Provider and Buyer and a new key in one transaction', async () => {
    const write = [
      { op: 'put', key: 'two-of-four', value: '1' },
      { op: 'put', key: 'provider-and-buyer', value: '1' },
      { op: 'put', key: 'e3', value: '1' },
    ] as const;
    expect(await buyer.submit(write)).toMatchObject({ code: valid, endorsers: ['BuyerMSP', 'ExchangeMSP', 'ProviderMSP'] });
  });

  const secret = { transient: { secret: 'price' } };
  const putOwn = { op: 'put-private', collection: own('ProviderMSP'), key: 'secret' } as const;

  it.each([
    ['E4: a private write to the own collection and a new public key', [putOwn, { op: 'put', key: 'e4', value: '1' }]],
    ['E6: a private write and a key 2-of-4', [putOwn, { op: 'put', key: 'two-of-four', value: '2' }]],
    ["E8: private writes to both parties' collections", [putOwn, { ...putOwn, collection: own('BuyerMSP') }]],
  ] as const)('refuses to plan %s', async (_row, write) => {
    const refused: unknown = await provider.endorse(write, secret).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(GatewayError);
    expect(refused).toMatchObject({
      code: status.FAILED_PRECONDITION,
      message: matchText(
        'requires endorsement from organisation(s) that are not in the distribution policy of the private data collection(s)',
      ),
    });
  });

  it('E5: plans the own organisation for a private write with a public key under its policy', async () => {
    const write = [putOwn, { op: 'put', key: 'provider-only', value: '5' }] as const;
    expect(await provider.submit(write, secret)).toMatchObject({ code: valid, endorsers: ['ProviderMSP'] });
  });

  it('E7: plans the own organisation for a private write to its collection alone', async () => {
    expect(await provider.submit([putOwn], secret)).toMatchObject({ code: valid, endorsers: ['ProviderMSP'] });
  });

  it('E8: endorses private writes to two collections if the client names both organisations', async () => {
    const write = [putOwn, { ...putOwn, collection: own('BuyerMSP') }] as const;
    const both = await provider.submit(write, { ...secret, organisations: ['ProviderMSP', 'BuyerMSP'] });
    expect(both).toMatchObject({ code: valid, endorsers: ['BuyerMSP', 'ProviderMSP'] });
  });

  it("E9: lets Buyer write Provider's collection with Provider's endorsement", async () => {
    const written = await buyer.submit([putOwn], { transient: { secret: 'from the buyer' } });
    expect(written).toMatchObject({ code: valid, endorsers: ['ProviderMSP'] });
    expect(await provider.evaluate([{ op: 'get-private', collection: own('ProviderMSP'), key: 'secret' }])).toEqual(['from the buyer']);
  });

  it('E10: lets non-members read the hash of private data, which is equal for equal values', async () => {
    const write = [
      { op: 'put-private', collection: own('ProviderMSP'), key: 'a' },
      { op: 'put-private', collection: own('ProviderMSP'), key: 'b' },
    ] as const;
    await provider.submit(write, { transient: { a: 'same', b: 'same' } });
    const hashes = await regulator.evaluate([
      { op: 'get-private-hash', collection: own('ProviderMSP'), key: 'a' },
      { op: 'get-private-hash', collection: own('ProviderMSP'), key: 'b' },
    ]);
    expect(hashes[0]).toMatch(/^[0-9a-f]{64}$/);
    expect(hashes[0]).toBe(hashes[1]);
  });

  it("E11: lets Regulator read Buyer's implicit collection by naming Buyer's peer as target", async () => {
    await buyer.submit([{ op: 'put-private', collection: own('BuyerMSP'), key: 'slip' }], { transient: { slip: '42' } });
    const read = [{ op: 'get-private', collection: own('BuyerMSP'), key: 'slip' }] as const;
    expect(await regulator.evaluate(read, { organisations: ['BuyerMSP'] })).toEqual(['42']);
    await expect(regulator.evaluate(read)).rejects.toMatchObject({
      code: status.UNKNOWN,
      details: [{ mspId: 'RegulatorMSP', message: matchText('private data matching public hash version is not available') }],
    });
  });
});
