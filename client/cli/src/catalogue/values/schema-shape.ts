import type { SourceObject } from '../source-object';
import type { Position } from './box';

const shapeNames = ['box', 'polygon', 'line', 'circle'];

/**
 * Reads the positions of a `GeoShape` or the `GeoCoordinates` of schema.org, which give the latitude first. Returns undefined for another
 * object, and for one whose numbers are no pairs.
 */
export function readSchemaShape(object: SourceObject): readonly Position[] | undefined {
  const type = String(object['@type']);
  const [latitude, longitude] = ['latitude', 'longitude'].map((name) => readNumber(object[name] ?? object[`schema:${name}`]));
  if (latitude !== undefined && longitude !== undefined) return [[longitude, latitude]];
  if (!/(?:^|[/:])GeoShape$/.test(type)) return undefined;
  const text = shapeNames.map((name) => object[name] ?? object[`schema:${name}`]).find((each) => typeof each === 'string');
  if (typeof text !== 'string') return undefined;
  const numbers = text
    .trim()
    .split(/[\s,]+/)
    .map(readNumber);
  return numbers.length >= 4 && numbers.length % 2 === 0 ? toPositions(numbers) : undefined;
}

function toPositions(numbers: readonly (number | undefined)[]): readonly Position[] | undefined {
  const positions: Position[] = [];
  for (let at = 0; at < numbers.length; at += 2) {
    const [latitude, longitude] = numbers.slice(at, at + 2);
    if (latitude === undefined || longitude === undefined) return undefined;
    positions.push([longitude, latitude]);
  }
  return positions;
}

function readNumber(value: unknown): number | undefined {
  const number = typeof value === 'number' ? value : typeof value === 'string' && value.trim() !== '' ? Number(value) : NaN;
  return Number.isFinite(number) ? number : undefined;
}
