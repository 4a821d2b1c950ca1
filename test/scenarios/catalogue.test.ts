import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { idOfImport } from '@databund/model';
import { runCommandLine } from '@databund/cli';
import { HttpExchange } from '../support/http-exchange';
import { describeOnShared } from '../support/shared-data';
import type { CastName } from '../support/exchange';

jest.setTimeout(180_000);

let http: HttpExchange;
const folder = mkdtempSync(join(tmpdir(), 'databund-catalogue-'));
beforeAll(async () => {
  http = await HttpExchange.open();
  for (const name of ['provider', 'operator', 'buyer'] as CastName[]) {
    await run('profile', 'add', name, '--url', http.url, '--token', http.tokens[name], '--participant', http.exchange.members[name].id);
  }
});
afterAll(async () => {
  await http.close();
  rmSync(folder, { recursive: true });
});

async function run(...words: string[]): Promise<{ readonly exitCode: number; readonly value: Record<string, unknown> }> {
  const out = new PassThrough();
  const surroundings = { out, err: process.stderr, config: join(folder, 'profiles.json'), isTerminal: false };
  const exitCode = await runCommandLine(['--json', ...words], surroundings);
  return { exitCode, value: JSON.parse(String(out.read())) as Record<string, unknown> };
}

const importAs = (file: string, ...more: string[]) => run('--profile', 'provider', 'catalogue', 'import', file, ...more);

describeOnShared('data/dcatus-philly', 'the catalogue of a city', (path) => {
  it('is imported whole but for the record whose address is broken, and a second run changes nothing', async () => {
    const file = join(path, 'dcatus_philly.json');
    const first = await importAs(file, '--publish');
    expect(first.value).toMatchObject({
      format: 'dcat-us',
      records: 402,
      created: 401,
      published: 401,
      refused: 1,
      droppedContacts: { contactPoint: 401 },
    });
    expect(first.value['refusals']).toMatchObject([{ line: 1522, identifier: 'archived-philadelphia-food-access' }]);
    expect(first.exitCode).toBe(1);
    const second = await importAs(file, '--publish');
    expect(second.value).toMatchObject({ created: 0, published: 0, 'already-there': 401 });
  });
});

describeOnShared('data/zh-en-firstdata', 'a catalogue in Chinese and English', (path) => {
  it('is imported whole, its texts byte for byte', async () => {
    const imported = await importAs(path); // Its schema lies beside the records.
    expect(imported).toMatchObject({ exitCode: 0, value: { format: 'first-data', records: 482, created: 482, refused: 0 } });
    const { value } = await run(
      '--profile',
      'provider',
      'listing',
      'list',
      '--provider',
      http.exchange.members.provider.id,
      '--state',
      'IN_REVIEW',
      '--limit',
      '200',
    );
    const titles = (value['items'] as { title: Record<string, string> }[]).map(({ title }) => title);
    expect(titles).toContainEqual(expect.objectContaining({ 'zh-Hans': expect.stringMatching(/\p{Script=Han}/u) as string }));
  });
});

describe('a data package with its files', () => {
  const folderOf = (name: string) => {
    const path = join(folder, name);
    mkdirSync(path, { recursive: true });
    return path;
  };
  const write = (path: string, readings: string, more: object = {}) => {
    writeFileSync(join(path, 'readings.csv'), readings);
    const resources = [{ name: 'readings', path: 'readings.csv', description: 'Readings of a meter.', ...more }];
    writeFileSync(join(path, 'datapackage.json'), JSON.stringify({ name: 'meters', resources }));
    return join(path, 'datapackage.json');
  };
  const blobHash = (text: string) =>
    createHash('sha1')
      .update(`blob ${String(text.length)}\0${text}`)
      .digest('hex');

  it('is held byte for byte; a second run sends nothing', async () => {
    const file = write(folderOf('held'), 'a,b\n1,2\n', { bytes: 8, hash: `sha1:${blobHash('a,b\n1,2\n')}` });
    expect((await importAs(file, '--publish')).value).toMatchObject({ created: 1, published: 1, refused: 0 });
    const id = idOfImport(http.exchange.members.provider.id, 'held', 'readings');
    const { value: listing } = await run('--profile', 'buyer', 'listing', 'get', id);
    expect(listing['content']).toMatchObject({ licence: 'unspecified', distributions: [{ kind: 'held', byteSize: 8 }] });
    expect((await importAs(file, '--publish')).value).toMatchObject({ created: 0, published: 0, 'already-there': 1 });
  });

  it('whose bytes are not those that it says is refused', async () => {
    const file = write(folderOf('other'), 'a,b\n1,2\n', { hash: `sha1:${blobHash('a,b\n1,3\n')}` });
    const { exitCode, value } = await importAs(file);
    expect([exitCode, value['created'], value['refused']]).toEqual([1, 0, 1]);
  });

  it('is imported by several at once without a refusal, and each listing is made, submitted and published by one of them', async () => {
    const path = folderOf('twice');
    const names = Array.from({ length: 12 }, (_, index) => `meter-${String(index)}`);
    for (const name of names) writeFileSync(join(path, `${name}.csv`), `${name}\n`);
    const resources = names.map((name) => ({ name, path: `${name}.csv`, description: 'Readings of a meter.' }));
    const file = join(path, 'datapackage.json');
    const sum = (runs: Awaited<ReturnType<typeof run>>[], what: string) => runs.reduce((all, { value }) => all + Number(value[what]), 0);
    for (const [outcome, title] of [
      ['created', 'first'],
      ['new-version', 'second'],
    ] as const) {
      writeFileSync(file, JSON.stringify({ name: 'meters', title, resources }));
      const importing = () => importAs(file, '--source', 'twice', '--publish', '--new-versions');
      const runs = await Promise.all([importing(), importing(), importing()]);
      expect(runs.map(({ exitCode, value }) => [exitCode, value['refusals']])).toEqual(runs.map(() => [0, undefined]));
      expect([sum(runs, outcome), sum(runs, 'already-there'), sum(runs, 'published')]).toEqual([12, 24, 12]);
    }
  });

  it('that an earlier run left half-way is taken to its end, with what its source says now', async () => {
    const source = ['--source', 'half-way'];
    const provider = http.exchange.members.provider.id;
    const draftOf = (identifier: string) => idOfImport(provider, 'half-way', identifier);
    await http.exchange.members.provider.call('CreateListing', { id: draftOf('readings'), content: { title: { en: 'An earlier title' } } });
    const { value } = await importAs(write(folderOf('half-way'), 'a\n1\n'), ...source, '--publish');
    expect(value).toMatchObject({ created: 0, edited: 1, published: 1 });
    const { value: listing } = await run('--profile', 'buyer', 'listing', 'get', draftOf('readings'));
    expect(listing).toMatchObject({ state: 'LISTED', title: { en: 'readings' } });
  });

  it('whose place another provider has taken is refused, and theirs is left alone', async () => {
    const { provider, otherProvider } = http.exchange.members;
    const id = idOfImport(provider.id, 'taken', 'readings');
    await otherProvider.call('CreateListing', { id, content: { title: { en: 'Theirs' } } });
    const { exitCode, value } = await importAs(write(folderOf('taken'), 'a\n1\n'), '--source', 'taken');
    expect([exitCode, value['refusals']]).toEqual([
      1,
      [expect.objectContaining({ reason: expect.stringContaining('ALREADY_EXISTS') as string })],
    ]);
  });

  it('that changed after its review began is told, and renewed only where that is asked', async () => {
    const path = folderOf('changing');
    const source = ['--source', 'changing', '--publish'];
    expect((await importAs(write(path, 'a\n1\n'), ...source)).value).toMatchObject({ created: 1, published: 1 });
    const changed = write(path, 'a\n1\n2\n');
    expect((await importAs(changed, ...source)).value).toMatchObject({ 'changed-at-source': 1, published: 0 });
    expect((await importAs(changed, ...source, '--new-versions')).value).toMatchObject({ 'new-version': 1, published: 1 });
    expect((await importAs(changed, ...source, '--new-versions')).value).toMatchObject({ 'already-there': 1, published: 0 });
  });
});

describe('a dirty catalogue', () => {
  const record = (more: object) => ({
    title: 'Readings',
    identifier: 'readings',
    description: 'd',
    publisher: { name: 'P' },
    distribution: [],
    ...more,
  });
  const dirty = (records: readonly object[]) => {
    const file = join(folder, `dirty-${String(records.length)}.json`);
    writeFileSync(file, JSON.stringify({ dataset: records }, undefined, 1));
    return file;
  };

  it('is refused record by record, each by its line and reason; the others are imported', async () => {
    const file = dirty([
      record({ identifier: 'one' }),
      record({ identifier: 'one' }),
      record({ identifier: 'untitled', title: '' }),
      record({ identifier: undefined }),
      record({ identifier: 'wrong-types', distribution: 'none' }),
      record({ identifier: 'broken-link', distribution: [{ downloadURL: 'not an address' }] }),
      record({ identifier: 'too-long', title: 'x'.repeat(1_001) }),
      record({ identifier: 'kept', accessLevel: 'non-public' }),
    ]);
    const { exitCode, value } = await importAs(file);
    expect(exitCode).toBe(1);
    expect(value).toMatchObject({ created: 1, refused: 7 });
    const refusals = value['refusals'] as { line: number; reason: string }[];
    expect(refusals.map(({ reason }) => reason)).toEqual([
      'has the identifier of the record of line 3',
      'has no title',
      'has no identifier',
      'its distribution is not a list',
      'its downloadURL is not a web address: not an address',
      expect.stringContaining('/title/en') as string,
      'its accessLevel is not public: "non-public"',
    ]);
    expect(refusals.every(({ line }, index) => index === 0 || line > (refusals[index - 1]?.line ?? 0))).toBe(true);
  });

  it('is only read where that is asked', async () => {
    const { value } = await importAs(dirty([record({ identifier: 'dry' })]), '--dry-run');
    expect(value).toMatchObject({ format: 'dcat-us', source: 'dirty-1', records: 1, refused: 0 });
    expect(value).not.toHaveProperty('created');
  });

  it('leaves nothing behind of a record that the exchange would refuse at submission', async () => {
    const file = dirty([record({ identifier: 'undescribed', description: undefined }), record({ identifier: 'described' })]);
    const { value } = await importAs(file, '--source', 'halves');
    expect(value).toMatchObject({ created: 1, refused: 1, refusals: [{ identifier: 'undescribed', reason: 'has no description' }] });
  });

  it('that is not JSON is refused by the line at which it breaks', async () => {
    const file = join(folder, 'broken.json');
    writeFileSync(file, '{\n "dataset": [\n  {"title": }\n ]\n}');
    const { value } = await importAs(file, '--dry-run');
    expect(value['refusals']).toEqual([{ file, line: 3, identifier: '', reason: 'is not JSON' }]);
  });
});
