import { makeBox, type Box, type Position } from './box';

type Side = 'west' | 'south' | 'east' | 'north';
const sides: readonly Side[] = ['west', 'south', 'east', 'north'];
const labelled =
  /\b(west|south|east|north|w|s|e|n)(?:limit|(?:ern)?most|bound(?:ing(?:coordinate)?)?|lat|lon|longitude|latitude)?\s*[=:]\s*([+-]?\d+(?:\.\d+)?)/gi;

/** Reads a box or a point whose numbers are labelled, such as DCMI Box `westlimit=1; southlimit=2; eastlimit=3; northlimit=4`. */
export function readLabelledBox(text: string): Box | Position | undefined {
  const found = new Map([...text.matchAll(labelled)].map(([, label = '', number]) => [findSide(label), Number(number)]));
  const [west, south, east, north] = sides.map((side) => found.get(side));
  if (west !== undefined && south !== undefined && east !== undefined && north !== undefined) return makeBox(west, south, east, north);
  return found.size === 2 && east !== undefined && north !== undefined ? [east, north] : undefined;
}

function findSide(label: string): Side | undefined {
  return sides.find((side) => side.startsWith(label.toLowerCase()));
}

const words =
  /north|south|east|west|limit|lat(?:itude)?|lon(?:g(?:itude)?)?|lng|bbox|box|bound(?:s|ing)?|coordinates?|envelope|extent|min|max|deg(?:rees)?|wgs\s*84|epsg|crs|srid|empty|point|polygon|projection|units/gi;

/** Returns whether a text consists of coordinates, in whatever form, so that it is not the name of a place. */
export function isCoordinates(text: string): boolean {
  if (/limit\s*=|projection\s*=|<\/?\w+[:>\s]/i.test(text)) return true;
  if (!/\d/.test(text)) return /^\W*(?:multi)?(?:point|linestring|polygon|geometrycollection)\s*(?:z|m|zm)?\s*empty\W*$/i.test(text);
  const rest = text.replaceAll(words, ' ').replaceAll(/(?<!\p{L})[NSEWXYZ](?!\p{L})|(?<=\d)[eE](?=[+-]?\d)/giu, ' ');
  return !/\p{L}/u.test(rest);
}
