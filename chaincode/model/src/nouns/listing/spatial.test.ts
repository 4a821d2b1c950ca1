import { listErrors } from '../../kernel/check';
import { listDivisions } from '../../kernel/adcode';
import { Spatial, checkArea } from './spatial';

const box = { westE7: 1_200_000_000, southE7: 300_000_000, eastE7: 1_220_000_000, northE7: 320_000_000 };
const crs = 'EPSG:4490';

describe('the area of a dataset', () => {
  it.each<[string, Spatial]>([
    ['a box', { crs, bbox: box }],
    ['a box across the antimeridian', { crs, bbox: { ...box, westE7: 1_700_000_000, eastE7: -1_700_000_000 } }],
    [
      'a box of the whole world',
      { crs, bbox: { westE7: -1_800_000_000, southE7: -900_000_000, eastE7: 1_800_000_000, northE7: 900_000_000 } },
    ],
    ['points', { crs: 'CRS84', points: [{ longitudeE7: 1_214_737_000, latitudeE7: 312_304_000 }] }],
    ['the whole world', { crs: 'CRS84', isWholeWorld: true }],
    ['an administrative division', { crs, adcode: '310115' }],
  ])('accepts %s as an area', (_, spatial) => {
    expect([listErrors(Spatial, spatial), checkArea({ spatial })]).toEqual([[], undefined]);
  });

  it.each<[string, object]>([
    ['degrees that are not integers of 1e-7', { crs, bbox: { ...box, westE7: 120.5 } }],
    ['a longitude beyond 180 degrees', { crs, bbox: { ...box, eastE7: 1_800_000_001 } }],
    ['a coordinate system without a known name', { crs: 'mine', bbox: box }],
    ['a division code of five digits', { crs, adcode: '31011' }],
    ['an empty list of points', { crs, points: [] }],
  ])('rejects the form of %s', (_, spatial) => {
    expect(listErrors(Spatial, spatial)).not.toEqual([]);
  });

  it.each<[string, Spatial]>([
    ['a box whose south is north of its north', { crs, bbox: { ...box, southE7: box.northE7 + 1 } }],
    ['the whole world and a part of it', { crs, isWholeWorld: true, bbox: box }],
  ])('rejects the area of %s', (_, spatial) => {
    expect(checkArea({ spatial })).toEqual({ errors: [expect.objectContaining({ path: expect.any(String) as string })] });
  });
});

describe('listDivisions', () => {
  it.each([
    ['310115001002', ['310115001002', '310115001', '310115', '310100', '310000', '100000']],
    ['310115', ['310115', '310100', '310000', '100000']],
    ['3101', ['310100', '310000', '100000']],
    ['31', ['310000', '100000']],
    ['100000', ['100000']],
  ])('returns the divisions around %s, the smallest first', (adcode, around) => {
    expect(listDivisions(adcode)).toEqual(around);
  });
});
