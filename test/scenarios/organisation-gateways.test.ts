import { createPrivateKey } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { FabricLedger } from '@databund/gateway/internal/ledger/fabric-ledger';
import { readConnectionProfile } from '@databund/gateway/internal/ledger/connection-profile';
import { indexes, transactions, type AnswerOf } from '@databund/model';
import { newId, type Databund } from '@databund/client';
import { Exchange, type CastName } from '../support/exchange';
import { encodeKeyPolicy } from '../support/key-policies';
import { activate, bytes, makeContent, makeTerms, publish } from '../support/listings';
import { OrganisationGateways } from '../support/organisation-gateways';
import { orderTransaction, PatchedCall } from '../support/patched-call';
import { connectAs } from '../support/patched-exchange';
import { networkTimeoutMs } from '../support/timeouts';

jest.setTimeout(networkTimeoutMs);

const name = 'readings.csv';
const [held] = makeContent().distributions ?? [];
const file = held?.kind === 'held' ? held : undefined;

/** The peers of the buyer's organisation and of Exchange say of every delivery that its bytes may flow, and write what a patch says. */
describe('gateways of organisations that do not trust each other', () => {
  let exchange: Exchange;
  let gateways: OrganisationGateways;
  let [theirs, own, joint]: string[] = [];
  beforeAll(async () => {
    exchange = await Exchange.open({ patchedAt: ['BuyerMSP', 'ExchangeMSP'] });
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

  it('reports the key and the foreign policy that keep named endorsers from writing, and lets Fabric plan others', async () => {
    const { buyer, provider } = exchange.members;
    const listing = newId('lst');
    const squatted = indexes.listingsOf(provider.id, listing);
    const { id, version } = await publish(exchange);
    const client = await connectAs(exchange, buyer);
    const patch = { key: squatted, set: { state: 'SQUATTED' }, policy: encodeKeyPolicy(1, 'RegulatorMSP') };
    const command = { id: newId('aut'), listing: id, version, terms: makeTerms() };
    const call = PatchedCall.make(client, { name: 'RequestAuthorisation', command, patch });
    expect(await orderTransaction(await call.endorseAt(['BuyerMSP', 'ExchangeMSP']))).toBe('VALID');
    client.close();
    const { mspId, certificate, privateKey } = await exchange.network.issueObserver('ProviderMSP');
    const observer = { mspId, participantId: 'observer', certificate: certificate.toString(), key: privateKey };
    const { keyPem, ...credentials } = provider.credentials;
    const ledger = new FabricLedger(readConnectionProfile(exchange.network.profilePath), { findObserver: () => observer });
    const create = (listingId: string) => ({
      transaction: transactions.CreateListing,
      command: { id: listingId, content: makeContent() },
      as: { ...credentials, key: createPrivateKey(keyPem) },
      endorsers: [['ProviderMSP', 'ExchangeMSP']],
    });
    await expect(ledger.submit(create(listing))).rejects.toMatchObject({
      code: 'TRANSACTION_INVALID',
      details: {
        flag: 'ENDORSEMENT_POLICY_FAILURE',
        endorsers: ['ExchangeMSP', 'ProviderMSP'],
        foreign: [{ key: `listing-by-provider~${provider.id}~${listing}`, policy: "OutOf(1, 'RegulatorMSP.peer')" }],
      },
    });
    const free = newId('lst');
    expect(await ledger.submit(create(free))).toMatchObject({ object: { id: free, state: 'DRAFT' } });
    const { endorsers: _, ...unnamed } = create(listing);
    expect(await ledger.submit(unnamed)).toMatchObject({ object: { id: listing, state: 'DRAFT' } });
    ledger.close();
  });
});
