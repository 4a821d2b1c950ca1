import { RecordError } from '../record-error';
import { computeEnvelope, makeBox, type Box, type Position } from './box';

const shape =
  /^\s*(?:<([^>]*)>\s*|SRID\s*=\s*(\d+)\s*;\s*)?(POINT|LINESTRING|LINEARRING|POLYGON|MULTI(?:POINT|LINESTRING|POLYGON|CURVE|SURFACE)|GEOMETRYCOLLECTION|TRIANGLE|TIN|POLYHEDRALSURFACE|CIRCULARSTRING|COMPOUNDCURVE|CURVEPOLYGON|ENVELOPE|BBOX|BOX)\s*(?:ZM|Z|M|2D|3D)?\s*\(([\s\S]*)\)\s*$/i;

/** Returns whether a text is written as a shape, well or badly, so that it is not the name of a place. */
export function isShapeText(text: string): boolean {
  return (
    /^\s*(?:<[^>]*>|SRID\s*=)/i.test(text) ||
    /^\s*(?:MULTI)?(?:POINT|LINE ?STRING|POLYGON|GEOMETRY|ENVELOPE|BBOX|BOX|CIRCULARSTRING|CURVE|TIN|TRIANGLE)\w*\s*(?:Z|M|ZM)?\s*[([]/i.test(
      text,
    )
  );
}

/** Returns the envelope of a shape in well-known text. @throws RecordError VALUE_INVALID */
export function readWellKnownText(text: string): Box {
  const { system, srid, name, body } = splitShape(text);
  if (!/^[\d\s,.()eE+-]+$/.test(body) || srid !== '4326' || !isOfDegrees(system))
    throw new RecordError('VALUE_INVALID', `is not a shape in degrees of WGS 84: ${text.slice(0, 200)}`);
  return /^ENVELOPE$/i.test(name) ? readEnvelope(body) : computeEnvelope(readPositions(body, text, isLatitudeFirst(system)));
}

/** Splits a shape into its system of coordinates, its name and its coordinates, which are empty for another text. */
function splitShape(text: string): Readonly<Record<'system' | 'srid' | 'name' | 'body', string>> {
  const [, system = '', srid = '4326', name = '', body = ''] = shape.exec(text) ?? [];
  return { system, srid, name, body: stripNames(body) };
}

function isOfDegrees(system: string): boolean {
  return system === '' || isLatitudeFirst(system) || /CRS84$/i.test(system);
}

/** EPSG gives the latitude first (GeoSPARQL 1.1, section 8.5.1). */
function isLatitudeFirst(system: string): boolean {
  return /EPSG\/(?:[\d.]+)\/4326$|EPSG:+4326$/i.test(system);
}

function readEnvelope(body: string): Box {
  const [west = NaN, east = NaN, north = NaN, south = NaN] = body.split(',').map(Number);
  return makeBox(west, south, east, north);
}

/** Removes the names of the parts of a collection. */
function stripNames(body: string): string {
  return body.replaceAll(/\b(?:POINT|LINESTRING|POLYGON|MULTI\w+|GEOMETRYCOLLECTION|EMPTY|Z|M|ZM)\b/gi, ' ');
}

function readPositions(body: string, whole: string, isSwapped: boolean): readonly Position[] {
  const groups = body
    .split(/[(),]/)
    .map((group) => group.trim())
    .filter((group) => group !== '');
  return groups.map((group) => {
    const [x = NaN, y = NaN] = group.split(/\s+/).map(Number);
    if (!Number.isFinite(x) || !Number.isFinite(y)) throw new RecordError('VALUE_INVALID', `is not a shape: ${whole.slice(0, 200)}`);
    return isSwapped ? [y, x] : [x, y];
  });
}
