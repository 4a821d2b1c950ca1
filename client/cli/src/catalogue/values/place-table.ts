import { readFileSync } from 'node:fs';
import { isObject } from '../fields';
import { UsageError } from '../../usage-error';
import { makeBox, type Box } from './box';

/** A place in the operator's table. */
export interface Place {
  readonly name?: string;
  readonly adcode?: string;
  readonly bbox?: Box;
}

/**
 * A table of places that the operator loads: a JSON object from the name or the address of a place to
 * `{"name", "adcode", "bbox": [west, south, east, north]}`. Nothing else turns a name into coordinates.
 */
export class PlaceTable {
  private constructor(private readonly places: ReadonlyMap<string, Place>) {}

  /** Reads the table from a file. @throws UsageError FILE_MISSING, JSON_INVALID */
  static read(path: string): PlaceTable {
    const table = parseTable(path);
    return new PlaceTable(new Map(Object.entries(table).map(([name, row]) => [normalise(name), readPlace(name, row)])));
  }

  /** Finds the first of several places by its name, in any case of letters, or by its address. */
  findFirst(names: readonly string[]): Place | undefined {
    return names.map((name) => this.places.get(normalise(name))).find((place) => place !== undefined);
  }
}

function parseTable(path: string): Readonly<Record<string, unknown>> {
  try {
    const table: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (isObject(table)) return table;
  } catch (error) {
    throw new UsageError(
      'JSON_INVALID',
      `the table of places ${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  throw new UsageError('JSON_INVALID', `the table of places ${path} is not an object of names`);
}

function readPlace(key: string, row: unknown): Place {
  const { name, adcode, bbox } = isObject(row) ? row : {};
  const box = readSides(bbox);
  if (!isObject(row) || (bbox !== undefined && !box))
    throw new UsageError(
      'JSON_INVALID',
      `the place ${JSON.stringify(key)} of the table needs "bbox": [west, south, east, north], "adcode" or "name"`,
    );
  return { ...(typeof name === 'string' && { name }), ...(typeof adcode === 'string' && { adcode }), ...(box && { bbox: box }) };
}

function readSides(sides: unknown): Box | undefined {
  if (!Array.isArray(sides) || sides.length !== 4) return undefined;
  const [west = NaN, south = NaN, east = NaN, north = NaN] = sides.map(Number);
  return makeBox(west, south, east, north);
}

function normalise(name: string): string {
  return name.normalize('NFC').trim().toLowerCase();
}
