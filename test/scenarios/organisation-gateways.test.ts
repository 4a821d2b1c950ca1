import { readFileSync, writeFileSync } from 'node:fs';
import type { AnswerOf } from '@databund/model';
import { newId, type Databund } from '@databund/client';
import { Exchange, type CastName } from '../support/exchange';
import { activate, bytes, makeContent } from '../support/listings';
import { OrganisationGateways } from '../support/organisation-gateways';
import { networkTimeoutMs } from '../support/timeouts';

jest.setTimeout(networkTimeoutMs);

const name = 'readings.csv';
const [held] = makeContent().distributions ?? [];
const file = held?.kind === 'held' ? held : undefined;

/** The peer of the buyer's organisation says of every delivery that its bytes may flow. */
describe('gateways of organisations that do not trust each other', () => {
  let exchange: Exchange;
  let gateways: OrganisationGateways;
  let [theirs, own, joint]: string[] = [];
  beforeAll(async () => {
    exchange = await Exchange.open({ patchedAt: ['BuyerMSP'] });
    gateways = await OrganisationGateways.open(exchange);
    theirs = await gateways.serve(['ExchangeMSP', 'ProviderMSP', 'RegulatorMSP']);
    own = await gateways.serve(['BuyerMSP']);
    joint = await gateways.serve(['ExchangeMSP', 'ProviderMSP', 'BuyerMSP']);
  });
  afterAll(async () => {
    await gateways.close();
    await exchange.close();
  });

  const as = (who: CastName, url: string | undefined) => gateways.as(who, url ?? '');

  /** Opens a delivery at one gateway, of bytes that the provider stored at another. */
  async function openDelivery(by: Databund, at: Databund): Promise<AnswerOf<'GetDelivery'>> {
    const authorisation = await activate(exchange);
    const { listing: id, version } = await by.authorisation.get({ id: authorisation });
    const from = gateways.makeTemporaryPath(name);
    writeFileSync(from, bytes);
    await at.upload({ id, version }, name, from);
    const { object } = await by.delivery.open({ id: newId('dlv'), authorisation });
    return object;
  }

  async function fetchText(by: Databund, delivery: Parameters<Databund['download']>[0]): Promise<string> {
    const to = gateways.makeTemporaryPath(name);
    await by.download(delivery, file!, to);
    return readFileSync(to, 'utf8');
  }

  it("lets a buyer open a delivery at its gateway, and fetch the bytes from the provider's gateway", async () => {
    const buyer = as('buyer', own);
    const delivery = await openDelivery(buyer, as('provider', theirs));
    expect(await fetchText(as('buyer', theirs), delivery)).toBe(bytes.toString());
    expect((await buyer.delivery.get({ id: delivery.id })).state).toBe('SENT');
  });

  it('serves the bytes to no other participant, and names the gateway that has them', async () => {
    const delivery = await openDelivery(as('buyer', own), as('provider', theirs));
    await expect(fetchText(as('otherBuyer', theirs), delivery)).rejects.toMatchObject({ code: 'DELIVERY_NOT_FOUND' });
    await expect(fetchText(as('buyer', theirs), delivery.id)).rejects.toMatchObject({ code: 'IDENTITY_NOT_HELD' });
    await expect(fetchText(as('buyer', own), delivery)).rejects.toMatchObject({ code: 'IDENTITY_NOT_HELD' });
    await expect(fetchText(as('buyer', theirs), { ...delivery, provider: exchange.members.operator.id })).rejects.toMatchObject({
      code: 'DELIVERY_NOT_FOUND',
    });
  });

  it("serves no bytes on the word of the buyer's peer alone, at a gateway of both organisations", async () => {
    const buyer = as('buyer', joint);
    const delivery = await openDelivery(buyer, as('provider', joint));
    const { termsHash } = await exchange.members.auditor.call('GetAuthorisation', { id: delivery.authorisation });
    await exchange.members.provider.call('RevokeAuthorisation', { id: delivery.authorisation, termsHash });
    expect((await buyer.delivery.get({ id: delivery.id })).flow).toEqual({ isOpen: true });
    for (const named of [delivery, delivery.id])
      await expect(fetchText(buyer, named)).rejects.toMatchObject({ code: 'AUTHORISATION_NOT_ACTIVE' });
  });
});
