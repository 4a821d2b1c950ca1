import { defaultParameters } from '@databund/model';
import { mapRecord, type MappedRecord } from '../map-record';
import type { SourceObject } from '../source-object';
import { dcatUs } from './dcat-us';

const clean = { title: 'Readings', identifier: 'readings', description: 'Of a meter.', publisher: { name: 'P' }, distribution: [] };
const context = { folder: '.', document: {}, language: 'en', isStrict: false, limits: defaultParameters };
const map = (more: SourceObject, strict = false) => mapRecord(dcatUs, { ...clean, ...more }, { ...context, isStrict: strict }, 'readings');
const readContent = async (more: SourceObject): Promise<MappedRecord['content']> => (await map(more)).content;
const readSource = async (more: SourceObject): Promise<unknown> => JSON.parse((await readContent(more)).source?.record ?? '{}');

describe('a DCAT-US dataset', () => {
  it('reads the spatial of a dataset as degrees in integers of 1e-7, or as the name of a place', async () => {
    const bbox = { westE7: -752_803_000, southE7: 398_670_000, eastE7: -749_558_000, northE7: 401_379_000 };
    for (const spatial of [
      '-75.2803, 39.8670,-74.9558,40.1379',
      '-75.2803 39.8670 -74.9558 40.1379',
      '[[-75.2803,39.8670],[-74.9558,40.1379]]',
    ])
      expect((await readContent({ spatial })).spatial).toEqual({ crs: 'EPSG:4326', bbox });
    expect((await readContent({ spatial: 'Lisbon, Portugal' })).spatial).toEqual({ crs: 'EPSG:4326', place: { en: 'Lisbon, Portugal' } });
  });

  it('reads the licence of a dataset that names none as "unspecified", and notes the assumption', async () => {
    const { content, notes } = await map({});
    expect([content.licence, notes]).toEqual([
      'unspecified',
      expect.arrayContaining([{ kind: 'assumed', path: 'licence', reason: '"unspecified"' }]),
    ]);
  });

  it('keeps in its source every member without a place in a listing, also of its publisher and its distributions', async () => {
    const distribution = [
      { downloadURL: 'https://a.example/x', accessURL: 'https://a.example', mediaType: 'text/csv', format: 'CSV' },
      { accessURL: 'https://a.example/y', title: 'Y' },
    ];
    const publisher = { '@type': 'org:Organization', name: 'P', subOrganizationOf: { name: 'Q' } };
    expect(await readSource({ rights: 'none', temporal: null, publisher, distribution })).toEqual({
      rights: 'none',
      publisher: { subOrganizationOf: { name: 'Q' } },
      distribution: [{ accessURL: 'https://a.example', format: 'CSV' }, {}],
    });
  });

  it('keeps the largest members of a source over 8 KiB by their hash, and the others as they are', async () => {
    const { content, notes } = await map({ rights: 'x'.repeat(8_193), note: 'kept' });
    expect(content.source?.recordHash).toEqual({ alg: 'sha-256', value: expect.stringMatching(/^[0-9a-f]{64}$/) as string });
    expect(JSON.parse(content.source?.record ?? '')).toEqual({
      note: 'kept',
      rights: expect.stringMatching(/^sha-256:[0-9a-f]{64}$/) as string,
    });
    expect(notes).toContainEqual(expect.objectContaining({ kind: 'hashed', path: 'rights' }));
  });

  it('keeps the form of an address beside the one in which it is listed', async () => {
    const distribution = [{ downloadURL: 'HTTPS://A.example' }];
    const content = await readContent({ distribution });
    expect(content.distributions).toEqual([{ kind: 'linked', url: 'https://a.example/' }]);
    expect(await readSource({ distribution })).toEqual({ distribution });
  });

  it.each<[string, SourceObject, SourceObject]>([
    ['keywords as one text', { keyword: 'air, water' }, { keywords: ['air', 'water'] }],
    ['a language as text', { language: 'en' }, { languages: ['en'] }],
    ['a language with an underscore', { language: ['en_US'] }, { languages: ['en-US'] }],
    ['a theme as text', { theme: 'health' }, { theme: ['health'] }],
    ['a language that is no tag', { language: ['english'] }, { languages: ['en'] }],
    [
      'an address of ftp next to a web address',
      { distribution: [{ downloadURL: 'ftp://a.example/x', accessURL: 'https://a.example/x' }] },
      { distributions: [{ kind: 'linked', url: 'https://a.example/x' }] },
    ],
    ['an issue date that is no date', { issued: 'yesterday', modified: '2024-05-01' }, { modified: '2024-05-01' }],
  ])('lists %s, and keeps its form in the source', async (_, more, listed) => {
    expect(await readContent(more)).toMatchObject(listed);
    const [name = ''] = Object.keys(more);
    const kept = JSON.stringify(await readSource(more));
    if (JSON.stringify(Object.values(listed)) !== JSON.stringify(Object.values(more)) && !['language', 'theme'].includes(name))
      expect(kept).toContain(name);
  });

  it('lists 256 of 257 keywords, and keeps the last in the source with a note', async () => {
    const keyword = Array.from({ length: 257 }, (_, index) => `k${String(index)}`);
    const { content, notes } = await map({ keyword });
    expect([content.keywords?.length, JSON.parse(content.source?.record ?? '')]).toEqual([256, { keyword: ['k256'] }]);
    expect(notes).toContainEqual(expect.objectContaining({ kind: 'raw', path: 'keyword.256' }));
    await expect(map({ keyword }, true)).rejects.toThrow('over the limit of 256');
  });

  it('cuts a description at the limit of the exchange between words, and keeps all of it in the source', async () => {
    const description = 'word '.repeat(4_000);
    const { content, notes } = await map({ description });
    expect(Buffer.byteLength(content.description?.['en'] ?? '')).toBeLessThanOrEqual(defaultParameters.descriptionLimitBytes);
    expect(content.description?.['en']).toMatch(/word…$/);
    expect(notes).toContainEqual(expect.objectContaining({ kind: 'cut', path: 'description' }));
    await expect(map({ description }, true)).rejects.toThrow('its description has 19999 characters');
  });

  it('shows control and direction characters of a title as escapes', async () => {
    expect((await readContent({ title: '\u001b[31mRED\u0007 \u202eevil' })).title).toEqual({ en: '\\u001b[31mRED\\u0007 \\u202eevil' });
    expect((await readContent({ title: 'first line\r\nsecond' })).title).toEqual({ en: 'first line second' });
  });

  it('reads the temporal of a dataset as from and until, of which one may be open', async () => {
    expect((await readContent({ temporal: '2020-01-01/2021-01-01' })).temporal).toEqual({ from: '2020-01-01', until: '2021-01-01' });
    expect((await readContent({ temporal: '2020-01-01/' })).temporal).toEqual({ from: '2020-01-01' });
    expect((await readContent({ temporal: [{ startDate: '2020-01-01', endDate: '2021' }] })).temporal).toEqual({
      from: '2020-01-01',
      until: '2021',
    });
  });
});

describe('a DCAT-US 3 catalogue', () => {
  it('reads an identifier that is an object', () => {
    expect(dcatUs.identify({ identifier: { '@type': 'Identifier', '@id': 'https://doi.example/1' } }, { fileName: '' })).toBe(
      'https://doi.example/1',
    );
  });

  it('lists a service as an api with its endpoint as a linked distribution', async () => {
    const service = { '@type': 'DataService', identifier: 'svc', title: 'A service', endpointURL: 'https://api.example.org/' };
    const { content } = await mapRecord(dcatUs, service, { ...context, type: 'service', publisher: 'city' }, 'svc');
    expect(content).toMatchObject({
      kind: 'api',
      publisher: { name: { en: 'city' } },
      distributions: [{ kind: 'linked', url: 'https://api.example.org/' }],
    });
  });
});
