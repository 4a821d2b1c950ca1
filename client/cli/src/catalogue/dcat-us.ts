import type { Distribution, ListingContent } from '@databund/model';
import {
  importDefaults,
  getLine,
  getLines,
  getObject,
  getObjects,
  omitEmpty,
  selectRest,
  selectRests,
  getText,
  getWebAddress,
} from './fields';
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
  const title = getText(record, 'title');
  if (title === undefined) throw new RecordError('MEMBER_MISSING', 'has no title');
  requirePublic(record);
  const description = getText(record, 'description');
  const publisher = getText(getObject(record, 'publisher') ?? {}, 'name');
  const content: ListingContent = omitEmpty({
    ...importDefaults,
    title: { [language]: title },
    description: description === undefined ? undefined : { [language]: description },
    publisher: publisher === undefined ? undefined : { name: { [language]: publisher } },
    licence: getLine(record, 'license') ?? importDefaults.licence,
    ...mapDates(record),
    keywords: getLines(record, 'keyword'),
    theme: getLines(record, 'theme'),
    landingPage: getWebAddress(record, 'landingPage'),
    frequency: getLine(record, 'accrualPeriodicity'),
    languages: mapLanguages(record, language),
    spatial: mapSpatial(record, language),
    distributions: getObjects(record, 'distribution').map((each) => mapDistribution(each, language)),
    identifier: getLine(record, 'identifier'),
  });
  return { content, rest: selectUnplaced(record), files: [] };
}

/** Rejects a record that is not public, because a person must choose its grade and its offer. @throws RecordError ACCESS_NOT_PUBLIC */
function requirePublic(record: SourceObject): void {
  const level = record['accessLevel'] ?? 'public';
  if (level !== 'public')
    throw new RecordError('ACCESS_NOT_PUBLIC', `its accessLevel is not public: ${JSON.stringify(level).slice(0, 200)}`);
}

/** Returns the members that have no place in a listing, also those of the publisher and of each distribution. */
function selectUnplaced(record: SourceObject): SourceObject | undefined {
  const spatial = typeof record['spatial'] === 'string' ? undefined : record['spatial'];
  const publisher = selectRest(getObject(record, 'publisher') ?? {}, ['@type', 'name']);
  const distribution = selectRests(getObjects(record, 'distribution').map(withoutUsedAddress), ['@type', 'mediaType', 'title']);
  return selectRest({ ...record, spatial, publisher, distribution }, placed);
}

function withoutUsedAddress(distribution: SourceObject): SourceObject {
  return selectRest(distribution, [getText(distribution, 'downloadURL') === undefined ? 'accessURL' : 'downloadURL']) ?? {};
}

function mapDates(record: SourceObject) {
  const [from, until] = (getLine(record, 'temporal') ?? '').split('/').map((part) => (part === '' ? undefined : part));
  return {
    issued: getLine(record, 'issued'),
    modified: getLine(record, 'modified'),
    temporal: from === undefined && until === undefined ? undefined : omitEmpty({ from, until }),
  };
}

function mapDistribution(distribution: SourceObject, language: string): Distribution {
  const url = getWebAddress(distribution, 'downloadURL') ?? getWebAddress(distribution, 'accessURL');
  if (url === undefined) throw new RecordError('MEMBER_MISSING', 'has a distribution without an address');
  const title = getText(distribution, 'title');
  const mediaType = getLine(distribution, 'mediaType');
  return { kind: 'linked', ...omitEmpty({ url, mediaType, title: title === undefined ? undefined : { [language]: title } }) };
}

function mapLanguages(record: SourceObject, language: string): string[] {
  const tags = getLines(record, 'language');
  return tags.length > 0 ? tags : [language];
}

/** Reads a bounding box in degrees, "west,south,east,north", or the name of a place. Shapes stay in the source. */
function mapSpatial(record: SourceObject, language: string): ListingContent['spatial'] {
  const text = typeof record['spatial'] === 'string' ? getLine(record, 'spatial') : undefined;
  if (text === undefined) return undefined;
  const [westE7, southE7, eastE7, northE7, ...more] = text.split(',').map(parseDegrees);
  if (more.length === 0 && westE7 !== undefined && southE7 !== undefined && eastE7 !== undefined && northE7 !== undefined) {
    return { crs: 'EPSG:4326', bbox: { westE7, southE7, eastE7, northE7 } };
  }
  return { crs: 'EPSG:4326', place: { [language]: text } };
}

/** Parses degrees as an integer of 1e-7 degrees. */
function parseDegrees(text: string): number | undefined {
  return /^\s*-?\d{1,3}(\.\d+)?\s*$/.test(text) ? Math.round(Number(text) * 1e7) : undefined;
}
