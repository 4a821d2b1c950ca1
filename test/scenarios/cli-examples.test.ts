import { createRequire } from 'node:module';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { newId } from '../support/exchange';
import { HttpExchange } from '../support/http-exchange';
import { bytes } from '../support/listings';

jest.setTimeout(120_000);

const examples = join(dirname(require.resolve('@databund/client/package.json')), 'examples');
const load = createRequire(join(examples, 'index.js'));
type Example = Readonly<Record<string, (options: object) => Promise<Record<string, unknown>>>>;

let http: HttpExchange;
const folder = mkdtempSync(join(tmpdir(), 'databund-examples-'));
beforeAll(async () => {
  http = await HttpExchange.open();
});
afterAll(async () => {
  await http.close();
  rmSync(folder, { recursive: true });
});

const as = (name: 'provider' | 'buyer') => ({ url: http.url, token: http.tokens[name] });

/** Lists what was submitted and grants its use to the buyer, as operator, provider and buyer would. */
async function grant(listing: string, revision: number): Promise<string> {
  const { operator, provider, buyer } = http.exchange.members;
  const approved = await operator.call('ApproveListing', { id: listing, version: 1, revision });
  await operator.call('EndListingNotice', { id: listing, version: 1, revision: approved.revision });
  const id = newId('aut');
  const terms = {
    scenario: 'a report',
    purpose: 'research',
    from: '2020-01-01T00:00:00.000Z',
    until: '2099-01-01T00:00:00.000Z',
    count: 1,
    mode: 'download' as const,
  };
  const { termsHash } = await buyer.call('RequestAuthorisation', { id, listing, version: 1, terms });
  await provider.call('ApproveAuthorisation', { id, termsHash });
  await operator.call('ApproveAuthorisation', { id, termsHash });
  const trade = newId('trd');
  await buyer.call('OrderTrade', { id: trade, authorisation: id, kind: 'free' });
  const { revision: seen } = await buyer.call('GetAuthorisation', { id });
  await buyer.call('ActivateAuthorisation', { id, revision: seen, trade });
  return id;
}

describe('the examples', () => {
  it('publish a file, find it and fetch it', async () => {
    const path = join(folder, 'readings.csv');
    writeFileSync(path, bytes);
    const { publishFile } = load('./publish-file.js') as Example;
    const published = await publishFile!({ ...as('provider'), path, title: 'Readings' });
    expect(published).toMatchObject({ state: 'IN_REVIEW' });

    const authorisation = await grant(String(published['id']), 2);
    const { findListings } = load('./find-listings.js') as Example;
    const files = [{ name: 'readings.csv', byteSize: bytes.length }];
    expect(await findListings!(as('buyer'))).toEqual([{ id: published['id'], version: 1, title: { en: 'Readings' }, files }]);

    const { fetchUnder } = load('./fetch-delivery.js') as Example;
    const fetched = await fetchUnder!({ ...as('buyer'), authorisation, folder: join(folder, 'received') });
    expect(fetched).toMatchObject({ state: 'ACKED' });
    expect(readFileSync(join(folder, 'received', 'readings.csv'))).toEqual(bytes);
  });

  it('that fail say the code and the remedy', async () => {
    const path = join(folder, 'other.csv');
    writeFileSync(path, bytes);
    const { publishFile } = load('./publish-file.js') as Example;
    await expect(publishFile!({ ...as('buyer'), path, title: 'Readings' })).rejects.toThrow(/^NOT_PERMITTED: /);
  });

  it('are all run here', () => {
    expect(readdirSync(examples)).toEqual(['fetch-delivery.js', 'find-listings.js', 'publish-file.js']);
  });
});
