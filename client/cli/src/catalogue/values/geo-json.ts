import { showValue } from './show-value';
import { isObject } from '../fields';
import { RecordError } from '../record-error';
import type { SourceObject } from '../source-object';
import { computeEnvelope, makeBox, type Box, type Position } from './box';

const shapes = [
  'Point',
  'MultiPoint',
  'LineString',
  'MultiLineString',
  'Polygon',
  'MultiPolygon',
  'GeometryCollection',
  'Feature',
  'FeatureCollection',
  'envelope',
];
/** The names of the sides of a box, in the order west, south, east, north. */
const sideNames: readonly (readonly [string, string, string, string])[] = [
  ['WestBoundingCoordinate', 'SouthBoundingCoordinate', 'EastBoundingCoordinate', 'NorthBoundingCoordinate'],
  ['westBoundLongitude', 'southBoundLatitude', 'eastBoundLongitude', 'northBoundLatitude'],
  ['west', 'south', 'east', 'north'],
  ['xmin', 'ymin', 'xmax', 'ymax'],
  ['minx', 'miny', 'maxx', 'maxy'],
  ['westlimit', 'southlimit', 'eastlimit', 'northlimit'],
];

/** Returns whether an object has the type of a GeoJSON shape. */
export function isGeoJson({ type }: SourceObject): boolean {
  return typeof type === 'string' && shapes.includes(type);
}

/** Returns the envelope of a GeoJSON shape. @throws RecordError VALUE_INVALID */
export function readGeoJson(shape: SourceObject): Box {
  const positions: Position[] = [];
  collectShape(shape, positions);
  return computeEnvelope(positions);
}

function collectShape(shape: unknown, positions: Position[]): void {
  if (!isObject(shape)) return;
  for (const name of ['geometry', 'coordinates']) collectPositions(shape[name], positions);
  for (const name of ['geometries', 'features']) {
    const parts: unknown = shape[name];
    if (Array.isArray(parts)) for (const part of parts) collectShape(part, positions);
  }
}

/** Adds every position of nested arrays of coordinates, or of the geometry of a feature. */
export function collectPositions(value: unknown, positions: Position[]): void {
  if (isObject(value)) collectShape(value, positions);
  if (!isArray(value)) return;
  const [x, y] = value;
  if (typeof x === 'number' && typeof y === 'number' && value.length <= 4) positions.push([x, y]);
  else for (const part of value) collectPositions(part, positions);
}

/** Reads a box with named sides, in any case of letters. Returns undefined if the object has no such sides. @throws RecordError VALUE_INVALID */
export function readNamedBox(object: SourceObject): Box | undefined {
  const sides = new Map(Object.entries(object).map(([name, value]) => [name.toLowerCase(), value]));
  const names = sideNames.find((each) => each.every((name) => sides.has(name.toLowerCase())));
  if (!names) return undefined;
  const [west, south, east, north] = names.map((name) => Number(sides.get(name.toLowerCase())));
  return makeBox(west ?? NaN, south ?? NaN, east ?? NaN, north ?? NaN);
}

/** Rejects an object that is neither a shape nor a box. */
export function makeShapeError(value: unknown): RecordError {
  return new RecordError('VALUE_INVALID', `is neither a box nor a shape nor the name of a place: ${showValue(value)}`);
}

function isArray(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}
