import type { PlaceTable } from '@databund/client';
import type { ListingContent } from '@databund/model';
import { isObject, omitEmpty } from '../fields';
import { RecordError } from '../record-error';
import type { SourceObject } from '../source-object';
import { makeBox, mergeBoxes, type Box, type Position, computeEnvelope } from './box';
import { collectPositions, isGeoJson, makeShapeError, readGeoJson, readNamedBox } from './geo-json';
import { isCoordinates, readLabelledBox } from './labelled-box';
import { findArea } from './place-table';
import { readSchemaShape } from './schema-shape';
import { showValue } from './show-value';
import { readLine } from './text';
import { isShapeText, readWellKnownText } from './well-known-text';

/** The area of a listing. */
export type Area = NonNullable<ListingContent['spatial']>;
type Point = NonNullable<Area['points']>[number];

/** The area that one value of a source names. */
interface Coverage {
  readonly boxes: readonly Box[];
  readonly points: readonly Point[];
  readonly names: readonly string[];
}

const numberForm = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;
const nameMembers = ['prefLabel', 'skos:prefLabel', 'name', 'label', 'rdfs:label', 'title', 'locn:geographicName', 'schema:name', '@id'];
const shapeMembers = ['bbox', 'dcat:bbox', 'geometry', 'locn:geometry', 'box', 'geo', 'polygon', 'centroid', 'dcat:centroid'];

/** Reads a box, a shape (its envelope), a point, or the name of a place, one or several. @throws RecordError VALUE_INVALID */
export function readArea(value: unknown, language: string, places?: PlaceTable): Area {
  const { boxes, points, names } = readCoverage(value);
  const known = findArea(places, names);
  const name = joinNames(names);
  const covered = omitEmpty({
    bbox: boxes.length === 0 ? known?.bbox : mergeBoxes(boxes),
    points: [...points],
    place: known?.place ?? (name === undefined ? undefined : { [language]: name }),
    adcode: known?.adcode,
  });
  if (Object.keys(covered).length === 0)
    throw new RecordError('VALUE_INVALID', `is not in the table of places: ${names[0] ?? showValue(value)}`);
  return { crs: 'EPSG:4326', ...covered };
}

/** Joins the names of places. An address names a place only for a machine: without a row of the table it stays in the source. */
function joinNames(names: readonly string[]): string | undefined {
  const shown = names.filter((each) => !/^\w+:\/\//.test(each));
  return shown.length === 0 ? undefined : readLine(shown.join('; '), 500);
}

function readCoverage(value: unknown): Coverage {
  if (typeof value === 'string') return readText(value.trim());
  if (Array.isArray(value)) return readList(value);
  if (isObject(value)) return readShape(value);
  throw makeShapeError(value);
}

function readText(text: string): Coverage {
  if (/^[[{]/.test(text)) return readCoverage(parseJson(text));
  if (isShapeText(text)) return coverBy(readWellKnownText(text));
  const numbers = text.split(/[\s,;]+/).filter((part) => part !== '');
  if (numbers.every((part) => numberForm.test(part))) return readNumbers(numbers.map(Number), text);
  const labelled = readLabelledBox(text);
  if (labelled) return 'westE7' in labelled ? coverBy(labelled) : coverPoint(labelled);
  if (isCoordinates(text) || !/\p{L}/u.test(text)) throw makeShapeError(text);
  return { boxes: [], points: [], names: [text] };
}

function coverPoint([longitude, latitude]: Position): Coverage {
  const { southE7: latitudeE7, westE7: longitudeE7 } = makeBox(longitude, latitude, longitude, latitude);
  return { boxes: [], points: [{ longitudeE7, latitudeE7 }], names: [] };
}

/** Four numbers are west, south, east and north; two are latitude and longitude (DCAT-US 1.1). */
function readNumbers(numbers: readonly number[], text: string): Coverage {
  const [first = NaN, second = NaN, third = NaN, fourth = NaN] = numbers;
  if (numbers.length === 4) return coverBy(makeBox(first, second, third, fourth));
  if (numbers.length !== 2) throw makeShapeError(text);
  return coverPoint([second, first]);
}

function readList(values: readonly unknown[]): Coverage {
  if (values.length === 4 && values.every(isNumber)) return readNumbers(values.map(Number), JSON.stringify(values));
  const [only] = values;
  // A list around a box is no position, though a position can have four numbers too.
  if (values.length === 1 && Array.isArray(only) && only.length !== 2) return readList(only);
  if (values.every((each) => Array.isArray(each) && each.length === 4 && each.every(isNumber))) return mergeParts(values);
  const positions: Position[] = [];
  if (values.every(Array.isArray)) collectPositions(values, positions);
  if (positions.length > 0) return coverBy(computeEnvelope(positions));
  // The first element can name the kind of coordinates that follow.
  return mergeParts(values.filter((value) => value !== 'CARTESIAN' && value !== 'GEODETIC' && value !== null && value !== ''));
}

function mergeParts(values: readonly unknown[]): Coverage {
  const parts = values.map(readCoverage);
  if (parts.length === 0) throw makeShapeError(values);
  return {
    boxes: parts.flatMap(({ boxes }) => boxes),
    points: parts.flatMap(({ points }) => points),
    names: parts.flatMap(({ names }) => names),
  };
}

function readShape(object: SourceObject): Coverage {
  if ('@value' in object) return readCoverage(object['@value']);
  if (isGeoJson(object)) return coverBy(readGeoJson(object));
  const inOrder = readSchemaShape(object);
  if (inOrder) return inOrder.length === 1 && inOrder[0] ? coverPoint(inOrder[0]) : coverBy(computeEnvelope(inOrder));
  const box = readNamedBox(object);
  const shapes = box ? [coverBy(box)] : shapeMembers.flatMap((name) => readIfPossible(object[name]));
  const names = nameMembers.flatMap((name) => readNames(object[name]));
  if (shapes.length === 0 && names.length === 0) throw makeShapeError(object);
  return {
    boxes: shapes.flatMap(({ boxes }) => boxes).slice(0, 1),
    points: shapes.flatMap(({ points }) => points),
    names: [...names.filter((name) => !/^\w+:\/\//.test(name)).slice(0, 1), ...names.filter((name) => /^\w+:\/\//.test(name))],
  };
}

/** Reads one of several forms of the same area; a form that cannot be read leaves the others. */
function readIfPossible(value: unknown): readonly Coverage[] {
  if (value === undefined || value === null || value === '') return [];
  try {
    return [readCoverage(value)];
  } catch (error) {
    if (error instanceof RecordError && Array.isArray(value)) return value.flatMap(readIfPossible);
    if (error instanceof RecordError) return [];
    throw error;
  }
}

function readNames(value: unknown): readonly string[] {
  if (typeof value === 'string') return value.trim() === '' ? [] : [value.trim()];
  if (Array.isArray(value)) return value.flatMap(readNames);
  return isObject(value) && typeof value['@value'] === 'string' ? [value['@value']] : [];
}

function coverBy(box: Box): Coverage {
  return { boxes: [box], points: [], names: [] };
}

function isNumber(value: unknown): boolean {
  return typeof value === 'number' || (typeof value === 'string' && numberForm.test(value.trim()));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw makeShapeError(text);
  }
}
