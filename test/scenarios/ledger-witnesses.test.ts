import { writeFileSync } from 'node:fs';
import { newId, type Databund } from '@databund/client';
import { Exchange } from '../support/exchange';
import { bytes, fund, grant, makeContent } from '../support/listings';
import { OrganisationGateways } from '../support/organisation-gateways';
import { networkTimeoutMs } from '../support/timeouts';

jest.setTimeout(networkTimeoutMs);

describe('paid delivery that its provider sends', () => {
  let exchange: Exchange;
  let gateways: OrganisationGateways;
  beforeAll(async () => {
    // The buyer's peer gets a chaincode of its own, so that it can be stopped.
    exchange = await Exchange.open({ patchedAt: ['BuyerMSP'] });
    gateways = await OrganisationGateways.open(exchange);
  });
  afterAll(async () => {
    await gateways.close();
    await exchange.close();
  });

  /** Opens two paid deliveries of bytes that the provider stored at its gateway. */
  async function openDeliveries(provider: Databund): Promise<readonly string[]> {
    const { buyer } = exchange.members;
    const { id, listing, revision } = await grant(exchange, makeContent({ charge: { basis: 'priced' } }));
    const from = gateways.makeTemporaryPath('readings.csv');
    writeFileSync(from, bytes);
    await provider.upload({ id: listing, version: 1 }, 'readings.csv', from);
    const { trade } = await fund(exchange, id);
    await buyer.call('ActivateAuthorisation', { id, revision, trade });
    const [first, second] = [newId('dlv'), newId('dlv')];
    await buyer.call('OpenDelivery', { id: first, authorisation: id });
    await buyer.call('OpenDelivery', { id: second, authorisation: id });
    return [first, second];
  }

  it("counts by the buyer's peer, or by the authority's if that one does not answer", async () => {
    const provider = gateways.as('provider', await gateways.serve(['ExchangeMSP', 'ProviderMSP']));
    const [first = '', second = ''] = await openDeliveries(provider);
    const send = async (id: string) => {
      const { object } = await provider.delivery.serve({ id, revision: 1 });
      return (await provider.delivery.send({ id, revision: object.revision })).object.state;
    };
    expect(await send(first)).toBe('SENT');
    await exchange.network.stopChaincode('BuyerMSP');
    expect(await send(second)).toBe('SENT');
    for (const id of [first, second]) expect((await exchange.members.provider.call('GetDelivery', { id })).state).toBe('SENT');
  });
});
