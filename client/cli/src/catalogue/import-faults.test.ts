import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { readCatalogue, type ReadCatalogue, type ReadOptions, type Ready } from './read-catalogue';

const folder = mkdtempSync(join(tmpdir(), 'databund-faults-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function read(name: string, content: string | Uint8Array, options: ReadOptions = {}): Promise<ReadCatalogue> {
  const file = join(folder, name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
  return readCatalogue(file, options);
}

const makeDataset = (identifier: string, more: object = {}) => ({
  identifier,
  title: 'Readings',
  description: 'Of a meter.',
  publisher: { name: 'P' },
  ...more,
});
const readOne = async (more: object, options: ReadOptions = {}): Promise<Ready> => {
  const { ready, rejected } = await read('data.json', JSON.stringify({ dataset: [makeDataset('one', more)] }), options);
  expect(rejected).toEqual([]);
  const [first] = ready;
  if (!first) throw new TypeError('no record was read');
  return first;
};
const listKinds = ({ notes }: Ready) => notes.filter(({ kind }) => kind !== 'assumed').map(({ kind, path }) => `${kind} ${path}`);

describe('credentials in an address', () => {
  it.each([
    ['a user and a password', 'https://user:pass@data.example.org/a.csv', 'https://data.example.org/a.csv'],
    ['a user', 'https://token@data.example.org/a.csv', 'https://data.example.org/a.csv'],
    ['a key in the query', 'https://data.example.org/a?x=1&api_key=SECRET', 'https://data.example.org/a?x=1&api_key='],
  ])('vanish with a warning if they are %s', async (_, url, expected) => {
    const record = await readOne({ landingPage: url, description: `See ${url} now.`, references: [url] });
    expect(record.content).toMatchObject({ landingPage: expected, description: { en: `See ${expected} now.` } });
    expect(JSON.stringify(record)).not.toMatch(/pass|SECRET|token@/);
    expect(listKinds(record)).toEqual(
      expect.arrayContaining(['credentials landingPage', 'credentials description', 'credentials references.0']),
    );
  });

  it('differ from an e-mail address and from a path with an at sign', async () => {
    const record = await readOne({ landingPage: 'https://data.example.org/@city/a?key=1' });
    expect(record.content.landingPage).toBe('https://data.example.org/@city/a?key=1');
  });
});

describe('a member about a person', () => {
  it.each([
    ...[
      'curator_phone',
      '联系人',
      '联系电话',
      'contactPoint',
      'ContactPoint',
      'CONTACT_POINT',
      'dataset-contact-name',
      'Ansprechpartner',
      '電話',
    ],
    ...['téléphone', 'Контакт', '담당자', 'owner_name', 'created_by', 'contact_info', 'data steward', '负责人'],
  ])('leaves the record with a warning if its name is %s', async (name) => {
    const { content, droppedContacts } = await readOne({ [name]: 'Jane Roe' });
    expect([droppedContacts, JSON.stringify(content).includes('Jane')]).toEqual([[name], false]);
  });

  it.each(['owner_org', 'contents', 'authority', 'telemetry', 'emission', 'personalData', 'phenomenon', 'facet'])(
    'stays if its name is %s',
    async (name) => {
      expect((await readOne({ [name]: 'kept' })).content.source?.record).toContain('kept');
    },
  );
});

describe('a text of another form', () => {
  it('becomes a theme in normal form C, with the form of the source beside it', async () => {
    const { content } = await readOne({ theme: ['cafe\u0301', 'a\u200fb'] });
    expect(content.theme).toEqual(['caf\u00e9', 'a\\u200fb']);
    expect(JSON.parse(content.source?.record ?? '')).toEqual({ theme: ['cafe\u0301', 'a\u200fb'] });
  });

  it('becomes a title without characters that change the direction of text', async () => {
    expect((await readOne({ title: 'a\u202eb\u200ec\u061cd' })).content.title).toEqual({ en: 'a\\u202eb\\u200ec\\u061cd' });
  });

  it('becomes keywords of all languages if they are an object by language, which stays in the source', async () => {
    const keyword = { en: ['air', 'water'], zh: ['空气'] };
    const { content } = await readOne({ keyword });
    expect([content.keywords, JSON.parse(content.source?.record ?? '')]).toEqual([['air', 'water', '空气'], { keyword }]);
  });

  it('keeps tags of languages in the source if they are listed in another form', async () => {
    const title = { en_US: 'A', 'zh-cn': 'B', '??': 'C' };
    const { content } = await readOne({ title });
    expect([content.title, content.languages, JSON.parse(content.source?.record ?? '')]).toEqual([
      { 'en-US': 'A', 'zh-CN': 'B' },
      ['en-US', 'zh-CN'],
      { title },
    ]);
  });

  it('keeps numbers with more digits than a double as texts', async () => {
    const { ready } = await read('data.json', '{"dataset":[{"identifier":"a","title":"A","n":0.1234567890123456789,"m":1.5,"k":1e-400}]}');
    expect(ready[0]?.content.source?.record).toBe('{"k":"1e-400","m":1.5,"n":"0.1234567890123456789"}');
  });
});

describe('a document', () => {
  it('yields no record if it has a list of records twice', async () => {
    const list = JSON.stringify([makeDataset('a')]);
    const { ready, rejected } = await read('data.json', `{"dataset":${list},"title":"T","dataset":${list}}`);
    expect([ready, rejected]).toMatchObject([[], [{ code: 'MEMBER_REPEATED', reason: 'has the member "dataset" twice' }]]);
  });

  it('yields the records inside series and services of DCAT-US 3 once', async () => {
    const service = {
      ...makeDataset('s'),
      '@type': 'DataService',
      endpointURL: 'https://api.example.org',
      servesDataset: [makeDataset('b')],
    };
    const series = { ...makeDataset('r'), seriesMember: [makeDataset('a'), makeDataset('b'), { identifier: 'elsewhere' }] };
    const { ready, rejected, outside } = await read(
      'data.json',
      JSON.stringify({ datasetSeries: [series], service: [service], dataset: [makeDataset('a')] }),
    );
    expect([ready.map(({ identifier }) => identifier), rejected]).toEqual([['r', 's', 'a', 'b'], []]);
    expect(ready[0]?.content.source?.record).toContain('"seriesMember":[{"identifier":"a"},{"identifier":"b"},{"identifier":"elsewhere"}]');
    expect(ready[1]?.content).toMatchObject({ kind: 'api', distributions: [{ url: 'https://api.example.org/' }] });
    expect(outside.map(({ path }) => path)).toEqual(['inside another record', 'inside another record']);
  });

  it('reads a distribution that only a service gives', async () => {
    const distribution = [{ title: 'D', accessService: { title: 'S', endpointURL: 'https://api.example.org/d' } }];
    expect((await readOne({ distribution })).content.distributions).toEqual([
      { kind: 'linked', url: 'https://api.example.org/d', title: { en: 'D' } },
    ]);
  });
});

describe('a table', () => {
  const rows = 'identifier,title,description,url\n1,Air; water,数据,https://a.example.org/x.csv\n';
  // 数据 in GBK.
  const gbk = Buffer.concat([
    Buffer.from(rows.slice(0, rows.indexOf('数据'))),
    Buffer.from([0xca, 0xfd, 0xbe, 0xdd]),
    Buffer.from(rows.slice(rows.indexOf('数据') + 2)),
  ]);
  const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(rows, 'utf16le')]);

  it.each<[string, string | Uint8Array, ReadOptions]>([
    ['UTF-8', rows, {}],
    ['UTF-8 with a byte order mark', `\ufeff${rows}`, {}],
    ['UTF-16', utf16, {}],
    ['GBK that the user named', gbk, { encoding: 'gbk' }],
    ['gzip', gzipSync(rows), {}],
  ])('yields records if it is %s', async (_, content, options) => {
    const { ready } = await read('list.csv', content, options);
    expect(ready[0]?.content).toMatchObject({
      title: { en: 'Air; water' },
      description: { en: '数据' },
      distributions: [{ url: 'https://a.example.org/x.csv' }],
    });
  });

  it('fails with its next step if it is not UTF-8', async () => {
    expect((await read('list.csv', gbk)).rejected).toMatchObject([
      { reason: 'is not UTF-8: name its encoding with --encoding, such as gbk or iso-8859-1' },
    ]);
  });

  it('keeps cells beyond its last column, and rows with fewer cells', async () => {
    const { ready } = await read('list.csv', 'identifier;title\n1;"Air; water";more\n2\n3;C\n');
    expect(ready.map(({ identifier, content }) => [identifier, content.title['en'], content.source?.record])).toEqual([
      ['1', 'Air; water', '{"column 3":"more"}'],
      ['3', 'C', undefined],
    ]);
  });
});

describe('a document of RDF', () => {
  const makeTurtle = (body: string) => `@prefix dcat: <http://www.w3.org/ns/dcat#> .\n@prefix dct: <http://purl.org/dc/terms/> .\n${body}`;
  const context = { dcat: 'http://www.w3.org/ns/dcat#', dct: 'http://purl.org/dc/terms/' };

  it('keeps its other records if an address has a space or a tag of a language is wrong', async () => {
    const { ready, rejected, outside } = await read(
      'a.ttl',
      makeTurtle(
        '<https://d.example/1> a dcat:Dataset ; dct:title "A < b > c # d"@en_US ; dcat:landingPage <https://d.example/a b> .\n<https://d.example/2> a dcat:Dataset ; dct:title "B"@x-y-toolongtobeatag .',
      ),
    );
    expect(rejected).toEqual([]);
    expect(ready.map(({ content }) => [content.title, content.landingPage])).toEqual([
      [{ 'en-US': 'A < b > c # d' }, 'https://d.example/a%20b'],
      [{ en: 'B' }, undefined],
    ]);
    expect(outside.map(({ value, line }) => [value, line])).toEqual([
      ['@en_US', 3],
      ['https://d.example/a b', 3],
      ['@x-y-toolongtobeatag', 4],
    ]);
  });

  it('keeps in JSON-LD what the context does not know, what has a space, and what has a wrong tag', async () => {
    const { ready, outside } = await read(
      'a.jsonld',
      JSON.stringify({
        '@context': { ...context, page: { '@id': 'dcat:landingPage', '@type': '@id' } },
        '@graph': [
          {
            '@id': 'https://d.example/a b',
            '@type': 'dcat:Dataset',
            'dct:title': { '@value': 'A', '@language': 'in English' },
            page: 'https://d.example/p q',
            custom: 'kept',
          },
        ],
      }),
    );
    expect(ready[0]).toMatchObject({
      identifier: 'https://d.example/a%20b',
      content: { title: { en: 'A' }, landingPage: 'https://d.example/p%20q' },
    });
    expect(ready[0]?.content.source?.record).toBe('{"custom":"kept"}');
    expect(outside.map(({ value }) => value).sort()).toEqual(['https://d.example/a b', 'https://d.example/p q', 'in English']);
  });

  it('keeps in RDF/XML an address with a space, and reads the encoding that it declares', async () => {
    const xml = `<?xml version="1.0" encoding="ISO-8859-1"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dct="http://purl.org/dc/terms/" xmlns:dcat="http://www.w3.org/ns/dcat#"><dcat:Dataset rdf:about="https://d.example/a b"><dct:title xml:lang="fr">\u00c9t\u00e9</dct:title></dcat:Dataset></rdf:RDF>`;
    const { ready, outside } = await read('a.rdf', Buffer.from(xml, 'latin1'));
    expect(ready[0]).toMatchObject({ identifier: 'https://d.example/a%20b', content: { title: { fr: '\u00c9t\u00e9' } } });
    expect(outside.map(({ value }) => value)).toContain('https://d.example/a b');
  });

  it('refuses a remote context, XML entities, and names that repeat', async () => {
    const findCodes = async (name: string, content: string) => (await read(name, content)).rejected.map((each) => each.code);
    expect(await findCodes('b.jsonld', '{"@context":"https://example.org/c.jsonld","@id":"x","@type":"dcat:Dataset"}')).toEqual([
      'CONTEXT_REMOTE',
    ]);
    expect(await findCodes('b.rdf', '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><rdf:RDF/>')).toEqual([
      'DOCUMENT_INVALID',
    ]);
    const repeated = JSON.stringify({ '@context': context, '@id': 'urn:a', '@type': 'dcat:Dataset', 'dct:title': 'A' }).replace(
      '"dct:title"',
      '"dct:title":"B","dct:title"',
    );
    expect(await findCodes('c.jsonld', repeated)).toEqual(['MEMBER_REPEATED']);
  });

  it('names a blank node by its identifier, and tells those of two files apart', async () => {
    mkdirSync(join(folder, 'blank'), { recursive: true });
    for (const name of ['a', 'b'])
      writeFileSync(
        join(folder, 'blank', `${name}.ttl`),
        makeTurtle(
          `_:x a dcat:Dataset ; dct:identifier "${name}" ; dct:title "${name}" ; dcat:distribution [ dcat:accessURL <https://d.example/${name}> ] .`,
        ),
      );
    const { ready } = await readCatalogue(join(folder, 'blank'));
    expect(ready.map(({ identifier, content }) => [identifier, content.distributions])).toEqual([
      ['a', [{ kind: 'linked', url: 'https://d.example/a' }]],
      ['b', [{ kind: 'linked', url: 'https://d.example/b' }]],
    ]);
  });
});
