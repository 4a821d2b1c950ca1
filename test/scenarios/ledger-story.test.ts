import { hashBytes } from '@databund/model';
import { makePriceSlip } from '@databund/client';
import { Exchange, makeId } from '../support/exchange';
import { activate, bytes, makeContent, fund, grant, publish, makeTerms } from '../support/listings';
import { networkTimeoutMs } from '../support/timeouts';

jest.setTimeout(networkTimeoutMs);

let exchange: Exchange;
beforeAll(async () => {
  exchange = await Exchange.open();
});
afterAll(() => exchange.close());

describe('authorised trade on the ledger', () => {
  it('settles a sale that both sides priced in private, after funding, activation and delivery', async () => {
    const { buyer, provider, operator, auditor } = exchange.members;
    const { id: listing, version } = await publish(exchange, makeContent({ charge: { basis: 'priced' } }));
    const request = { id: makeId('aut'), listing, version, terms: makeTerms() };
    const { id, termsHash, revision } = await buyer.call('RequestAuthorisation', request);
    expect((await provider.call('ApproveAuthorisation', { id, termsHash })).state).toBe('PART_APPROVED');
    expect((await operator.call('ApproveAuthorisation', { id, termsHash })).state).toBe('GRANTED');
    const trade = makeId('trd');
    await buyer.call('OrderTrade', { id: trade, authorisation: id, kind: 'sale' });
    const { text: slip, hash: amountHash } = makePriceSlip(trade, 125_000, 'CNY');
    expect((await provider.call('PriceTrade', { id: trade }, { slip })).state).toBe('ORDERED');
    expect(await operator.expectRefusal('FundTrade', { id: trade, amountHash })).toBe('ACTION_NOT_ALLOWED');
    expect((await buyer.call('PriceTrade', { id: trade }, { slip })).state).toBe('PRICED');
    expect(await buyer.call('GetPriceSlip', { id: trade })).toEqual(JSON.parse(slip));
    expect(await auditor.expectRefusal('GetPriceSlip', { id: trade })).toBe('PRICE_SLIP_NOT_FOUND');
    expect(await operator.expectRefusal('FundTrade', { id: trade, amountHash: hashBytes('another') })).toBe('PRICE_MISMATCH');
    expect(await buyer.expectRefusal('ActivateAuthorisation', { id, revision, trade })).toBe('TRADE_NOT_READY');
    expect((await operator.call('FundTrade', { id: trade, amountHash })).state).toBe('FUNDED');
    expect((await buyer.call('ActivateAuthorisation', { id, revision, trade })).state).toBe('ACTIVE');
    const delivery = await buyer.call('OpenDelivery', { id: makeId('dlv'), authorisation: id });
    expect(delivery).toMatchObject({ state: 'OPENED', expected: hashBytes(bytes), flow: { isOpen: true } });
    expect(await provider.expectRefusal('SendDelivery', { id: delivery.id, revision: delivery.revision })).toBe('NOT_SERVING');
    const serving = await provider.call('ServeDelivery', { id: delivery.id, revision: delivery.revision });
    expect((await buyer.call('GetTrade', { id: trade })).served).toBe(delivery.id);
    const sent = await provider.call('SendDelivery', { id: delivery.id, revision: serving.revision });
    const acked = await buyer.call('AcknowledgeDelivery', { id: delivery.id, revision: sent.revision, hash: hashBytes(bytes) });
    expect(acked.state).toBe('ACKED');
    expect((await auditor.call('GetTrade', { id: trade })).state).toBe('DELIVERED');
    const settled = await operator.call('SettleTrade', { id: trade, amountHash });
    expect(settled.state).toBe('SETTLED');
    expect(settled.tradeNumber).toMatch(/^\d{4}-/);
  });

  it('opens no delivery after a revocation, and stops the deliveries that are open', async () => {
    const { buyer, provider } = exchange.members;
    const id = await activate(exchange);
    const delivery = await buyer.call('OpenDelivery', { id: makeId('dlv'), authorisation: id });
    const { termsHash } = await provider.call('GetAuthorisation', { id });
    expect((await provider.call('RevokeAuthorisation', { id, termsHash, reason: { code: 'contract' } })).state).toBe('REVOKED');
    expect((await buyer.call('GetDelivery', { id: delivery.id })).flow).toEqual({
      isOpen: false,
      because: 'AUTHORISATION_NOT_ACTIVE',
      state: 'REVOKED',
    });
    expect(await buyer.expectRefusal('OpenDelivery', { id: makeId('dlv'), authorisation: id })).toBe('AUTHORISATION_NOT_ACTIVE');
  });

  it('opens as many deliveries as it has slots, and one replacement of a mismatch', async () => {
    const { buyer } = exchange.members;
    const id = await activate(exchange, makeContent(), { count: 2 });
    const open = (more: object = {}) => buyer.call('OpenDelivery', { id: makeId('dlv'), authorisation: id, ...more });
    const first = await open();
    await open();
    expect(await buyer.expectRefusal('OpenDelivery', { id: makeId('dlv'), authorisation: id })).toBe('AUTHORISATION_EXHAUSTED');
    const wrong = await buyer.call('AcknowledgeDelivery', { id: first.id, revision: first.revision, hash: hashBytes('other bytes') });
    expect(wrong.state).toBe('MISMATCH');
    expect((await open({ replaces: first.id })).slot).toBe(first.slot);
    expect(await buyer.expectRefusal('OpenDelivery', { id: makeId('dlv'), authorisation: id, replaces: first.id })).toBe('NOT_REPLACEABLE');
    expect(await buyer.call('GetAuthorisation', { id })).toMatchObject({ state: 'ACTIVE', slotsUsed: 2 });
  });

  it('hides a trade from others, and lets no buyer approve its own request', async () => {
    const { otherBuyer, otherProvider, buyer } = exchange.members;
    const { id, termsHash } = await grant(exchange);
    expect(await otherBuyer.expectRefusal('GetAuthorisation', { id })).toBe('AUTHORISATION_NOT_FOUND');
    expect(await otherProvider.expectRefusal('RevokeAuthorisation', { id, termsHash })).toBe('AUTHORISATION_NOT_FOUND');
    expect(await buyer.expectRefusal('ApproveAuthorisation', { id, termsHash })).toBe('SELF_DEALING');
    expect((await otherBuyer.call('ListAuthorisations', {})).items).toEqual([]);
  });

  it('refuses a request outside the offer, and a listing without files', async () => {
    const { buyer } = exchange.members;
    const { id: listing, version } = await publish(exchange);
    const terms = makeTerms({ purpose: 'advertising' });
    expect(await buyer.expectRefusal('RequestAuthorisation', { id: makeId('aut'), listing, version, terms })).toBe('TERMS_NOT_PERMITTED');
    const linked = await publish(exchange, makeContent({ distributions: [{ kind: 'linked', url: 'https://data.example/readings.csv' }] }));
    const asked = { id: makeId('aut'), listing: linked.id, version: 1, terms: makeTerms() };
    expect(await buyer.expectRefusal('RequestAuthorisation', asked)).toBe('NOTHING_TO_DELIVER');
  });

  it('refunds a trade whose authorisation was surrendered before any delivery', async () => {
    const { buyer, operator } = exchange.members;
    const { id, revision } = await grant(exchange, makeContent({ charge: { basis: 'priced' } }));
    const { trade, amountHash } = await fund(exchange, id);
    const { revision: activated } = await buyer.call('ActivateAuthorisation', { id, revision, trade });
    expect(await operator.expectRefusal('RefundTrade', { id: trade, amountHash })).toBe('NOT_YET_DUE');
    await buyer.call('SurrenderAuthorisation', { id, revision: activated });
    expect((await operator.call('RefundTrade', { id: trade, amountHash })).state).toBe('REFUNDED');
  });
});
