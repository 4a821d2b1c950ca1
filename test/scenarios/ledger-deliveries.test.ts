import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { hashFeed, hashBytes, heldIn, isInTree, merkleProof, merkleRoot, type Hash, type ListingContent } from '@databund/model';
import { Exchange, newId } from '../support/exchange';
import { activate, contentWith, publish, termsWith } from '../support/listings';
import { describeOnShared } from '../support/shared-data';

jest.setTimeout(120_000);

let exchange: Exchange;
beforeAll(async () => {
  exchange = await Exchange.open();
});
afterAll(() => exchange.close());

const hashes = (lines: readonly string[]): readonly Hash[] => lines.map((line) => hashBytes(line));

describeOnShared('data/payload-energy', 'a feed of daily gas prices, a window a year', (folder) => {
  const [, ...lines] = readFileSync(join(folder, 'daily.csv'), 'utf8').trim().split('\n');
  const years = [...new Set(lines.map((line) => line.slice(0, 4)))];
  const readings = (year: string) => lines.filter((line) => line.startsWith(year));

  it('delivers every reading by one receipt a year, of which each shows that it is in it', async () => {
    const { buyer, provider, auditor } = exchange.members;
    const content = contentWith({ kind: 'feed', frequency: 'P1Y', sector: 'warehousing', temporal: { from: '1997' } });
    const authorisation = await activate(exchange, content, { mode: 'feed' });
    const delivery = await buyer.call('OpenDelivery', { id: newId('dlv'), authorisation });
    let { revision } = delivery;
    for (const year of years) {
      const root = merkleRoot(hashes(readings(year)));
      const [from, until] = [`${year}-01-01T00:00:00.000Z`, `${String(Number(year) + 1)}-01-01T00:00:00.000Z`];
      const window = { id: delivery.id, revision, from, until, readings: readings(year).length, root };
      expect((await provider.call('SendDeliveryWindow', window)).window).toBe(years.indexOf(year) + 1);
      revision += 1;
    }
    const { items } = await buyer.call('ListDeliveryWindows', { id: delivery.id, limit: 200 });
    expect(items.map(({ readings: count }) => count).reduce((a, b) => a + b)).toBe(lines.length);

    const [first] = items;
    const ofYear = hashes(readings(years[0] ?? ''));
    expect(await buyer.call('AcknowledgeDeliveryWindow', { id: delivery.id, window: 1, root: merkleRoot(ofYear) })).toMatchObject({
      state: 'ACKED',
    });
    expect(isInTree(ofYear[3] as Hash, merkleProof(ofYear, 3), first?.root ?? merkleRoot([]))).toBe(true);

    const sent = await provider.call('SendDelivery', { id: delivery.id, revision });
    const hash = hashFeed(items.map(({ root }) => root));
    const ended = { id: delivery.id, revision: sent.revision, hash: hash ?? hashBytes('') };
    expect((await buyer.call('AcknowledgeDelivery', ended)).state).toBe('ACKED');
    expect((await auditor.call('GetTrade', { id: delivery.trade })).state).toBe('DELIVERED');
  });
});

describe('a job', () => {
  it('brings out its result alone, and says by three hashes what it was', async () => {
    const { buyer, provider } = exchange.members;
    const content = contentWith({ kind: 'compute' });
    const authorisation = await activate(exchange, content, { mode: 'compute' });
    const [algorithm, output] = [hashBytes('select count(*)'), hashBytes('2')];
    const opened = await buyer.call('OpenDelivery', { id: newId('dlv'), authorisation, algorithm });
    expect(opened.flow).toEqual({ isOpen: false, because: 'COMPUTE_ONLY' });
    const acknowledge = (revision: number) => ({ id: opened.id, revision, hash: output });
    expect(await buyer.refusal('AcknowledgeDelivery', acknowledge(opened.revision))).toBe('NOTHING_SENT');
    const sent = await provider.call('SendDelivery', { id: opened.id, revision: opened.revision, output });
    const { state, job } = await buyer.call('AcknowledgeDelivery', acknowledge(sent.revision));
    expect([state, job]).toEqual(['ACKED', { input: heldIn(content)[0]?.hash, algorithm, output }]);
  });
});

describe('what may be asked of public data', () => {
  const theme = 'roads';
  const content: ListingContent = contentWith({ isPublicData: true, theme: [theme], spatial: { crs: 'EPSG:4490', adcode: '310115' } });

  it('is answered by the one listing that the authority made authoritative, for the finest division', async () => {
    const { authority, buyer, provider } = exchange.members;
    const { id } = await publish(exchange, content);
    expect(await provider.refusal('DesignateListing', { id, theme, adcode: '310115' })).toBe('NOT_PERMITTED');
    await authority.call('DesignateListing', { id, theme, adcode: '310115' });
    expect((await buyer.call('GetAuthoritativeListing', { theme, adcode: '310115003' })).listing).toBe(id);
    const another = await publish(exchange, content);
    const replace = { id: another.id, theme, adcode: '310115' };
    expect(await authority.refusal('DesignateListing', replace)).toBe('REVISION_CONFLICT');
    await authority.call('DesignateListing', { ...replace, designation: 1 });
    expect((await buyer.call('GetAuthoritativeListing', { theme, adcode: '310115' })).listing).toBe(another.id);
  });
});

describe('a listing for one buyer', () => {
  it('is absent to another, who can put on record that it was refused', async () => {
    const { buyer, otherBuyer, auditor } = exchange.members;
    const { id, version } = await publish(exchange, contentWith({ audience: [buyer.id] }));
    expect((await buyer.call('GetListing', { id })).state).toBe('LISTED');
    expect(await otherBuyer.refusal('GetListing', { id })).toBe('LISTING_NOT_FOUND');
    const command = { id: newId('aut'), listing: id, version, terms: termsWith() };
    const refused = await otherBuyer.call('RecordRefusal', { transaction: 'RequestAuthorisation', command });
    expect(refused).toMatchObject({ code: 'LISTING_NOT_FOUND', caller: otherBuyer.id, commandHash: { alg: 'sha-256' } });
    expect(await buyer.refusal('RecordRefusal', { transaction: 'RequestAuthorisation', command })).toBe('NOT_REFUSED');
    const { items } = await auditor.call('ListRefusals', { participant: otherBuyer.id });
    expect(items.map(({ txId }) => txId)).toEqual([refused.txId]);
  });
});
