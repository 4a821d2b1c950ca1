import type { ListingContent } from '@databund/model';
import { RecordError } from '../record-error';

/** A box in integers of 1e-7 degrees. */
export type Box = NonNullable<NonNullable<ListingContent['spatial']>['bbox']>;
/** A longitude and a latitude in degrees. */
export type Position = readonly [number, number];

/** Makes a box of degrees. @throws RecordError VALUE_INVALID if a side is out of range, or the south is north of the north */
export function makeBox(west: number, south: number, east: number, north: number): Box {
  const shown = [west, south, east, north].join(', ');
  const sides = [west, south, east, north];
  if (!sides.every(Number.isFinite)) throw new RecordError('VALUE_INVALID', `has a side that is not a number: ${shown}`);
  if (sides.some((side, index) => Math.abs(side) > (index % 2 === 0 ? 180 : 90)))
    throw new RecordError('VALUE_INVALID', `is not in degrees (west, south, east, north): ${shown}`);
  if (south > north) throw new RecordError('VALUE_INVALID', `is a box whose south is north of its north: ${shown}`);
  return { westE7: toE7(west), southE7: toE7(south), eastE7: toE7(east), northE7: toE7(north) };
}

/** Returns the smallest box around positions. @throws RecordError VALUE_INVALID */
export function computeEnvelope(positions: readonly Position[]): Box {
  if (positions.length === 0) throw new RecordError('VALUE_INVALID', 'is a shape without coordinates');
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [longitude, latitude] of positions) {
    west = Math.min(west, longitude);
    east = Math.max(east, longitude);
    south = Math.min(south, latitude);
    north = Math.max(north, latitude);
  }
  return makeBox(west, south, east, north);
}

/** Returns the smallest box around boxes of which none crosses the antimeridian. */
export function mergeBoxes(boxes: readonly Box[]): Box | undefined {
  const [first] = boxes;
  if (!first || (boxes.length > 1 && boxes.some(({ westE7, eastE7 }) => westE7 > eastE7))) return boxes.length === 1 ? first : undefined;
  return {
    westE7: Math.min(...boxes.map(({ westE7 }) => westE7)),
    southE7: Math.min(...boxes.map(({ southE7 }) => southE7)),
    eastE7: Math.max(...boxes.map(({ eastE7 }) => eastE7)),
    northE7: Math.max(...boxes.map(({ northE7 }) => northE7)),
  };
}

function toE7(degrees: number): number {
  return Math.round(degrees * 1e7) || 0;
}
