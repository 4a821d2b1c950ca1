import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Type } from '@sinclair/typebox';
import { castNames, type CastName } from '../support/cast';
import { CommandLine, objectForm } from '../support/command-line';
import { HttpExchange } from '../support/http-exchange';
import { parseJson } from '../support/json';
import { networkTimeoutMs } from '../support/timeouts';

jest.setTimeout(networkTimeoutMs);

const Published = Type.Object({ id: Type.String(), version: Type.Integer(), state: Type.String() });
const Waiting = Type.Object({ noun: Type.String(), id: Type.String(), state: Type.String(), who: Type.String() });
const Got = Type.Object({ files: Type.Array(Type.Object({ name: Type.String(), path: Type.String() })) });
const graded = ['--grade', 'general', '--personal-data', 'none'];

let http: HttpExchange;
let cli: CommandLine;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'databund-use-'));
  const places = join(folder, 'places.json');
  writeFileSync(places, JSON.stringify([{ code: '310115', names: { en: 'Pudong' } }]));
  http = await HttpExchange.open({ places });
  cli = new CommandLine(join(folder, 'profiles.json'));
  for (const name of castNames) await cli.run(undefined, 'profile', 'add', name, '--url', http.url, '--token', http.tokens[name]);
});
afterAll(() => http.close());

function writeData(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

async function approve(noun: string, id: string, ...by: CastName[]): Promise<void> {
  for (const as of by) expect(await cli.run(as, noun, 'approve', id)).toMatchObject({ exitCode: 0 });
}

/** Runs a command that stops where somebody else must act. */
async function waitForOthers(as: CastName, ...words: string[]) {
  const { exitCode, out } = await cli.run(as, '--json', ...words, '--no-wait');
  expect(exitCode).toBe(1);
  return parseJson(Waiting, out);
}

describe('publish', () => {
  it('makes a listing of files in one command, with what they say of themselves', async () => {
    const table = writeData('stations.csv', 'station,reading\na,1\n');
    const area = writeData('area.geojson', '{"type":"Polygon","coordinates":[[[120,30],[122,30],[122,32],[120,30]]]}');
    const words = ['publish', table, area, '--title', 'Stations', '--title-zh', '监测站', '--place', 'Pudong', ...graded];
    const published = await cli.ask(Published, 'provider', ...words);
    expect(published).toMatchObject({ version: 1, state: 'IN_REVIEW' });
    const { content } = await http.exchange.members.provider.call('GetListing', { id: published.id });
    expect(content).toMatchObject({
      title: { en: 'Stations', 'zh-Hans': '监测站' },
      description: { en: 'Stations. Columns: station, reading.' },
      spatial: { adcode: '310115', bbox: { westE7: 120e7, northE7: 32e7 } },
      distributions: [
        { name: 'stations.csv', mediaType: 'text/csv' },
        { name: 'area.geojson', mediaType: 'application/geo+json' },
      ],
    });
    expect(await cli.ask(Published, 'provider', ...words)).toEqual(expect.objectContaining({ id: published.id, state: 'IN_REVIEW' }));
  });

  it('makes the next version of a listing', async () => {
    const first = await cli.ask(Published, 'provider', 'publish', writeData('v.csv', 'a\n1\n'), '--title', 'Versions', ...graded);
    await approve('listing', first.id, 'operator');
    const again = ['publish', writeData('v.csv', 'a\n1\n2\n'), '--title', 'Versions', ...graded, '--new-version', first.id];
    expect(await cli.ask(Published, 'provider', ...again)).toMatchObject({ id: first.id, version: 2, state: 'IN_REVIEW' });
  });

  it.each([
    [['--title', 'T'], 'give --grade (general, important, core), --personal-data'],
    [graded, 'give --title'],
    [['--title', 'T', ...graded, '--place', 'Nowhere'], 'knows no place "Nowhere"'],
  ])('says with %j what is missing or unknown', async (words, message) => {
    const { exitCode, err } = await cli.run('provider', 'publish', writeData('x.csv', 'a\n'), ...words);
    expect([exitCode, err]).toEqual([2, expect.stringContaining(message)]);
  });
});

it('runs the first steps of the README', async () => {
  const [, block = ''] =
    /one-step-commands\.test\.ts -->\s+```sh\n(.*?)```/s.exec(readFileSync(join(__dirname, '..', '..', 'README.md'), 'utf8')) ?? [];
  const lines = block.split('\n').flatMap((line) => /^npx databund --profile (\w+) ([^#]+)/.exec(line) ?? []);
  expect(lines).toHaveLength(18);
  for (let at = 0; at < lines.length; at += 3) {
    const [as, text = ''] = [lines[at + 1], lines[at + 2]];
    const words = text
      .trim()
      .split(' ')
      .map((word) => word.replace('readings.csv', writeData('readings.csv', 'a\n')).replace(/^data$/, join(folder, 'data')));
    const { exitCode, err } = await cli.run(as, ...words);
    expect([text, exitCode, exitCode < 2 ? '' : err]).toEqual([text, text.includes('--no-wait') ? 1 : 0, '']);
  }
  expect(readFileSync(join(folder, 'data', 'readings.csv'), 'utf8')).toBe('a\n');
});

describe('get and buy', () => {
  it('gets free data by one command that waits, and again without doing anything twice', async () => {
    const { id } = await cli.ask(Published, 'provider', 'publish', writeData('free.csv', 'a\n1\n'), '--title', 'Free', ...graded);
    await approve('listing', id, 'operator');
    const to = join(folder, 'got');
    const waits = await waitForOthers('buyer', 'get', id, '--to', to);
    expect(waits).toMatchObject({
      noun: 'authorisation',
      state: 'REQUESTED',
      who: expect.stringContaining('operator: databund authorisation approve') as string,
    });
    const getting = cli.run('buyer', '--json', 'get', id, '--to', to);
    await approve('authorisation', waits.id, 'provider', 'operator');
    const { exitCode, out, err } = await getting;
    expect([exitCode, err]).toEqual([0, expect.stringContaining(`verified against the ledger: ${join(to, 'free.csv')}`)]);
    expect(JSON.parse(out)).toMatchObject({ listing: id, files: [{ name: 'free.csv' }] });
    expect(readFileSync(join(to, 'free.csv'), 'utf8')).toBe('a\n1\n');
    expect(await cli.ask(Got, 'buyer', 'get', id, '--to', to)).toMatchObject({ files: [{ path: join(to, 'free.csv') }] });
    const { items } = await http.exchange.members.buyer.call('ListDeliveries', { authorisation: waits.id });
    expect(items.map(({ state }) => state)).toEqual(['ACKED']);
  });

  it('buys priced data by as few commands as there are turns of the buyer', async () => {
    const words = ['publish', writeData('dear.csv', 'a\n1\n'), '--title', 'Dear', '--priced', ...graded];
    const { id } = await cli.ask(Published, 'provider', ...words);
    await approve('listing', id, 'operator');
    const to = join(folder, 'bought');
    mkdirSync(to);
    const buy = ['buy', id, '--purpose', 'research', '--to', to];
    const requested = await waitForOthers('buyer', ...buy);
    await approve('authorisation', requested.id, 'provider', 'operator');
    const ordered = await waitForOthers('buyer', ...buy);
    expect(ordered).toMatchObject({
      noun: 'trade',
      state: 'ORDERED',
      who: expect.stringContaining('provider: databund trade price') as string,
    });
    const slip = join(folder, 'slip.json');
    const make = ['slip', 'make', '--trade', ordered.id, '--amount-minor', '4200', '--currency', 'CNY', '--to', slip];
    await cli.ask(objectForm, 'provider', ...make);
    const early = await cli.run('operator', 'trade', 'fund', ordered.id, '--slip', slip);
    expect([early.exitCode, early.err]).toEqual([2, expect.stringContaining('the provider has recorded no price yet')]);
    await cli.ask(objectForm, 'provider', 'trade', 'price', ordered.id, '--slip', slip);
    expect(await waitForOthers('buyer', ...buy, '--slip', slip)).toMatchObject({
      state: 'PRICED',
      who: expect.stringContaining('operator') as string,
    });
    const funded = await cli.run('operator', 'trade', 'fund', ordered.id, '--slip', slip);
    expect([funded.exitCode, funded.err]).toEqual([0, expect.stringContaining('4200 CNY')]);
    expect(await cli.ask(Got, 'buyer', ...buy)).toMatchObject({ files: [{ name: 'dear.csv' }] });
    expect(readFileSync(join(to, 'dear.csv'), 'utf8')).toBe('a\n1\n');
  });

  it('takes the beginning of an id, a number, a title and the last object in place of an id', async () => {
    const named = ['publish', writeData('named.csv', 'a\n'), '--title', 'A name of its own', ...graded];
    const { id } = await cli.ask(Published, 'provider', ...named);
    const draft = await cli.ask(Published, 'provider', ...named, '--description', 'Another', '--draft');
    await approve('listing', id, 'operator');
    const { listingNumber } = await http.exchange.members.provider.call('GetListing', { id });
    for (const name of [id, id.slice(0, 14), id.slice(4, 14), listingNumber ?? '', '@last'])
      expect([name, (await cli.ask(Published, 'provider', 'show', name)).id]).toEqual([name, id]);
    expect(await cli.ask(Published, 'buyer', 'listing', 'get', 'a name of its own')).toMatchObject({ id });
    const unknown = await cli.run('buyer', 'show', draft.id.slice(0, 14));
    expect([unknown.exitCode, unknown.err]).toEqual([2, expect.stringContaining('nothing that you may see is called')]);
    const unclear = await cli.run('provider', 'show', 'A name of its own');
    expect([unclear.exitCode, unclear.err]).toEqual([2, expect.stringContaining('can mean')]);
  });

  it('says who acts', async () => {
    expect(await cli.ask(Type.Object({ id: Type.String() }), 'buyer', 'whoami')).toMatchObject({ id: http.exchange.members.buyer.id });
  });
});
