import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  hashFeed,
  hashBytes,
  listHeld,
  isInTree,
  computeMerkleProof,
  computeMerkleRoot,
  type Hash,
  type ListingContent,
} from '@databund/model';
import { Exchange, makeId } from '../support/exchange';
import { activate, makeContent, publish, makeTerms } from '../support/listings';
import { makeRefusal } from '../support/record-refusal';
import { describeOnShared } from '../support/shared-data';
import { networkTimeoutMs } from '../support/timeouts';

jest.setTimeout(networkTimeoutMs);

let exchange: Exchange;
beforeAll(async () => {
  exchange = await Exchange.open();
});
afterAll(() => exchange.close());

const hashLines = (lines: readonly string[]): readonly Hash[] => lines.map((line) => hashBytes(line));

describeOnShared('data/payload-energy', 'feed of daily gas prices with one window per year', (folder) => {
  const [, ...lines] = readFileSync(join(folder, 'daily.csv'), 'utf8').trim().split('\n');
  const years = [...new Set(lines.map((line) => line.slice(0, 4)))];
  const filterByYear = (year: string) => lines.filter((line) => line.startsWith(year));

  it('delivers every reading with one receipt per year, and proves each reading against its receipt', async () => {
    const { buyer, provider, auditor } = exchange.members;
    const content = makeContent({ kind: 'feed', frequency: 'P1Y', sector: 'warehousing', temporal: { from: '1997' } });
    const authorisation = await activate(exchange, content, { mode: 'feed' });
    const delivery = await buyer.call('OpenDelivery', { id: makeId('dlv'), authorisation });
    let { revision } = delivery;
    for (const year of years) {
      const root = computeMerkleRoot(hashLines(filterByYear(year)));
      const [from, until] = [`${year}-01-01T00:00:00.000Z`, `${String(Number(year) + 1)}-01-01T00:00:00.000Z`];
      const window = { id: delivery.id, revision, from, until, readings: filterByYear(year).length, root };
      expect((await provider.call('SendDeliveryWindow', window)).window).toBe(years.indexOf(year) + 1);
      revision += 1;
    }
    const { items } = await buyer.call('ListDeliveryWindows', { id: delivery.id, limit: 200 });
    expect(items.map(({ readings: count }) => count).reduce((a, b) => a + b)).toBe(lines.length);

    const [first] = items;
    const ofYear = hashLines(filterByYear(years[0] ?? ''));
    expect(await buyer.call('AcknowledgeDeliveryWindow', { id: delivery.id, window: 1, root: computeMerkleRoot(ofYear) })).toMatchObject({
      state: 'ACKED',
    });
    expect(isInTree(ofYear[3]!, computeMerkleProof(ofYear, 3), first?.root ?? computeMerkleRoot([]))).toBe(true);

    const sent = await provider.call('SendDelivery', { id: delivery.id, revision });
    const hash = hashFeed(items.map(({ root }) => root));
    const ended = { id: delivery.id, revision: sent.revision, hash: hash ?? hashBytes('') };
    expect((await buyer.call('AcknowledgeDelivery', ended)).state).toBe('ACKED');
    expect((await auditor.call('GetTrade', { id: delivery.trade })).state).toBe('SETTLED');
  });
});

describe('delivery of a job', () => {
  it('delivers only the result of a job, and records the hashes of algorithm, input and output', async () => {
    const { buyer, provider } = exchange.members;
    const content = makeContent({ kind: 'compute' });
    const authorisation = await activate(exchange, content, { mode: 'compute' });
    const [algorithm, output] = [hashBytes('select count(*)'), hashBytes('2')];
    const opened = await buyer.call('OpenDelivery', { id: makeId('dlv'), authorisation, algorithm });
    expect(opened.flow).toEqual({ isOpen: false, because: 'COMPUTE_ONLY' });
    const acknowledge = (revision: number) => ({ id: opened.id, revision, hash: output });
    expect(await buyer.expectRefusal('AcknowledgeDelivery', acknowledge(opened.revision))).toBe('NOTHING_SENT');
    const sent = await provider.call('SendDelivery', { id: opened.id, revision: opened.revision, output });
    const { state, job } = await buyer.call('AcknowledgeDelivery', acknowledge(sent.revision));
    expect([state, job]).toEqual(['ACKED', { input: listHeld(content)[0]?.hash, algorithm, output }]);
  });
});

describe('search for public data', () => {
  const theme = 'roads';
  const content: ListingContent = makeContent({ isPublicData: true, theme: [theme], spatial: { crs: 'EPSG:4490', adcode: '310115' } });

  it('finds the one listing that the authority designated for the finest division', async () => {
    const { authority, buyer, provider } = exchange.members;
    const { id } = await publish(exchange, content);
    expect(await provider.expectRefusal('DesignateListing', { id, theme, adcode: '310115' })).toBe('NOT_PERMITTED');
    await authority.call('DesignateListing', { id, theme, adcode: '310115' });
    expect((await buyer.call('GetAuthoritativeListing', { theme, adcode: '310115003' })).listing).toBe(id);
    const another = await publish(exchange, content);
    const replace = { id: another.id, theme, adcode: '310115' };
    expect(await authority.expectRefusal('DesignateListing', replace)).toBe('REVISION_CONFLICT');
    await authority.call('DesignateListing', { ...replace, designation: 1 });
    expect((await buyer.call('GetAuthoritativeListing', { theme, adcode: '310115' })).listing).toBe(another.id);
  });
});

describe('listing for one buyer', () => {
  it('hides a listing from a buyer outside its audience, who can record the refusal', async () => {
    const { buyer, otherBuyer, auditor } = exchange.members;
    const { id, version } = await publish(exchange, makeContent({ audience: [buyer.id] }));
    expect((await buyer.call('GetListing', { id })).state).toBe('LISTED');
    expect(await otherBuyer.expectRefusal('GetListing', { id })).toBe('LISTING_NOT_FOUND');
    const input = { id: makeId('aut'), listing: id, version, terms: makeTerms() };
    const { command, transient } = makeRefusal({ transaction: 'RequestAuthorisation', input });
    const refused = await otherBuyer.call('RecordRefusal', command, transient);
    expect(refused).toMatchObject({ code: 'LISTING_NOT_FOUND', caller: otherBuyer.id, inputHash: command.inputHash });
    expect(await otherBuyer.call('GetRefusedInput', { participant: otherBuyer.id, txId: refused.txId })).toEqual(transient);
    expect(await auditor.expectRefusal('GetRefusedInput', { participant: otherBuyer.id, txId: refused.txId })).toBe('REFUSAL_NOT_FOUND');
    expect(await buyer.expectRefusal('RecordRefusal', command, transient)).toBe('NOT_REFUSED');
    const { items } = await auditor.call('ListRefusals', { participant: otherBuyer.id });
    expect(items.map(({ txId }) => txId)).toEqual([refused.txId]);
  });
});
