import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';

/** The formats in which a large source is written, with the extensions of their files. */
export const largeFormats = { 'dcat-us': 'json', ckan: 'json', jsonld: 'jsonld', turtle: 'ttl', 'rdf-xml': 'rdf' } as const;
export type LargeFormat = keyof typeof largeFormats;

/** A format as the text before, between and after its records, and of each record. */
interface Writer {
  readonly start: string;
  readonly between: string;
  readonly end: string;
  readonly write: (index: number) => string;
}

/** Writes a catalogue of any size, record by record. */
export async function writeSource(file: string, format: LargeFormat, count: number): Promise<void> {
  const { start, between, end, write } = writers[format];
  function* makeChunks(): Generator<string> {
    yield start;
    for (let index = 0; index < count; index += 1) yield `${index === 0 ? '' : between}\n${write(index)}`;
    yield `\n${end}`;
  }
  await pipeline(Readable.from(makeChunks()), createWriteStream(file));
}

const prefixes = {
  dcat: 'http://www.w3.org/ns/dcat#',
  dct: 'http://purl.org/dc/terms/',
  foaf: 'http://xmlns.com/foaf/0.1/',
  rdf: 'http://www.w3.org/1999/02/22-rdf-syntax-ns#',
};
const site = 'https://data.example.org/meters';
const makeTitle = (index: number) => `Readings of meter ${String(index)}`;
const describe = (index: number) => `The hourly readings of meter ${String(index)}, with the times at which they were taken. `.repeat(4);

const writers: Readonly<Record<LargeFormat, Writer>> = {
  'dcat-us': { start: '{"dataset":[', between: ',', end: ']}', write: (index) => JSON.stringify(makeRecord(index)) },
  ckan: { start: '{"success":true,"result":{"results":[', between: ',', end: ']}}', write: (index) => JSON.stringify(makePackage(index)) },
  jsonld: {
    start: `{"@context":${JSON.stringify(prefixes)},"@id":"${site}","@type":"dcat:Catalog","dcat:dataset":[`,
    between: ',',
    end: ']}',
    write: (index) => JSON.stringify(makeNode(index)),
  },
  turtle: {
    start: Object.entries(prefixes)
      .map(([prefix, iri]) => `@prefix ${prefix}: <${iri}> .`)
      .join('\n'),
    between: '',
    end: '',
    write: (
      index,
    ) => `<${site}/${String(index)}> a dcat:Dataset ; dct:title "${makeTitle(index)}"@en ; dct:description "${describe(index)}"@en ;
  dcat:keyword "meter"@en, "energy"@en ; dct:publisher <${site}/city> ; dcat:distribution [ a dcat:Distribution ;
  dcat:downloadURL <${site}/${String(index)}.csv> ] . <${site}/city> a foaf:Agent ; foaf:name "City of Meters" .`,
  },
  'rdf-xml': {
    start: `<rdf:RDF ${Object.entries(prefixes)
      .map(([prefix, iri]) => `xmlns:${prefix}="${iri}"`)
      .join(' ')}>`,
    between: '',
    end: '</rdf:RDF>',
    write: (index) => `<dcat:Dataset rdf:about="${site}/${String(index)}"><dct:title xml:lang="en">${makeTitle(index)}</dct:title>
<dct:description xml:lang="en">${describe(index)}</dct:description><dcat:keyword xml:lang="en">meter</dcat:keyword>
<dct:publisher><foaf:Agent rdf:about="${site}/city"><foaf:name>City of Meters</foaf:name></foaf:Agent></dct:publisher>
<dcat:distribution><dcat:Distribution><dcat:downloadURL rdf:resource="${site}/${String(index)}.csv"/></dcat:Distribution></dcat:distribution></dcat:Dataset>`,
  },
};

function makeRecord(index: number): object {
  return {
    identifier: `reading-${String(index)}`,
    accessLevel: 'public',
    title: makeTitle(index),
    description: describe(index),
    publisher: { name: 'City of Meters' },
    keyword: ['meter', 'energy', `district ${String(index % 50)}`],
    issued: '2024-05-01',
    temporal: '2020-01-01/2023-12-31',
    spatial: '-75.3,39.8,-74.9,40.1',
    contactPoint: { fn: 'A clerk', hasEmail: 'mailto:clerk@example.org' },
    distribution: [{ downloadURL: `${site}/${String(index)}.csv`, mediaType: 'text/csv' }],
  };
}

function makePackage(index: number): object {
  return {
    id: `reading-${String(index)}`,
    title: makeTitle(index),
    notes: describe(index),
    organization: { title: 'City of Meters' },
    tags: [{ name: 'meter' }, { name: 'energy' }],
    metadata_created: '2024-05-01T00:00:00',
    extras: [{ key: 'harvest_source', value: 'meters' }],
    resources: [{ url: `${site}/${String(index)}.csv`, mimetype: 'text/csv' }],
  };
}

function makeNode(index: number): object {
  return {
    '@id': `${site}/${String(index)}`,
    '@type': 'dcat:Dataset',
    'dct:title': { '@value': makeTitle(index), '@language': 'en' },
    'dct:description': { '@value': describe(index), '@language': 'en' },
    'dcat:keyword': ['meter', 'energy'],
    'dct:publisher': { '@id': `${site}/city`, '@type': 'foaf:Agent', 'foaf:name': 'City of Meters' },
    'dcat:distribution': [{ '@type': 'dcat:Distribution', 'dcat:downloadURL': { '@id': `${site}/${String(index)}.csv` } }],
  };
}
