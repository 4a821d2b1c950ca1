import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readCatalogue } from './read-catalogue';

const folder = mkdtempSync(join(tmpdir(), 'databund-read-'));
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;
function write(content: string | Uint8Array): string {
  const path = join(folder, `catalogue-${String((files += 1))}.json`);
  writeFileSync(path, content);
  return path;
}
const clean = { title: 'Readings', identifier: 'readings', description: 'Of a meter.', publisher: { name: 'P' }, distribution: [] };
const writeCatalogue = (...dataset: readonly unknown[]) => write(JSON.stringify({ dataset }));
async function listReasons(path: string, isStrict = true): Promise<readonly string[]> {
  return (await readCatalogue(path, { isStrict })).rejected.map(({ reason }) => reason);
}

describe('a record of a catalogue', () => {
  it.each([
    ['its identifier is missing', { identifier: undefined }, 'has no identifier'],
    ['its identifier is blank', { identifier: ' ' }, 'has no identifier'],
    ['its identifier is an object', { identifier: {} }, 'has no identifier'],
    ['its title is missing', { title: undefined }, 'has no title'],
    ['its title is a number', { title: 7 }, 'its title is not text'],
    ['its description is missing', { description: undefined }, 'has no description'],
    ['its keywords are one text', { keyword: 'a, b' }, 'its keyword is not a list'],
    ['a keyword is an object', { keyword: ['a', {}] }, 'its keyword.1 has no name'],
    ['a distribution is text', { distribution: ['https://a.example'] }, 'its distribution.0 is not an object'],
    ['a distribution has no address', { distribution: [{ title: 'x' }] }, 'its distribution.0 is a distribution without a web address'],
    ['an address is not one', { landingPage: 'www.example.org' }, 'its landingPage is not a web address: www.example.org'],
    ['an address is a program', { landingPage: 'javascript:alert(1)' }, 'its landingPage is not a web address: javascript:alert(1)'],
    ['its access level is non-public', { accessLevel: 'non-public' }, 'its access is not public: "non-public"'],
    ['its access level is restricted', { accessLevel: 'restricted public' }, 'its access is not public: "restricted public"'],
    ['its access level is empty', { accessLevel: '' }, 'its access is not public: ""'],
    ['a language is not a tag', { language: ['English!'] }, expect.stringContaining('its language.0 is not a language tag')],
    ['its title is over the limit of a title', { title: 'x'.repeat(1_001) }, expect.stringContaining('its title has 1001 characters')],
    [
      'its keywords are too many',
      { keyword: Array.from({ length: 257 }, (_, index) => String(index)) },
      'its keyword.256 is over the limit of 256 in a list',
    ],
    [
      'its description is over the limit of the exchange',
      { description: '数'.repeat(5_462) },
      'its description has 5462 characters, and the first 5461 are listed',
    ],
    ['a member is repeated inside it', '{"title":"A","identifier":"a","publisher":{"name":"P","name":"Q"}}', 'has the member "name" twice'],
    ['its temporal ends before it begins', { temporal: '2021/2020' }, 'its temporal ends before it begins: 2021/2020'],
    ['its box is upside down', { spatial: '1,5,2,4' }, 'its spatial is a box whose south is north of its north: 1, 5, 2, 4'],
  ])('rejects a record with --strict, and with a reason, if %s', async (_, more, reason) => {
    const path = typeof more === 'string' ? write(`{"dataset":[${more}]}`) : writeCatalogue({ ...clean, ...more });
    expect(await listReasons(path)).toEqual([reason]);
  });

  it('rejects a record that is not an object, and keeps numbers outside JSON as texts', async () => {
    expect(await listReasons(write('{"dataset":[7]}'))).toEqual(['is not an object']);
    const text = JSON.stringify({ dataset: [{ ...clean, size: 0, count: 1 }] })
      .replace('"size":0', '"size":1e999')
      .replace('"count":1', '"count":12345678901234567890');
    const { ready } = await readCatalogue(write(text));
    expect(ready[0]?.content.source?.record).toBe('{"count":"12345678901234567890","size":"1e999"}');
  });

  it('accepts the second record of an identifier if the first was rejected, and rejects a third', async () => {
    const { ready, rejected } = await readCatalogue(writeCatalogue({ ...clean, title: '' }, clean, clean));
    expect([ready.length, rejected.map(({ reason }) => reason)]).toEqual([
      1,
      ['has no title', 'has the identifier of the record of line 1'],
    ]);
  });

  it('reads a number as an identifier, and one identifier from composed and decomposed accents', async () => {
    const records = [7, 'caf\u00e9', 'cafe\u0301'].map((identifier) => ({ ...clean, identifier }));
    const { ready, rejected } = await readCatalogue(writeCatalogue(...records));
    expect([ready.map(({ identifier }) => identifier), rejected.length]).toEqual([['7', 'caf\u00e9'], 1]);
  });

  it('loses no record to a member that cannot be listed, and warns of it', async () => {
    const bad = { temporal: '7/1/1997 - 06/30/2019', spatial: 'POLYGON ((broken', landingPage: 'ftp://a.example', issued: '2023-13-45' };
    const { ready, rejected } = await readCatalogue(writeCatalogue({ ...clean, ...bad }));
    expect([rejected, JSON.parse(ready[0]?.content.source?.record ?? '')]).toEqual([[], bad]);
    expect(
      ready[0]?.notes
        .filter(({ kind }) => kind === 'raw')
        .map(({ path }) => path)
        .sort(),
    ).toEqual(Object.keys(bad).sort());
  });

  it('accepts a record whose accessLevel is public or absent', async () => {
    const [said, unsaid] = [
      { ...clean, accessLevel: 'public' },
      { ...clean, identifier: 'unsaid', accessLevel: null },
    ];
    expect(await readCatalogue(writeCatalogue(said, unsaid))).toMatchObject({
      ready: [{ identifier: 'readings' }, { identifier: 'unsaid' }],
    });
  });

  it('keeps HTML as text, and text of any script byte for byte', async () => {
    const description = '<script>alert(1)</script> 數據 بيانات 🌊';
    const { ready } = await readCatalogue(writeCatalogue({ ...clean, description }));
    expect(ready[0]?.content.description).toEqual({ en: description });
  });

  it('rejects a record that exceeds the limits of its exchange', async () => {
    const limits = { contentLimitBytes: 1_024, descriptionLimitBytes: 256 };
    const { rejected } = await readCatalogue(writeCatalogue({ ...clean, description: 'x'.repeat(257) }), { limits, isStrict: true });
    expect(rejected).toHaveLength(1);
  });

  it('reports each record with the line on which it begins', async () => {
    const path = write(`{\n"dataset": [\n${JSON.stringify(clean)},\n\n{\n"identifier": "other"}\n]}`);
    const { ready, rejected } = await readCatalogue(path);
    expect([ready.map(({ line }) => line), rejected.map(({ line }) => line)]).toEqual([[3], [5]]);
  });
});

describe('a catalogue file or folder', () => {
  it.each([
    ['is not JSON', '{"dataset": [', 'is not JSON'],
    ['has a comment', '{"dataset": [] /* none */}', 'is not JSON'],
    ['is not UTF-8', Uint8Array.from([0x7b, 0xff, 0x7d]), 'is not UTF-8: name its encoding with --encoding, such as gbk or iso-8859-1'],
    ['is nested too deep', `{"dataset":${'['.repeat(200_000)}`, 'is nested too deep'],
  ])('rejects a catalogue that %s, with the reason', async (_, content, reason) => {
    expect(await listReasons(write(content))).toEqual([reason]);
  });

  it('accepts a catalogue that begins with a byte order mark', async () => {
    expect((await readCatalogue(write(`\ufeff${JSON.stringify({ dataset: [clean] })}`))).ready).toHaveLength(1);
  });

  it('rejects a catalogue of an unknown format and lists the formats', async () => {
    await expect(readCatalogue(write('{"packages":[]}'))).rejects.toThrow('no format recognises');
    await expect(readCatalogue(writeCatalogue(clean), { format: 'excel' })).rejects.toThrow('no format recognises');
  });

  it('rejects a folder without JSON files, even if --format names a format', async () => {
    const path = join(folder, 'empty');
    mkdirSync(path);
    writeFileSync(join(path, 'readme.txt'), 'nothing');
    await expect(readCatalogue(path)).rejects.toThrow('no format recognises');
    await expect(readCatalogue(path, { format: 'dcat-us' })).rejects.toThrow('no format recognises');
  });

  it('reads the files of a folder in one format, skips a schema and rejects the others', async () => {
    const path = join(folder, 'records');
    mkdirSync(path);
    const record = {
      id: 'a',
      name: { en: 'A', zh: '甲' },
      description: { en: 'A' },
      website: 'https://a.example',
      data_url: 'https://a.example',
    };
    writeFileSync(join(path, 'a.json'), JSON.stringify(record));
    writeFileSync(join(path, 'b.json'), JSON.stringify({ ...record, name: 'B' }));
    writeFileSync(join(path, 'c.json'), JSON.stringify(record));
    writeFileSync(join(path, 'schema.json'), JSON.stringify({ $schema: 'http://json-schema.org/draft-07/schema#', properties: {} }));
    const { format, ready, rejected } = await readCatalogue(path);
    expect([format, ready.map(({ content }) => content.title)]).toEqual(['first-data', [{ en: 'A', 'zh-Hans': '甲' }]]);
    expect(rejected.map(({ file, reason }) => [file, reason])).toEqual([
      [join(path, 'b.json'), 'has none of the known formats'],
      [join(path, 'c.json'), 'has the identifier of the record of line 1 of ' + join(path, 'a.json')],
    ]);
  });
});
