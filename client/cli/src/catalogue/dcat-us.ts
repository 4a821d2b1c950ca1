import type { Distribution, ListingContent } from '@databund/model';
import { importDefaults, lineOf, linesOf, objectOf, objectsOf, present, restOf, restsOf, textOf, webAddressOf } from './fields';
import { RecordError, type CatalogueContext, type Format, type Mapped, type SourceObject } from './record';

const placed = [
  '@type',
  'title',
  'description',
  'identifier',
  'license',
  'keyword',
  'theme',
  'issued',
  'modified',
  'landingPage',
  'accrualPeriodicity',
  'language',
  'temporal',
];

/** DCAT-US 1.1 `data.json` (https://resources.data.gov/resources/dcat-us/). */
export const dcatUs: Format = {
  name: 'dcat-us',
  recognises: ({ dataset }) => Array.isArray(dataset),
  recordsIn: 'dataset',
  identifier: 'identifier',
  map,
};

function map(record: SourceObject, { language }: CatalogueContext): Mapped {
  const title = textOf(record, 'title');
  if (title === undefined) throw new RecordError('MEMBER_MISSING', 'has no title');
  requirePublic(record);
  const description = textOf(record, 'description');
  const publisher = textOf(objectOf(record, 'publisher') ?? {}, 'name');
  const content: ListingContent = present({
    ...importDefaults,
    title: { [language]: title },
    description: description === undefined ? undefined : { [language]: description },
    publisher: publisher === undefined ? undefined : { name: { [language]: publisher } },
    licence: lineOf(record, 'license') ?? importDefaults.licence,
    ...datesOf(record),
    keywords: linesOf(record, 'keyword'),
    theme: linesOf(record, 'theme'),
    landingPage: webAddressOf(record, 'landingPage'),
    frequency: lineOf(record, 'accrualPeriodicity'),
    languages: languagesOf(record, language),
    spatial: spatialOf(record, language),
    distributions: objectsOf(record, 'distribution').map((each) => distributionOf(each, language)),
    identifier: lineOf(record, 'identifier'),
  });
  return { content, rest: unplaced(record), files: [] };
}

/** Rejects a record that is not public, because a person must choose its grade and its offer. @throws RecordError ACCESS_NOT_PUBLIC */
function requirePublic(record: SourceObject): void {
  const level = record['accessLevel'] ?? 'public';
  if (level !== 'public')
    throw new RecordError('ACCESS_NOT_PUBLIC', `its accessLevel is not public: ${JSON.stringify(level).slice(0, 200)}`);
}

/** Returns the members that have no place in a listing, also those of the publisher and of each distribution. */
function unplaced(record: SourceObject): SourceObject | undefined {
  const spatial = typeof record['spatial'] === 'string' ? undefined : record['spatial'];
  const publisher = restOf(objectOf(record, 'publisher') ?? {}, ['@type', 'name']);
  const distribution = restsOf(objectsOf(record, 'distribution').map(withoutUsedAddress), ['@type', 'mediaType', 'title']);
  return restOf({ ...record, spatial, publisher, distribution }, placed);
}

function withoutUsedAddress(distribution: SourceObject): SourceObject {
  return restOf(distribution, [textOf(distribution, 'downloadURL') === undefined ? 'accessURL' : 'downloadURL']) ?? {};
}

function datesOf(record: SourceObject) {
  const [from, until] = (lineOf(record, 'temporal') ?? '').split('/').map((part) => (part === '' ? undefined : part));
  return {
    issued: lineOf(record, 'issued'),
    modified: lineOf(record, 'modified'),
    temporal: from === undefined && until === undefined ? undefined : present({ from, until }),
  };
}

function distributionOf(distribution: SourceObject, language: string): Distribution {
  const url = webAddressOf(distribution, 'downloadURL') ?? webAddressOf(distribution, 'accessURL');
  if (url === undefined) throw new RecordError('MEMBER_MISSING', 'has a distribution without an address');
  const title = textOf(distribution, 'title');
  const mediaType = lineOf(distribution, 'mediaType');
  return { kind: 'linked', ...present({ url, mediaType, title: title === undefined ? undefined : { [language]: title } }) };
}

function languagesOf(record: SourceObject, language: string): string[] {
  const tags = linesOf(record, 'language');
  return tags.length > 0 ? tags : [language];
}

/** Reads a bounding box in degrees, "west,south,east,north", or the name of a place. Shapes stay in the source. */
function spatialOf(record: SourceObject, language: string): ListingContent['spatial'] {
  const text = typeof record['spatial'] === 'string' ? lineOf(record, 'spatial') : undefined;
  if (text === undefined) return undefined;
  const [westE7, southE7, eastE7, northE7, ...more] = text.split(',').map(degreesE7);
  if (more.length === 0 && westE7 !== undefined && southE7 !== undefined && eastE7 !== undefined && northE7 !== undefined) {
    return { crs: 'EPSG:4326', bbox: { westE7, southE7, eastE7, northE7 } };
  }
  return { crs: 'EPSG:4326', place: { [language]: text } };
}

/** Parses degrees as an integer of 1e-7 degrees. */
function degreesE7(text: string): number | undefined {
  return /^\s*-?\d{1,3}(\.\d+)?\s*$/.test(text) ? Math.round(Number(text) * 1e7) : undefined;
}
