import { createRequire } from 'node:module';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { makeId } from '../support/cast';
import { objectForm } from '../support/command-line';
import { HttpExchange } from '../support/http-exchange';
import { check } from '../support/json';
import { bytes } from '../support/listings';
import { TestError } from '../support/test-error';
import { networkTimeoutMs } from '../support/timeouts';

jest.setTimeout(networkTimeoutMs);

const examples = join(dirname(require.resolve('@databund/client/package.json')), 'examples');
const load = createRequire(join(examples, 'index.js'));

/** Loads the function of an example. @throws TestError UNEXPECTED_ANSWER */
function loadExample(file: string, name: string): (options: object) => unknown {
  const module: unknown = load(`./${file}.js`);
  const run: unknown = check(objectForm, module)[name];
  if (typeof run !== 'function') throw new TestError('UNEXPECTED_ANSWER', `${file}.js does not export a function ${name}.`);
  return (options): unknown => Reflect.apply(run, undefined, [options]);
}

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

/** Lists a submitted listing and grants its use to the buyer, as operator, provider and buyer. */
async function grant(listing: string, revision: number): Promise<string> {
  const { operator, provider, buyer } = http.exchange.members;
  await operator.call('ApproveListing', { id: listing, version: 1, revision });
  const id = makeId('aut');
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
  const trade = makeId('trd');
  await buyer.call('OrderTrade', { id: trade, authorisation: id, kind: 'free' });
  const { revision: seen } = await buyer.call('GetAuthorisation', { id });
  await buyer.call('ActivateAuthorisation', { id, revision: seen, trade });
  return id;
}

describe('examples of the SDK', () => {
  it('publishes a file with the first example, finds it with the second and fetches it with the third', async () => {
    const path = join(folder, 'readings.csv');
    writeFileSync(path, bytes);
    const publishFile = loadExample('publish-file', 'publishFile');
    const published = check(objectForm, await publishFile({ ...as('provider'), path, title: 'Readings' }));
    expect(published).toMatchObject({ state: 'IN_REVIEW' });

    const authorisation = await grant(String(published['id']), 2);
    const findListings = loadExample('find-listings', 'findListings');
    const files = [{ name: 'readings.csv', byteSize: bytes.length }];
    expect(await findListings(as('buyer'))).toEqual([{ id: published['id'], version: 1, title: { en: 'Readings' }, files }]);

    const fetchUnder = loadExample('fetch-delivery', 'fetchUnder');
    const fetched = await fetchUnder({ ...as('buyer'), authorisation, folder: join(folder, 'received') });
    expect(fetched).toMatchObject({ state: 'ACKED' });
    expect(readFileSync(join(folder, 'received', 'readings.csv'))).toEqual(bytes);
  });

  it('prints the code and the next step if an example is refused', async () => {
    const path = join(folder, 'other.csv');
    writeFileSync(path, bytes);
    const publishFile = loadExample('publish-file', 'publishFile');
    await expect(publishFile({ ...as('buyer'), path, title: 'Readings' })).rejects.toThrow(/^NOT_PERMITTED: /);
  });

  it('runs every example in the folder', () => {
    expect(readdirSync(examples)).toEqual(['fetch-delivery.js', 'find-listings.js', 'publish-file.js']);
  });
});
