import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readCatalogue } from '../read-catalogue';
import { divideJsonLd } from './divide-json-ld';
import { mendTurtle } from './mend-turtle';
import { RdfGraph } from './rdf-graph';
import { splitJson } from './split-json';
import { StatementStore } from './statement-store';

const folder = mkdtempSync(join(tmpdir(), 'databund-large-'));
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;
function write(text: string, extension = 'json'): string {
  const path = join(folder, `large-${String((files += 1))}.${extension}`);
  writeFileSync(path, text);
  return path;
}

async function* toChunks(text: string, size: number): AsyncGenerator<string> {
  for (let at = 0; at < text.length; at += size) yield await Promise.resolve(text.slice(at, at + size));
}

async function collect<T>(values: AsyncIterable<T>): Promise<readonly T[]> {
  const all: T[] = [];
  for await (const value of values) all.push(value);
  return all;
}

describe('a store of statements', () => {
  it('reads what is in its file and in memory in the order in which it came, and a repeated statement once', () => {
    const store = new StatementStore(3);
    const add = (subject: string, value: string) => store.add(subject, ['p', 'Literal', value, '', '']);
    for (const value of ['1', '2', '1', '3', '2', '4', '1', '5']) {
      add('a', value);
      add('é\u{1f30a}', value);
    }
    for (const subject of ['a', 'é\u{1f30a}', 'a'])
      expect(store.read(subject).map(([, , value]) => value)).toEqual(['1', '2', '3', '4', '5']);
    expect([[...store.listSubjects()], store.read('b'), store.getNumber('b')]).toEqual([['a', 'é\u{1f30a}'], [], undefined]);
    store.close();
  });

  it('leaves no file behind', () => {
    const list = () => readdirSync(tmpdir()).filter((name) => name.startsWith('databund-graph-') && existsSync(join(tmpdir(), name)));
    const before = list();
    const store = new StatementStore(1);
    store.add('a', ['p', 'Literal', '1', '', '']);
    store.close();
    expect(list()).toEqual(before);
  });

  it('describes a thing of a graph in a file as one in memory', () => {
    const type = 'http://www.w3.org/1999/02/22-rdf-syntax-ns#type';
    const makeIri = (value: string) => ({ termType: 'NamedNode', value });
    const describeWith = (limit: number) => {
      const graph = new RdfGraph(['t'], limit);
      for (const name of ['a', 'b', 'c']) {
        graph.add({ subject: makeIri(name), predicate: makeIri(type), object: makeIri('t') });
        graph.add({ subject: makeIri(name), predicate: makeIri('p'), object: { termType: 'BlankNode', value: `x${name}` } }, 'd1-');
        graph.add(
          { subject: { termType: 'BlankNode', value: `x${name}` }, predicate: makeIri('q'), object: { termType: 'Literal', value: name } },
          'd1-',
        );
      }
      const all = graph.listOf('t').map((each) => graph.describe(each, ['t']));
      graph.close();
      return all;
    };
    expect(describeWith(2)).toEqual(describeWith(1_000));
    expect(describeWith(2)[2]).toEqual({ '@id': 'c', '@type': 't', p: { q: 'c' } });
  });
});

describe('a text in Turtle that breaks rules', () => {
  it('mends addresses and tags in the same way, however the text is divided', async () => {
    const text = `<http://a b> <p> "x"@en_US, """two\nlines <not an address> "quoted" """@en ; # <a comment here>\n<q> 'it''s <c d>' , "<e f>" .\n<g h> <p> """open`;
    const mend = async (size: number) => {
      const outside: unknown[] = [];
      const parts = await collect(mendTurtle(toChunks(text, size), (each) => outside.push(each)));
      return [parts.join(''), outside];
    };
    const whole = await mend(10_000);
    expect(whole[0]).toContain('<http://a%20b> <p> "x"@en-US, """two\nlines <not an address> "quoted" """@en ; # <a comment here>\n');
    expect(whole[1]).toEqual([
      { path: 'address', value: 'http://a b', line: 1 },
      { path: 'language tag', value: '@en_US', line: 1 },
      { path: 'address', value: 'g h', line: 4 },
    ]);
    for (const size of [1, 2, 3, 7, 50]) expect(await mend(size)).toEqual(whole);
  });
});

describe('a document of JSON-LD', () => {
  const context = { dcat: 'http://www.w3.org/ns/dcat#', dct: 'http://purl.org/dc/terms/', id: '@id' };
  const makeDataset = (id: string) => ({ id: `https://d.example/${id}`, '@type': 'dcat:Dataset', 'dct:title': `Title ${id}` });
  const listParts = async (document: unknown) => {
    const parts = await collect(divideJsonLd(write(JSON.stringify(document)), 100));
    return parts.map(({ value }) => value);
  };

  it('divides a document with its context and its name in each part', async () => {
    const parts = await listParts({
      'dcat:dataset': [makeDataset('1'), makeDataset('2'), makeDataset('3')],
      id: 'https://d.example/',
      '@context': context,
    });
    expect(parts).toEqual([
      { '@context': context, id: 'https://d.example/', 'dcat:dataset': [makeDataset('1'), makeDataset('2')] },
      { '@context': context, id: 'https://d.example/', 'dcat:dataset': [makeDataset('3')] },
    ]);
  });

  it('divides a list, and gives a node without a name one', async () => {
    expect(await listParts([makeDataset('1'), makeDataset('2'), makeDataset('3')])).toEqual([
      [makeDataset('1'), makeDataset('2')],
      [makeDataset('3')],
    ]);
    expect(await listParts({ 'dcat:dataset': [makeDataset('1'), makeDataset('2'), makeDataset('3')] })).toEqual([
      { '@id': '_:databund-root', 'dcat:dataset': [makeDataset('1'), makeDataset('2')] },
      { '@id': '_:databund-root', 'dcat:dataset': [makeDataset('3')] },
    ]);
  });

  it('divides no list whose order has a meaning', async () => {
    const ordered = { ...context, 'dcat:dataset': { '@container': '@list' } };
    expect(await listParts({ '@context': ordered, 'dcat:dataset': [makeDataset('1'), makeDataset('2'), makeDataset('3')] })).toHaveLength(
      1,
    );
  });

  it('reads a large catalogue around its datasets, and names a mended value by its place in the document', async () => {
    const datasets = Array.from({ length: 900 }, (_, index) => ({
      ...makeDataset(String(index)),
      unknown: `kept ${String(index)} ${'x'.repeat(50)}`,
    }));
    const bad = { ...makeDataset('bad'), 'dct:license': { id: 'https://a b' } };
    const path = write(
      JSON.stringify({ '@context': context, '@type': 'dcat:Catalog', 'dct:title': 'All', 'dcat:dataset': [...datasets, bad] }),
    );
    const { ready, rejected, outside } = await readCatalogue(path);
    expect([ready.length, rejected, ready[899]?.content.source?.record]).toEqual([901, [], `{"unknown":"kept 899 ${'x'.repeat(50)}"}`]);
    expect(outside.map(({ path: place, value }) => [place, value])).toEqual([
      ['dcat:dataset.900.dct:license.id', 'https://a b'],
      [expect.stringContaining('databund-root'), expect.objectContaining({ 'dct:title': 'All' })],
    ]);
  });
});

describe('a document of JSON', () => {
  it('splits the objects that are opened, with the names that lead there, and refuses a name twice in each', async () => {
    const text = '{"a":{"b":[1,{"c":2}],"d":{"e":3}},"b":[4]}';
    const canOpen = (path: readonly string[]) => path[0] === 'a' && path[1] !== 'd';
    const pieces = await collect(splitJson(toChunks(text, 3), canOpen));
    expect(pieces.map(({ kind, member, text: part }) => [kind, member, part])).toEqual([
      ['object', '', ''],
      ['object', 'a', ''],
      ['list', 'a.b', ''],
      ['element', 'a.b', '1'],
      ['object', 'a.b', ''],
      ['member', 'a.b.c', '2'],
      ['member', 'a.d', '{"e":3}'],
      ['member', 'b', '[4]'],
    ]);
    await expect(collect(splitJson(toChunks('{"a":{"b":1,"b":2}}', 5), canOpen))).rejects.toMatchObject({ code: 'MEMBER_REPEATED' });
  });

  it('reads the packages of an answer of CKAN with the line of each, and reports the members around them', async () => {
    const text = `{"success":true,\n"result":{"count":2,\n"results":[\n{"id":"a","title":"A","owner_org":"o"},\n{"id":"b","title":"B","owner_org":"o"},\n7],"facets":{"x":1}}}`;
    const { format, ready, outside } = await readCatalogue(write(text));
    expect([format, ready.map(({ identifier, line }) => [identifier, line])]).toEqual([
      'ckan',
      [
        ['a', 4],
        ['b', 5],
      ],
    ]);
    expect(outside.map(({ path, value }) => [path, value])).toEqual([
      ['success', true],
      ['count', 2],
      ['result.results', 7],
      ['facets', { x: 1 }],
    ]);
  });

  it('reads the datasets of a DataCatalog of schema.org', async () => {
    const makeNode = (name: string) => ({ '@type': 'Dataset', '@id': `https://d.example/${name}`, name });
    const document = { '@context': 'https://schema.org', '@type': 'DataCatalog', dataset: [makeNode('a'), makeNode('b')] };
    expect(await readCatalogue(write(JSON.stringify(document)))).toMatchObject({ format: 'schema-org', ready: [{}, {}], rejected: [] });
  });

  it('reads the records of catalogues inside catalogues, and refuses a member twice in one of them', async () => {
    const record = (identifier: string) => ({ identifier, title: identifier, publisher: { name: 'P' } });
    const inner = { title: 'Inner', dataset: [record('b')], catalog: { dataset: record('c') } };
    const { ready, outside } = await readCatalogue(write(JSON.stringify({ dataset: [record('a')], catalog: [inner] })));
    expect([ready.map(({ identifier }) => identifier), outside.map(({ path }) => path)]).toEqual([['a', 'b', 'c'], ['catalog.title']]);
    const { rejected } = await readCatalogue(write('{"dataset":[],"catalog":[{"title":"A","title":"B"}]}'));
    expect(rejected).toMatchObject([{ code: 'MEMBER_REPEATED' }]);
  });

  it('reports an empty document as broken, so that nothing is gone', async () => {
    expect((await readCatalogue(write(' \n', 'csv'))).rejected).toMatchObject([{ code: 'DOCUMENT_INVALID', reason: 'is empty' }]);
  });
});
