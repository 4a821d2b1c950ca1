import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Type } from '@sinclair/typebox';
import { hashOrigin, makeImportId } from '@databund/model';
import { readCatalogue } from '@databund/cli/catalogue';
import { HttpExchange } from '../support/http-exchange';
import { describeOnShared } from '../support/shared-data';
import { CommandLine } from '../support/command-line';
import { check, readJson } from '../support/json';
import { matchText, matchMembers } from '../support/matchers';
import { longTimeoutMs } from '../support/timeouts';

jest.setTimeout(longTimeoutMs);

let http: HttpExchange;
const folder = mkdtempSync(join(tmpdir(), 'databund-catalogue-'));
const cli = new CommandLine(join(folder, 'profiles.json'));
const datasetsForm = Type.Object({ dataset: Type.Array(Type.Object({})) });
const bilingual = Type.Object({ en: Type.String(), zh: Type.String() });
const bilingualForm = Type.Object({ name: bilingual, description: bilingual });
const refusalsForm = Type.Array(Type.Object({ line: Type.Number(), reason: Type.String() }));
beforeAll(async () => {
  http = await HttpExchange.open();
  for (const name of ['provider', 'operator', 'buyer'] as const) {
    await run('profile', 'add', name, '--url', http.url, '--token', http.tokens[name], '--participant', http.exchange.members[name].id);
  }
});
afterAll(async () => {
  await http.close();
  rmSync(folder, { recursive: true });
});

const run = (...words: string[]) => cli.runJson(...words);

const importCatalogue = (file: string, ...more: string[]) => run('--profile', 'provider', 'catalogue', 'import', file, ...more);

describeOnShared('data/dcatus-philly', 'import of the catalogue of a city', (path) => {
  it('accepts every record, and publishes some with a broken address among them, in a second run nothing', async () => {
    const file = join(path, 'dcatus_philly.json');
    const part = join(folder, 'part.json');
    const { dataset } = readJson(datasetsForm, file);
    writeFileSync(part, JSON.stringify({ dataset: dataset.slice(0, 20) }));
    const whole = await importCatalogue(file, '--dry-run');
    expect(whole).toMatchObject({
      exitCode: 0,
      value: { format: 'dcat-us', records: 402, refused: 0, droppedContacts: { contactPoint: 402 } },
    });
    expect(whole.value['warnings']).toContainEqual(matchMembers({ line: 1522, identifier: 'archived-philadelphia-food-access' }));
    expect((await importCatalogue(part, '--publish')).value).toMatchObject({ created: 20, published: 20, refused: 0 });
    expect((await importCatalogue(part, '--publish')).value).toMatchObject({ created: 0, published: 0, 'already-there': 20 });
  });
});

describeOnShared('data/zh-en-firstdata', 'import of a catalogue in Chinese and English', (path) => {
  it('imports every record of a bilingual catalogue with its texts byte for byte', async () => {
    // The folder also contains the schema of the records.
    const all = await importCatalogue(path, '--dry-run');
    expect(all).toMatchObject({ exitCode: 0, value: { format: 'first-data', records: 482, refused: 0 } });
    const part = join(path, 'china', 'technology', 'standards');
    const { ready } = await readCatalogue(part);
    expect(await importCatalogue(part, '--source', 'standards')).toMatchObject({
      exitCode: 0,
      value: { created: ready.length, refused: 0 },
    });
    for (const { identifier, file } of ready) {
      const id = makeImportId(http.exchange.members.provider.id, 'standards', identifier);
      const { value } = await run('--profile', 'provider', 'listing', 'get', id);
      const { name, description } = readJson(bilingualForm, file);
      expect(value['content']).toMatchObject({
        title: { en: name.en, 'zh-Hans': name.zh },
        description: { en: description.en, 'zh-Hans': description.zh },
      });
    }
    expect(ready.length).toBeGreaterThan(5);
  });
});

describe('import of a data package with files', () => {
  const makeFolder = (name: string) => {
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
  const hashBlob = (text: string) =>
    createHash('sha1')
      .update(`blob ${String(text.length)}\0${text}`)
      .digest('hex');

  it('stores the file of a data package byte for byte, and sends nothing in a second run', async () => {
    const file = write(makeFolder('held'), 'a,b\n1,2\n', { bytes: 8, hash: `sha1:${hashBlob('a,b\n1,2\n')}` });
    expect((await importCatalogue(file, '--publish')).value).toMatchObject({ created: 1, published: 1, refused: 0 });
    const id = makeImportId(http.exchange.members.provider.id, 'held', 'readings');
    const { value: listing } = await run('--profile', 'buyer', 'listing', 'get', id);
    expect(listing['content']).toMatchObject({ licence: 'unspecified', distributions: [{ kind: 'held', byteSize: 8 }] });
    expect((await importCatalogue(file, '--publish')).value).toMatchObject({ created: 0, published: 0, 'already-there': 1 });
  });

  it('refuses a data package whose file does not have the hash that it states', async () => {
    const file = write(makeFolder('other'), 'a,b\n1,2\n', { hash: `sha1:${hashBlob('a,b\n1,3\n')}` });
    const { exitCode, value } = await importCatalogue(file);
    expect([exitCode, value['created'], value['refused']]).toEqual([1, 0, 1]);
  });

  it('creates, submits and publishes each listing once if three imports run at once', async () => {
    const path = makeFolder('twice');
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
      const importOnce = () => importCatalogue(file, '--source', 'twice', '--publish', '--new-versions');
      const runs = await Promise.all([importOnce(), importOnce(), importOnce()]);
      expect(runs.map(({ exitCode, value }) => [exitCode, value['refusals']])).toEqual(runs.map(() => [0, undefined]));
      expect([sum(runs, outcome), sum(runs, 'already-there'), sum(runs, 'published')]).toEqual([12, 24, 12]);
    }
  });

  it('continues an import that stopped half-way, with what the source says now', async () => {
    const source = ['--source', 'half-way'];
    const provider = http.exchange.members.provider.id;
    const draftOf = (identifier: string) => makeImportId(provider, 'half-way', identifier);
    const content = { title: { en: 'An earlier title' } };
    const origin = hashOrigin('half-way', 'readings');
    await http.exchange.members.provider.call('CreateListing', { id: draftOf('readings'), content, origin });
    const { value } = await importCatalogue(write(makeFolder('half-way'), 'a\n1\n'), ...source, '--publish');
    expect(value).toMatchObject({ created: 0, edited: 1, published: 1 });
    const { value: listing } = await run('--profile', 'buyer', 'listing', 'get', draftOf('readings'));
    expect(listing).toMatchObject({ state: 'LISTED', title: { en: 'readings' } });
  });

  it('makes its listings although another provider tried to take their ids', async () => {
    const { provider, otherProvider } = http.exchange.members;
    const id = makeImportId(provider.id, 'taken', 'readings');
    const origin = hashOrigin('taken', 'readings');
    for (const taken of [{ id }, { id, origin }])
      await expect(otherProvider.call('CreateListing', { ...taken, content: { title: { en: 'Theirs' } } })).rejects.toMatchObject({
        code: 'ID_NOT_DERIVED',
      });
    const { value } = await importCatalogue(write(makeFolder('taken'), 'a\n1\n'), '--source', 'taken');
    expect(value).toMatchObject({ created: 1 });
  });

  it('reports a source that changed after the review began, and makes a new version only with --new-versions', async () => {
    const path = makeFolder('changing');
    const source = ['--source', 'changing', '--publish'];
    expect((await importCatalogue(write(path, 'a\n1\n'), ...source)).value).toMatchObject({ created: 1, published: 1 });
    const changed = write(path, 'a\n1\n2\n');
    expect(await importCatalogue(changed, ...source)).toMatchObject({ exitCode: 4, value: { 'changed-at-source': 1, published: 0 } });
    expect((await importCatalogue(changed, ...source, '--new-versions')).value).toMatchObject({ 'new-version': 1, published: 1 });
    expect((await importCatalogue(changed, ...source, '--new-versions')).value).toMatchObject({ 'already-there': 1, published: 0 });
  });
});

describe('import of a faulty catalogue', () => {
  const record = (more: object) => ({
    title: 'Readings',
    identifier: 'readings',
    description: 'd',
    publisher: { name: 'P' },
    distribution: [],
    ...more,
  });
  const writeCatalogue = (records: readonly object[]) => {
    const file = join(folder, `faulty-${String(records.length)}.json`);
    writeFileSync(file, JSON.stringify({ dataset: records }, undefined, 1));
    return file;
  };

  it('imports the valid records of a faulty catalogue, and reports the line and reason of each other record', async () => {
    const file = writeCatalogue([
      record({ identifier: 'one' }),
      record({ identifier: 'one' }),
      record({ identifier: 'untitled', title: '' }),
      record({ identifier: undefined }),
      record({ identifier: 'wrong-types', distribution: 'none' }),
      record({ identifier: 'broken-link', distribution: [{ downloadURL: 'not an address' }] }),
      record({ identifier: 'too-long', title: 'x'.repeat(1_001) }),
      record({ identifier: 'kept', accessLevel: 'non-public' }),
    ]);
    const { exitCode, value } = await importCatalogue(file, '--strict');
    expect(exitCode).toBe(1);
    expect(value).toMatchObject({ created: 1, refused: 7 });
    const refusals = check(refusalsForm, value['refusals']);
    expect(refusals.map(({ reason }) => reason)).toEqual([
      'has the identifier of the record of line 3',
      'has no title',
      'has no identifier',
      'its distribution is not a list',
      'its distribution.0.downloadURL is not a web address: not an address',
      matchText('its title has 1001 characters'),
      'its access is not public: "non-public"',
    ]);
    expect(refusals.every(({ line }, index) => index === 0 || line > (refusals[index - 1]?.line ?? 0))).toBe(true);
  });

  it('reads a catalogue without creating listings if --dry-run is given', async () => {
    const { value } = await importCatalogue(writeCatalogue([record({ identifier: 'dry' })]), '--dry-run');
    expect(value).toMatchObject({ format: 'dcat-us', source: 'faulty-1', records: 1, refused: 0 });
    expect(value).not.toHaveProperty('created');
  });

  it('creates no draft of a record that the exchange would refuse at submission', async () => {
    const file = writeCatalogue([record({ identifier: 'undescribed', description: undefined }), record({ identifier: 'described' })]);
    const { value } = await importCatalogue(file, '--source', 'halves', '--strict');
    expect(value).toMatchObject({ created: 1, refused: 1, refusals: [{ identifier: 'undescribed', reason: 'has no description' }] });
  });

  it('reports the line at which a catalogue stops being JSON', async () => {
    const file = join(folder, 'broken.json');
    writeFileSync(file, '{\n "dataset": [\n  {"title": }\n ]\n}');
    const { value } = await importCatalogue(file, '--dry-run');
    expect(value['refusals']).toEqual([{ file, line: 3, identifier: '', reason: 'is not JSON', code: 'DOCUMENT_INVALID' }]);
  });
});
