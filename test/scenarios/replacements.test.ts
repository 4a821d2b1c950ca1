import { hashBytes } from '@databund/model';
import { openProfile, openWallet } from '@databund/gateway/internal/gateway';
import { FabricLedger } from '@databund/gateway/internal/ledger/fabric-ledger';
import { ServeReplacements } from '@databund/gateway/internal/delivery/serve-replacements';
import { makeId } from '../support/cast';
import { HttpExchange } from '../support/http-exchange';
import { fund, grant, makeContent } from '../support/listings';
import { longTimeoutMs, networkTimeoutMs } from '../support/timeouts';

jest.setTimeout(longTimeoutMs);

let http: HttpExchange;
beforeAll(async () => {
  http = await HttpExchange.open();
  await http.storeBytes();
}, networkTimeoutMs);
afterAll(() => http.close());

/** Buys data, fetches all bytes, and names another hash, so that a replacement is due. */
async function makeMismatch() {
  const { exchange } = http;
  const { buyer } = exchange.members;
  const { id: authorisation, revision } = await grant(exchange, makeContent({ charge: { basis: 'priced' } }));
  const { trade } = await fund(exchange, authorisation);
  await buyer.call('ActivateAuthorisation', { id: authorisation, revision, trade });
  const delivery = makeId('dlv');
  await http.call('buyer', 'OpenDelivery', { id: delivery, authorisation });
  expect((await http.send('buyer', `/v1/deliveries/${delivery}/distributions/readings.csv`)).status).toBe(200);
  const sent = await buyer.call('GetDelivery', { id: delivery });
  expect(sent.state).toBe('SENT');
  await http.call('buyer', 'AcknowledgeDelivery', { id: delivery, revision: sent.revision, hash: hashBytes('other') });
  return { authorisation, replaces: delivery };
}

describe('replacement that its buyer never fetches', () => {
  it('counts as SERVING from its opening on, so that no money goes back for it', async () => {
    const id = makeId('dlv');
    await http.call('buyer', 'OpenDelivery', { id, ...(await makeMismatch()) });
    expect((await http.exchange.members.buyer.call('GetDelivery', { id })).state).toBe('SERVING');
  });

  it('becomes known to the gateway of its provider if the buyer opened it at another one', async () => {
    const { buyer } = http.exchange.members;
    const id = makeId('dlv');
    await buyer.call('OpenDelivery', { id, ...(await makeMismatch()) });
    expect((await buyer.call('GetDelivery', { id })).state).toBe('OPENED');
    const wallet = openWallet(http.config);
    const ledger = new FabricLedger(openProfile(http.config), { findObserver: (mspId) => wallet.findObserver(mspId) });
    await new ServeReplacements(ledger, wallet, { debug: () => undefined }).serveAll();
    ledger.close();
    expect((await buyer.call('GetDelivery', { id })).state).toBe('SERVING');
  });
});
