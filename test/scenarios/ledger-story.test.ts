import { randomBytes } from 'node:crypto';
import { hashBytes, toCanonicalJson, type ListingContent } from '@databund/chaincode/model';
import { Exchange, newId } from '../support/exchange';
import { bytes, contentWith, publish } from '../support/listings';

jest.setTimeout(120_000);

let exchange: Exchange;
beforeAll(async () => {
  exchange = await Exchange.open();
});
afterAll(() => exchange.close());

const day = 86_400_000;
const window = { from: new Date(Date.now() - day).toISOString(), until: new Date(Date.now() + day).toISOString() };

/** A request on a new listing that provider and operator have approved. */
async function granted(content: ListingContent = contentWith(), count = 2): Promise<{ id: string; revision: number }> {
  const { buyer, provider, operator } = exchange.members;
  const { id: listing, version } = await publish(exchange, content);
  const id = newId('aut');
  const { termsHash, revision } = await buyer.call('RequestAuthorisation', {
    id,
    listing,
    version,
    terms: { scenario: 'city report', purpose: 'research', ...window, count, mode: 'download' },
  });
  expect((await provider.call('ApproveAuthorisation', { id, termsHash })).state).toBe('PART_APPROVED');
  expect((await operator.call('ApproveAuthorisation', { id, termsHash })).state).toBe('GRANTED');
  return { id, revision };
}

async function active(count = 2): Promise<string> {
  const { buyer } = exchange.members;
  const { id, revision } = await granted(contentWith(), count);
  const trade = newId('trd');
  await buyer.call('OrderTrade', { id: trade, authorisation: id, kind: 'free' });
  expect((await buyer.call('ActivateAuthorisation', { id, revision, trade })).state).toBe('ACTIVE');
  return id;
}

describe('an authorised trade on the ledger', () => {
  it('is priced by both sides in private, funded, activated, delivered and settled', async () => {
    const { buyer, provider, operator, auditor } = exchange.members;
    const { id, revision } = await granted(contentWith({ charge: { basis: 'priced' } }));
    const trade = newId('trd');
    await buyer.call('OrderTrade', { id: trade, authorisation: id, kind: 'sale' });
    const slip = toCanonicalJson({ amountMinor: 125_000, currency: 'CNY', salt: randomBytes(32).toString('hex'), tradeId: trade });
    const amountHash = hashBytes(slip);
    expect((await provider.call('PriceTrade', { id: trade }, { slip })).state).toBe('ORDERED');
    expect(await operator.refusal('FundTrade', { id: trade, amountHash })).toBe('ACTION_NOT_ALLOWED');
    expect((await buyer.call('PriceTrade', { id: trade }, { slip })).state).toBe('PRICED');
    expect(await buyer.call('GetPriceSlip', { id: trade })).toEqual(JSON.parse(slip));
    expect(await auditor.refusal('GetPriceSlip', { id: trade })).toBe('PRICE_SLIP_NOT_FOUND');
    expect(await operator.refusal('FundTrade', { id: trade, amountHash: hashBytes('another') })).toBe('PRICE_MISMATCH');
    expect(await buyer.refusal('ActivateAuthorisation', { id, revision, trade })).toBe('TRADE_NOT_READY');
    expect((await operator.call('FundTrade', { id: trade, amountHash })).state).toBe('FUNDED');
    expect((await buyer.call('ActivateAuthorisation', { id, revision, trade })).state).toBe('ACTIVE');
    const delivery = await buyer.call('OpenDelivery', { id: newId('dlv'), authorisation: id });
    expect(delivery).toMatchObject({ state: 'OPENED', expected: hashBytes(bytes), flow: { isOpen: true } });
    const sent = await provider.call('SendDelivery', { id: delivery.id, revision: delivery.revision });
    const acked = await buyer.call('AcknowledgeDelivery', { id: delivery.id, revision: sent.revision, hash: hashBytes(bytes) });
    expect(acked.state).toBe('ACKED');
    expect((await auditor.call('GetTrade', { id: trade })).state).toBe('DELIVERED');
    const settled = await operator.call('SettleTrade', { id: trade, amountHash });
    expect(settled.state).toBe('SETTLED');
    expect(settled.tradeNumber).toMatch(/^\d{4}-/);
  });

  it('opens no delivery after a revocation, and opened ones stop', async () => {
    const { buyer, provider } = exchange.members;
    const id = await active();
    const delivery = await buyer.call('OpenDelivery', { id: newId('dlv'), authorisation: id });
    const { termsHash } = await provider.call('GetAuthorisation', { id });
    expect((await provider.call('RevokeAuthorisation', { id, termsHash, reason: 'breach' })).state).toBe('REVOKED');
    expect((await buyer.call('GetDelivery', { id: delivery.id })).flow).toEqual({
      isOpen: false,
      because: 'AUTHORISATION_NOT_ACTIVE',
      state: 'REVOKED',
    });
    expect(await buyer.refusal('OpenDelivery', { id: newId('dlv'), authorisation: id })).toBe('AUTHORISATION_NOT_ACTIVE');
  });

  it('opens as many deliveries as it has slots, and one replacement of a mismatch', async () => {
    const { buyer } = exchange.members;
    const id = await active(2);
    const open = (more: object = {}) => buyer.call('OpenDelivery', { id: newId('dlv'), authorisation: id, ...more });
    const first = await open();
    await open();
    expect(await buyer.refusal('OpenDelivery', { id: newId('dlv'), authorisation: id })).toBe('AUTHORISATION_EXHAUSTED');
    const wrong = await buyer.call('AcknowledgeDelivery', { id: first.id, revision: first.revision, hash: hashBytes('other bytes') });
    expect(wrong.state).toBe('MISMATCH');
    expect((await open({ replaces: first.id })).slot).toBe(first.slot);
    expect(await buyer.refusal('OpenDelivery', { id: newId('dlv'), authorisation: id, replaces: first.id })).toBe('NOT_REPLACEABLE');
    expect((await buyer.call('GetAuthorisation', { id })).state).toBe('EXHAUSTED');
  });

  it('is invisible to others, and nobody approves its own request', async () => {
    const { otherBuyer, otherProvider, buyer } = exchange.members;
    const { id } = await granted();
    const { termsHash } = await buyer.call('GetAuthorisation', { id });
    expect(await otherBuyer.refusal('GetAuthorisation', { id })).toBe('AUTHORISATION_NOT_FOUND');
    expect(await otherProvider.refusal('RevokeAuthorisation', { id, termsHash })).toBe('AUTHORISATION_NOT_FOUND');
    expect(await buyer.refusal('ApproveAuthorisation', { id, termsHash })).toBe('SELF_DEALING');
    expect((await otherBuyer.call('ListAuthorisations', {})).items).toEqual([]);
  });

  it('is refused where the offer does not permit it, or nothing is held', async () => {
    const { buyer } = exchange.members;
    const { id: listing, version } = await publish(exchange);
    const terms = { scenario: 'city report', purpose: 'advertising', ...window, count: 1, mode: 'download' as const };
    expect(await buyer.refusal('RequestAuthorisation', { id: newId('aut'), listing, version, terms })).toBe('TERMS_NOT_PERMITTED');
    const linked = await publish(exchange, contentWith({ distributions: [{ kind: 'linked', url: 'https://data.example/readings.csv' }] }));
    const asked = { id: newId('aut'), listing: linked.id, version: 1, terms: { ...terms, purpose: 'research' } };
    expect(await buyer.refusal('RequestAuthorisation', asked)).toBe('NOTHING_TO_DELIVER');
  });

  it('is refunded when the access was surrendered before anything came', async () => {
    const { buyer, provider, operator } = exchange.members;
    const { id, revision } = await granted(contentWith({ charge: { basis: 'priced' } }));
    const trade = newId('trd');
    await buyer.call('OrderTrade', { id: trade, authorisation: id, kind: 'sale' });
    const slip = toCanonicalJson({ amountMinor: 1, currency: 'CNY', salt: randomBytes(32).toString('hex'), tradeId: trade });
    await provider.call('PriceTrade', { id: trade }, { slip });
    await buyer.call('PriceTrade', { id: trade }, { slip });
    await operator.call('FundTrade', { id: trade, amountHash: hashBytes(slip) });
    const { revision: activated } = await buyer.call('ActivateAuthorisation', { id, revision, trade });
    expect(await operator.refusal('RefundTrade', { id: trade, amountHash: hashBytes(slip) })).toBe('NOT_YET_DUE');
    await buyer.call('SurrenderAuthorisation', { id, revision: activated });
    expect((await operator.call('RefundTrade', { id: trade, amountHash: hashBytes(slip) })).state).toBe('REFUNDED');
  });
});
