import { readFileSync } from 'node:fs';
import { PlaceTable, readDivision, type Place } from '@databund/client';
import type { ListingContent } from '@databund/model';
import { UsageError } from '../../usage-error';
import { makeBox } from './box';

type Area = NonNullable<ListingContent['spatial']>;

/** Reads a table of places from a file. @throws UsageError JSON_INVALID naming the fault */
export function readPlaceFile(path: string): PlaceTable {
  const table = PlaceTable.parse(parseFile(path));
  if (table instanceof PlaceTable) return table;
  throw new UsageError('JSON_INVALID', `the table of places ${path} has a fault: ${table}; see docs/import.md`);
}

function parseFile(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    throw new UsageError('JSON_INVALID', `the table of places ${path} cannot be read: ${cause}`);
  }
}

/** Finds the first of several places by its name or its address, as the area of a listing. */
export function findArea(places: PlaceTable | undefined, names: readonly string[]): Pick<Area, 'place' | 'adcode' | 'bbox'> | undefined {
  const place = names.map((name) => places?.find(name)[0]).find((each) => each !== undefined);
  return place && describePlace(place);
}

/** Returns a place as the area of a listing. */
export function describePlace(place: Place): Pick<Area, 'place' | 'adcode' | 'bbox'> {
  const division = readDivision(place);
  const [west = 0, south = 0, east = 0, north = 0] = place.box ?? [];
  return {
    place: place.names,
    ...(division !== undefined && { adcode: division }),
    ...(place.box && { bbox: makeBox(west, south, east, north) }),
  };
}
