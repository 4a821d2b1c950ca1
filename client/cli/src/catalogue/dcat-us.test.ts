import { dcatUs } from './dcat-us';
import { mapRecord, type MappedRecord } from './map-record';
import type { SourceObject } from './record';

const clean = { title: 'Readings', identifier: 'readings', description: 'Of a meter.', publisher: { name: 'P' }, distribution: [] };
async function readContent(more: SourceObject): Promise<MappedRecord['content']> {
  return (await mapRecord(dcatUs, { ...clean, ...more }, { folder: '.', document: {}, language: 'en' })).content;
}

describe('a DCAT-US dataset', () => {
  it('reads the spatial of a dataset as degrees in integers of 1e-7, or as the name of a place', async () => {
    expect((await readContent({ spatial: '-75.2803, 39.8670,-74.9558,40.1379' })).spatial).toEqual({
      crs: 'EPSG:4326',
      bbox: { westE7: -752_803_000, southE7: 398_670_000, eastE7: -749_558_000, northE7: 401_379_000 },
    });
    expect((await readContent({ spatial: 'Lisbon, Portugal' })).spatial).toEqual({ crs: 'EPSG:4326', place: { en: 'Lisbon, Portugal' } });
  });

  it('reads the licence of a dataset that names none as "unspecified"', async () => {
    expect((await readContent({})).licence).toBe('unspecified');
  });

  it('keeps in its source every member without a place in a listing, also of its publisher and its distributions', async () => {
    const shape = { type: 'Point', coordinates: [1, 2] };
    const { source, spatial } = await readContent({
      spatial: shape,
      rights: 'none',
      temporal: null,
      publisher: { '@type': 'org:Organization', name: 'P', subOrganizationOf: { name: 'Q' } },
      distribution: [
        { downloadURL: 'https://a.example/x', accessURL: 'https://a.example', mediaType: 'text/csv', format: 'CSV' },
        { accessURL: 'https://a.example/y', title: 'Y' },
      ],
    });
    expect(spatial).toBeUndefined();
    expect(JSON.parse(source?.record ?? '')).toEqual({
      spatial: shape,
      rights: 'none',
      publisher: { subOrganizationOf: { name: 'Q' } },
      distribution: [{ accessURL: 'https://a.example', format: 'CSV' }, {}],
    });
  });

  it('keeps only the hash of a source over 8 KiB', async () => {
    const { source } = await readContent({ rights: 'x'.repeat(8_193) });
    expect(source).toEqual({ format: 'dcat-us', recordHash: { alg: 'sha-256', value: expect.stringMatching(/^[0-9a-f]{64}$/) as string } });
  });

  it('reads the temporal of a dataset as from and until, of which one may be open', async () => {
    expect((await readContent({ temporal: '2020-01-01/2021-01-01' })).temporal).toEqual({ from: '2020-01-01', until: '2021-01-01' });
    expect((await readContent({ temporal: '2020-01-01/' })).temporal).toEqual({ from: '2020-01-01' });
  });
});
