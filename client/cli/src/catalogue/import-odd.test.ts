import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { listFiles, readCatalogue, readRecords, type ReadCatalogue, type ReadOptions, type Ready } from './read-catalogue';

const folder = mkdtempSync(join(tmpdir(), 'databund-odd-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function read(name: string, content: string, options: ReadOptions = {}): Promise<ReadCatalogue> {
  const file = join(folder, name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
  return readCatalogue(file, options);
}

async function readOne(more: object, options: ReadOptions = {}): Promise<Ready> {
  const dataset = { identifier: 'one', title: 'Readings', description: 'Of a meter.', publisher: { name: 'P' }, ...more };
  return requireOne(await read('data.json', JSON.stringify({ dataset: [dataset] }), options));
}

function requireOne({ ready, rejected }: ReadCatalogue): Ready {
  expect(rejected).toEqual([]);
  const [first] = ready;
  if (!first) throw new TypeError('no record was read');
  return first;
}
const listKinds = ({ notes }: Ready) => notes.filter(({ kind }) => kind !== 'assumed').map(({ kind, path }) => `${kind} ${path}`);
const makeTurtle = (body: string) =>
  `@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
<http://a.example/1> a dcat:Dataset ; dct:title "Readings"@en ; ${body} .`;

describe('a word that every object of JavaScript knows', () => {
  it('lists it as a keyword, a theme, a publisher and a licence', async () => {
    const { content } = await readOne({
      keyword: ['constructor', 'toString'],
      theme: ['valueOf'],
      publisher: { name: 'constructor' },
      license: 'hasOwnProperty',
    });
    expect(content).toMatchObject({
      keywords: ['constructor', 'toString'],
      theme: ['valueOf'],
      publisher: { name: { en: 'constructor' } },
      licence: 'hasOwnProperty',
    });
  });

  it('keeps it in the source as a language tag', async () => {
    const record = await readOne({ title: [{ '@value': 'A', '@language': 'constructor' }], description: { toString: 'D' } });
    expect(record.content.title).toEqual({ en: 'A' });
    expect(record.content.source?.record).toContain('"toString":"D"');
  });
});

describe('a duration', () => {
  it.each(['2000-01-01/P999999999Y', 'P3000Y/2000-01-01', '9000-01-01/P2000Y', '2020-02/P0.4M', '2020-01-01/PT99999999999999999999H'])(
    'keeps a duration that no date ends in the source with a warning: %s',
    async (temporal) => {
      const record = await readOne({ temporal });
      expect([record.content.temporal, listKinds(record)]).toEqual([undefined, ['raw temporal']]);
      expect(record.content.source?.record).toContain(temporal);
    },
  );
});

describe('a box in lists', () => {
  it.each([
    [[[-75.5, 39, -74, 40]]],
    [[[[-75.5, 39, -74, 40]]]],
    [['CARTESIAN', [[-75.5, 39, -74, 40]]]],
    [[['-75.5', '39', '-74', '40']]],
  ])('lists the four sides of a box in lists: %j', async (spatial) => {
    const { content } = await readOne({ spatial });
    expect(content.spatial?.bbox).toEqual({ westE7: -755_000_000, southE7: 390_000_000, eastE7: -740_000_000, northE7: 400_000_000 });
  });

  it('reads a shape whose positions have two numbers as before', async () => {
    const { content } = await readOne({
      spatial: [
        [
          [1, 2],
          [3, 4],
        ],
      ],
    });
    expect(content.spatial?.bbox).toEqual({ westE7: 10_000_000, southE7: 20_000_000, eastE7: 30_000_000, northE7: 40_000_000 });
  });
});

describe('the extras of a package of CKAN', () => {
  const readExtras = async (extras: Readonly<Record<string, string>>) => {
    const list = Object.entries(extras).map(([key, value]) => ({ key, value }));
    const record = { id: 'c', title: 'T', num_resources: 0, extras: list };
    return requireOne(await read('extras.json', JSON.stringify({ success: true, result: record })));
  };
  const box = { westE7: 10_000_000, southE7: 20_000_000, eastE7: 30_000_000, northE7: 40_000_000 };

  it.each<[string, Record<string, string>, object]>([
    ['the sides of a box', { 'bbox-west-long': '1', 'bbox-south-lat': '2', 'bbox-east-long': '3', 'bbox-north-lat': '4' }, { bbox: box }],
    ['a shape beside the name of a place', { spatial_text: 'Ghent', spatial_bbox: 'POLYGON((1 2,3 2,3 4,1 4,1 2))' }, { bbox: box }],
    ['the name of a place', { spatial: '', spatial_text: 'Ghent' }, { place: { en: 'Ghent' } }],
  ])('gives an area by %s, and stays whole', async (_, extras, area) => {
    const { content } = await readExtras(extras);
    expect(content.spatial).toMatchObject(area);
    const kept = `${content.source?.record ?? ''}${JSON.stringify(content)}`;
    for (const value of Object.values(extras)) expect(kept).toContain(value);
  });

  it('gives a period by its begin and its end', async () => {
    const { content } = await readExtras({ temporal_start: '2020-01-01', temporal_end: '2020-12-31' });
    expect(content.temporal).toEqual({ from: '2020-01-01', until: '2020-12-31' });
  });
});

describe('a list over its limit', () => {
  it('keeps the tags of CKAN over 256 in the source with a warning', async () => {
    const tags = Array.from({ length: 258 }, (_, index) => ({ name: `tag ${String(index)}` }));
    const record = requireOne(
      await read('ckan.json', JSON.stringify({ success: true, result: { id: 'c', title: 'T', tags, num_resources: 0 } })),
    );
    expect(record.content.keywords).toHaveLength(256);
    expect(listKinds(record)).toEqual(['raw tags.256.name', 'raw tags.257.name']);
    expect(record.content.source?.record).toContain('tag 257');
  });

  it('keeps languages over 64 in the source with a warning', async () => {
    const language = Array.from({ length: 66 }, (_, index) => `en-x${String(index).padStart(4, '0')}`);
    const record = await readOne({ language });
    expect(record.content.languages).toHaveLength(64);
    expect(record.content.source?.record).toContain('en-x0065');
    expect(listKinds(record)).toEqual(expect.arrayContaining(['raw language.64', 'raw language.65']));
  });
});

describe('a record that is not public', () => {
  it.each([
    ['a word', 'dct:accessRights "restricted"'],
    ['a word in a label', 'dct:accessRights [ rdfs:label "Non-public" ]'],
    [
      'a second right',
      'dct:accessRights <http://publications.europa.eu/resource/authority/access-right/PUBLIC>, <http://publications.europa.eu/resource/authority/access-right/NON_PUBLIC>',
    ],
    ['an address of COAR', 'dct:accessRights <http://purl.org/coar/access_right/c_16ec>'],
  ])('refuses a record of which DCAT-AP says by %s that it is not public', async (_, body) => {
    expect((await read('access.ttl', makeTurtle(body))).rejected).toMatchObject([{ code: 'ACCESS_NOT_PUBLIC' }]);
  });

  it.each([
    'dct:accessRights <http://publications.europa.eu/resource/authority/access-right/PUBLIC>',
    'dct:accessRights "Open access, not restricted"',
    'dct:accessRights "unrestricted"',
  ])('accepts a record that is public: %s', async (body) => {
    expect((await read('access.ttl', makeTurtle(body))).rejected).toEqual([]);
  });

  it('refuses a record that is closed by accessRights in DCAT-US 3, or by a text in CKAN', async () => {
    const dataset = [{ identifier: 'a', title: 'A', accessLevel: 'public', accessRights: 'Restricted' }];
    expect((await read('us.json', JSON.stringify({ dataset }))).rejected).toMatchObject([{ code: 'ACCESS_NOT_PUBLIC' }]);
    const ckan = { id: 'c', title: 'T', num_resources: 0, private: 'True' };
    expect((await read('dump.ndjson', JSON.stringify(ckan))).rejected).toMatchObject([{ code: 'ACCESS_NOT_PUBLIC' }]);
  });
});

describe('a row of CSV', () => {
  it('reads a row of CSV by its columns, also if they are called like the members of a format', async () => {
    const rows = 'identifier,title,publisher,keywords,url\none,Readings,P,"a; b",https://a.example/1.csv\n';
    const { content } = requireOne(await read('rows.csv', rows));
    expect(content).toMatchObject({
      keywords: ['a', 'b'],
      distributions: [{ url: 'https://a.example/1.csv' }],
      source: { format: 'table' },
    });
  });

  it.each(['access level', 'accessRights', 'private'])('refuses a row whose column %s says that it is not public', async (column) => {
    const { rejected } = await read('closed.csv', `id,title,${column}\none,A,${column === 'private' ? 'True' : 'non-public'}\n`);
    expect(rejected).toMatchObject([{ code: 'ACCESS_NOT_PUBLIC' }]);
  });
});

describe('a JSON document around a list of rows', () => {
  it('reads the rows of a JSON document with a mapping, and reports its other members', async () => {
    const answer = { total: 2, rows: [{ key: 'a', label: 'A' }, { key: 'b', label: 'B' }, 'no row'] };
    const columns = { identifier: ['key'], title: ['label'] };
    const { ready, rejected, outside } = await read('rows.json', JSON.stringify(answer), { columns });
    expect([ready.map(({ identifier }) => identifier), rejected]).toEqual([['a', 'b'], []]);
    expect(outside.map(({ path, value }) => [path, value])).toEqual([
      ['total', 2],
      ['rows', 'no row'],
    ]);
  });
});

describe('a JSON document with a fault', () => {
  it('reads the records before the fault, however the text is divided', async () => {
    const { ready, rejected } = await read('comma.json', '{"dataset":[{"identifier":"a","title":"A"},],}');
    expect([ready.length, rejected.map(({ code }) => code)]).toEqual([1, ['DOCUMENT_INVALID']]);
  });
});

describe('a document in no known format', () => {
  it('reports a document in no known format as broken, so that nothing is gone', async () => {
    await read('pages/1.json', '{"success":true,"result":{"id":"c","title":"T","num_resources":0}}');
    writeFileSync(join(folder, 'pages', '2.json'), '{"success":false,"error":"busy"}');
    const broken: boolean[] = [];
    for await (const result of readRecords(listFiles(join(folder, 'pages')))) broken.push(result.kind === 'rejected' && result.isBroken);
    expect(broken).toContain(true);
  });
});

describe('a relative address in RDF', () => {
  it('keeps a relative address of RDF in the source with a warning', async () => {
    const record = requireOne(
      await read('relative.ttl', makeTurtle('dcat:landingPage <page> ; dcat:distribution [ dcat:accessURL <a.csv> ]')),
    );
    expect([record.content.landingPage, record.content.distributions]).toEqual([undefined, undefined]);
    expect(listKinds(record)).toEqual(expect.arrayContaining(['raw dcat:landingPage', 'raw dcat:distribution.dcat:accessURL']));
  });
});

describe('a YAML file', () => {
  const head = 'Name: N\nManagedBy: M\n';

  it('keeps numbers that JavaScript would change as they are written', async () => {
    const { content } = requireOne(await read('numbers.yaml', `${head}Big: 12345678901234567890\nOdd: .inf\nEven: 1.5\n`));
    expect(JSON.parse(content.source?.record ?? '')).toEqual({ Big: '12345678901234567890', Odd: '.inf', Even: 1.5 });
  });

  it('keeps values of special types as they are written', async () => {
    const { content } = requireOne(await read('types.yaml', `${head}Bytes: !!binary aGk=\nTimes: !!timestamp 2020-01-01\n`));
    expect(JSON.parse(content.source?.record ?? '')).toMatchObject({ Bytes: 'aGk=', Times: '2020-01-01' });
  });

  it('refuses a YAML file whose aliases multiply a text, and reads the other files', async () => {
    const names = 'a b c d e f g h'.split(' ');
    const lines = names.map(
      (name, index) =>
        `${name}: &${name} [${Array(9)
          .fill(index === 0 ? 'x' : `*${names[index - 1] ?? ''}`)
          .join(',')}]`,
    );
    await read('yaml/bomb.yaml', `${head}${lines.join('\n')}\n`);
    await read('yaml/good.yaml', head);
    const { ready, rejected } = await readCatalogue(join(folder, 'yaml'));
    expect([ready.map(({ identifier }) => identifier), rejected.map(({ code }) => code)]).toEqual([['good'], ['DOCUMENT_INVALID']]);
  });
});

describe('a folder', () => {
  it('reads a folder around folders with the name of a file and links to nothing', async () => {
    await read('files/a.json', '{"dataset":[{"identifier":"a","title":"A"}]}');
    mkdirSync(join(folder, 'files', 'inner.json'));
    symlinkSync('/nothing.json', join(folder, 'files', 'link.json'));
    const { ready, rejected } = await readCatalogue(join(folder, 'files'));
    expect([ready.length, rejected.length]).toEqual([1, 1]);
    expect(rejected[0]).toMatchObject({ file: join(folder, 'files', 'link.json'), code: 'DOCUMENT_INVALID' });
  });
});

describe('a long text', () => {
  it('reads a text of many escapes in NDJSON and in Turtle that must be mended', async () => {
    const long = 'x"y\\'.repeat(1_500_000);
    const json = { identifier: 'one', title: 'T', publisher: { name: 'P' }, description: long, x: 1e300 };
    const read1 = requireOne(await read('long.ndjson', JSON.stringify(json)));
    const read2 = requireOne(await read('long.ttl', makeTurtle(`dct:description ${JSON.stringify('x y'.repeat(3_000_000))}@en_US`)));
    expect([read1, read2].map(listKinds)).toEqual([
      expect.arrayContaining(['cut description']),
      expect.arrayContaining(['cut dct:description']),
    ]);
  });

  it('searches a long text without spaces for addresses', async () => {
    const record = await readOne({ description: 'a'.repeat(1_000_000), other: `${'b.'.repeat(500_000)}@` });
    expect(record.content.source?.record).toBeDefined();
  });
});

describe('a dataset of a nested catalogue that is no list', () => {
  it('lists the only dataset of a nested catalogue', async () => {
    const inner = { title: 'Inner', dataset: { identifier: 'a', title: 'A' } };
    const { ready } = await read('nested.json', JSON.stringify({ dataset: [{ identifier: 'b', title: 'B' }], catalog: [inner] }));
    expect(ready.map(({ identifier }) => identifier)).toEqual(['b', 'a']);
  });
});

describe('a name of a member that the ledger could not hold', () => {
  it('keeps the name of a member with escapes, and reports its path and itself', async () => {
    const record = await readOne({ inner: { ['zz\u{10ffff}']: 'y' }, list: ['\u202e'] });
    expect(record.content.source?.record).toContain('zz\\\\u{10ffff}');
    expect(listKinds(record)).toEqual(['changed inner.name', 'changed list.0']);
  });
});
