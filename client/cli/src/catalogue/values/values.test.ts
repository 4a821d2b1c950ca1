import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseDate } from './iso-date';
import { readInterval } from './iso-interval';
import { parseLanguageTag } from './language-tag';
import { readPlaceFile } from './place-table';
import { readArea } from './spatial';
import { escapeUnsafe } from './text';
import { parseWebAddress } from './web-address';

describe('a date', () => {
  it.each([
    ['2024', '2024'],
    ['2024-05', '2024-05'],
    ['2024-02-29', '2024-02-29'],
    ['20240229', '2024-02-29'],
    ['2024-W01-1', '2024-01-01'],
    ['2020-W53', '2020-12-28'],
    ['2024-366', '2024-12-31'],
    ['2024-05-01Z', '2024-05-01Z'],
    ['2024-05-01+02:00', '2024-05-01+02:00'],
    ['2024-01-01T00:00:00+08:00', '2024-01-01T00:00:00+08:00'],
    ['2024-01-01T00:00:00.000000', '2024-01-01T00:00:00.000000'],
    ['2024-01-01 10:30', '2024-01-01T10:30:00'],
    ['20240101T103000Z', '2024-01-01T10:30:00Z'],
  ])('reads the date %s as %s', (text, expected) => {
    expect(parseDate(text)?.text).toBe(expected);
  });

  it.each([
    ...['yesterday', '2023-13-45', '0000-00-00', '2023-02-29', '2023-366', '2021-W53', '31/12/2023', 'R/P1D', '', '2024-1-1', '1700000000'],
    ...['2024-01-01T24:00:00', '2024-01-01T10:60', '2024-01-01T10:00+15:00', '2024-05T10:00', '2024-00', '2024-01-01T'],
  ])('refuses the date %j', (text) => {
    expect(parseDate(text)).toBeUndefined();
  });
});

describe('an interval', () => {
  it.each([
    ['2020-01-01/2021-12-31', { from: '2020-01-01', until: '2021-12-31' }],
    ['2020-01-01/..', { from: '2020-01-01' }],
    ['/2020', { until: '2020' }],
    ['2020', { from: '2020', until: '2020' }],
    ['2020-01-31/P1M', { from: '2020-01-31', until: '2020-02-29' }],
    ['P1Y/2021-01-01', { from: '2020-01-01', until: '2021-01-01' }],
    ['2020-01-01T00:00:00Z/PT36H', { from: '2020-01-01T00:00:00Z', until: '2020-01-02T12:00:00Z' }],
    ['2020-01-01T00:00/PT5H', { from: '2020-01-01T00:00:00', until: '2020-01-01T05:00:00' }],
    ['2020-01-01/P2W', { from: '2020-01-01', until: '2020-01-15' }],
    ['2007-12-14/16', { from: '2007-12-14', until: '2007-12-16' }],
    ['R/2020-01-01/P1D', { from: '2020-01-01' }],
    ['R5/2020-01-01T00:00:00Z/2020-02-01T00:00:00Z', { from: '2020-01-01T00:00:00Z' }],
  ])('reads the period %s', (text, expected) => {
    expect(readInterval(text)).toEqual(expected);
  });

  it.each([
    ['7/1/1997 - 06/30/2019', 'is not a period'],
    ['2021-01-01/2020-01-01', 'ends before it begins'],
    ['../..', 'is not a period'],
    ['R/P1D', 'repeats without a date'],
    ['2020-01-01/P', 'is not a period'],
    ['2020-01-01 to 2020-02-01', 'is not a period'],
    ['a/b/c', 'is not a period'],
  ])('refuses the period %s', (text, reason) => {
    expect(() => readInterval(text)).toThrow(reason);
  });
});

describe('a language tag', () => {
  it.each([
    ['en_US', 'en-US'],
    ['EN', 'en'],
    ['zh-hans-cn', 'zh-Hans-CN'],
    ['fra', 'fr'],
    ['http://publications.europa.eu/resource/authority/language/NLD', 'nl'],
    ['http://id.loc.gov/vocabulary/iso639-1/en', 'en'],
    ['nl-t-fr', 'nl-t-fr'],
  ])('reads the language tag %s as %s', (text, tag) => {
    expect(parseLanguageTag(text)).toBe(tag);
  });

  it.each(['english', 'e', '', 'en US', 'https://a.example/en'])('refuses the language tag %j', (text) => {
    expect(parseLanguageTag(text)).toBeUndefined();
  });
});

const makeBoxArea = (west: number, south: number, east: number, north: number) => ({
  crs: 'EPSG:4326',
  bbox: { westE7: west * 1e7, southE7: south * 1e7, eastE7: east * 1e7, northE7: north * 1e7 },
});

describe('an area', () => {
  it.each<[string, unknown]>([
    ['numbers with commas', '1, 2, 3, 4'],
    ['numbers with spaces', '1 2 3 4'],
    ['a list of numbers', [1, 2, 3, 4]],
    ['nested lists', '[[1,2],[3,4]]'],
    [
      'named sides in a text',
      '["CARTESIAN",[{"WestBoundingCoordinate":1,"NorthBoundingCoordinate":4,"EastBoundingCoordinate":3,"SouthBoundingCoordinate":2}]]',
    ],
    ['a polygon in well-known text', 'POLYGON ((1 2, 3 2, 3 4, 1 4, 1 2))'],
    ['a polygon with a system', '<http://www.opengis.net/def/crs/OGC/1.3/CRS84> POLYGON((1 2,3 2,3 4,1 2))'],
    ['a polygon with latitudes first', '<http://www.opengis.net/def/crs/EPSG/0/4326> POLYGON((2 1,2 3,4 3,2 1))'],
    ['an envelope', 'ENVELOPE(1, 3, 4, 2)'],
    ['a polygon with an SRID', 'SRID=4326;MULTIPOLYGON(((1 2,3 2,3 4,1 2)))'],
    [
      'a GeoJSON polygon',
      {
        type: 'Polygon',
        coordinates: [
          [
            [1, 2],
            [3, 4],
            [1, 4],
            [1, 2],
          ],
        ],
      },
    ],
    ['a GeoJSON feature in a text', '{"type":"Feature","geometry":{"type":"MultiPoint","coordinates":[[1,2],[3,4]]}}'],
    ['a location of DCAT 3', { '@type': 'dct:Location', 'dcat:bbox': { '@value': 'POLYGON((1 2,3 2,3 4,1 2))' } }],
  ])('reads the envelope of %s', (_, value) => {
    expect(readArea(value, 'en')).toEqual(makeBoxArea(1, 2, 3, 4));
  });

  it.each<[string, unknown]>([
    ['numbers with powers of ten', '1e0 2e0 3e0 4e0'],
    ['DCMI Box', 'northlimit=4; southlimit=2; westlimit=1; eastlimit=3; name=Here'],
    ['sides by letters', 'N:4, S:2, E:3, W:1'],
    ['a box of schema.org, which has the latitude first', { '@type': 'GeoShape', box: '2 1 4 3' }],
    ['a polygon of schema.org', { geo: { '@type': 'GeoShape', polygon: '2 1 2 3 4 3 2 1' } }],
    ['a polygon with heights', 'POLYGON Z ((1 2 9, 3 2 9, 3 4 9, 1 2 9))'],
    [
      'an envelope of Elasticsearch',
      {
        type: 'envelope',
        coordinates: [
          [1, 4],
          [3, 2],
        ],
      },
    ],
  ])('reads the envelope of %s', (_, value) => {
    expect(readArea(value, 'en')).toEqual(makeBoxArea(1, 2, 3, 4));
  });

  it('reads the coordinates of schema.org as a point', () => {
    const place = { '@type': 'Place', geo: { '@type': 'GeoCoordinates', latitude: 39.95, longitude: '-75.16' } };
    expect(readArea(place, 'en').points).toEqual([{ longitudeE7: -751_600_000, latitudeE7: 399_500_000 }]);
  });

  it.each(['District 9, Area 51', 'Longyearbyen', 'North Sea', 'East 4th Street', 'Xían', 'Minden'])(
    'takes %s as the name of a place',
    (name) => {
      expect(readArea(name, 'en').place).toEqual({ en: name });
    },
  );

  it('reads a latitude and a longitude as a point', () => {
    expect(readArea('39.95, -75.16', 'en')).toEqual({ crs: 'EPSG:4326', points: [{ longitudeE7: -751_600_000, latitudeE7: 399_500_000 }] });
  });

  it.each([
    ['a broken shape', 'POLYGON ((1 2, 3'],
    ['another system of coordinates', 'SRID=3857;POINT(1 2)'],
    ['a box upside down', '1,4,3,2'],
    ['metres', '500000,4649776,500100,4649876'],
    ['three numbers', '1,2,3'],
    ['GML', '<gml:Point><gml:pos>1 2</gml:pos></gml:Point>'],
    ['an address of a place without a table', 'https://sws.geonames.org/3337389/'],
    ['signs', '--'],
    ['an empty shape', 'POLYGON EMPTY'],
    ['degrees', '39\u00b057\u2032N 75\u00b010\u2032W'],
    ['labelled numbers without all sides', 'lat 39.95, long -75.16, x 1, y 2'],
    ['half a box', 'northlimit=4; southlimit=2'],
  ])('takes no name of a place from %s', (_, text) => {
    expect(() => readArea(text, 'en')).toThrow();
  });

  it('takes from the table of the operator what it says of the name or the address of a place', () => {
    const folder = mkdtempSync(join(tmpdir(), 'databund-places-'));
    const file = join(folder, 'places.json');
    const shanghai = { code: '310000', names: { en: 'Shanghai', 'zh-Hans': '上海市' }, box: [1, 2, 3, 4] };
    const brussels = { code: 'BE-BRU', names: { en: 'Brussels' }, addresses: ['https://p.example/1'] };
    writeFileSync(file, JSON.stringify([shanghai, brussels]));
    const places = readPlaceFile(file);
    expect(readArea('shanghai', 'en', places)).toEqual({ ...makeBoxArea(1, 2, 3, 4), place: shanghai.names, adcode: '310000' });
    expect(readArea('上海市', 'en', places)).toMatchObject({ adcode: '310000' });
    expect(readArea({ '@id': 'https://p.example/1' }, 'en', places)).toEqual({ crs: 'EPSG:4326', place: { en: 'Brussels' } });
    rmSync(folder, { recursive: true });
  });
});

describe('a table of places', () => {
  it.each([
    ['no list', {}, 'expected [{"code"'],
    ['a row without names', [{ code: '1' }], '/0/names'],
    [
      'a code twice',
      [
        { code: '31', names: { en: 'A' } },
        { code: '31', names: { en: 'B' } },
      ],
      '31 is there twice',
    ],
    ['an unknown parent', [{ code: '31', names: { en: 'A' }, parent: '10' }], 'the parent 10 of 31'],
    [
      'a circle',
      [
        { code: '1', names: { en: 'A' }, parent: '2' },
        { code: '2', names: { en: 'B' }, parent: '1' },
      ],
      'lead in a circle',
    ],
    ['a box upside down', [{ code: '31', names: { en: 'A' }, box: [1, 5, 2, 4] }], 'the south of 31'],
  ])('says that it has %s', (_, rows, fault) => {
    const folder = mkdtempSync(join(tmpdir(), 'databund-places-'));
    writeFileSync(join(folder, 'places.json'), JSON.stringify(rows));
    expect(() => readPlaceFile(join(folder, 'places.json'))).toThrow(fault);
    rmSync(folder, { recursive: true });
  });
});

describe('a text', () => {
  it('shows control characters, direction overrides and half characters as escapes, and keeps lines', () => {
    expect(escapeUnsafe('a\u0000b\u202ec\ud800d\n\te\r\nf')).toBe('a\\u0000b\\u202ec\\ud800d\n\te\r\nf');
  });
});

describe('a web address', () => {
  it.each(['ftp://a.example', 'www.a.example', 'javascript:alert(1)', 'https://user:secret@a.example', 'https://', ''])(
    'refuses the web address %j',
    (text) => {
      expect(parseWebAddress(text)).toBeUndefined();
    },
  );
});
