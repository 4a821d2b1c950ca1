import type { Distribution, ListingContent } from '@databund/chaincode/model';
import { importDefaults, lineOf, linesOf, membersOf, present, sourceOf, textOf, webAddressOf } from './fields';
import type { CatalogueContext, Format, Mapped } from './record';

const placed = [
  '@type',
  'title',
  'description',
  'identifier',
  'publisher',
  'license',
  'keyword',
  'theme',
  'issued',
  'modified',
  'landingPage',
  'accrualPeriodicity',
  'language',
  'temporal',
  'spatial',
  'distribution',
];

/** DCAT-US 1.1 `data.json` (https://resources.data.gov/resources/dcat-us/). */
export const dcatUs: Format = {
  name: 'dcat-us',
  recognises: (document) => Array.isArray(membersOf(document)['dataset']),
  recordsIn: 'dataset',
  identifierOf: ({ identifier }) => identifier,
  map,
};

function map(record: Readonly<Record<string, unknown>>, { language }: CatalogueContext): Mapped {
  const title = textOf(record['title']);
  if (title === undefined) return { ok: false, reason: 'has no title' };
  const description = textOf(record['description']);
  const publisher = textOf(membersOf(record['publisher'])['name']);
  const distributions = distributionsOf(record['distribution'], language);
  if (typeof distributions === 'string') return { ok: false, reason: distributions };
  const content: ListingContent = present({
    ...importDefaults,
    title: { [language]: title },
    description: description === undefined ? undefined : { [language]: description },
    publisher: publisher === undefined ? undefined : { name: { [language]: publisher } },
    licence: lineOf(record['license'], 2_048) ?? importDefaults.licence,
    ...datesOf(record),
    keywords: linesOf(record['keyword'], 200),
    theme: linesOf(record['theme'], 200),
    landingPage: webAddressOf(record['landingPage']),
    frequency: lineOf(record['accrualPeriodicity'], 200),
    languages: languagesOf(record['language'], language),
    spatial: spatialOf(record['spatial'], language),
    distributions,
    identifier: lineOf(record['identifier'], 2_048),
    source: sourceOf('dcat-us', record, placed),
  });
  return { ok: true, identifier: String(record['identifier']), content, files: [] };
}

function datesOf(record: Readonly<Record<string, unknown>>) {
  const [from, until] = textOf(record['temporal'])?.split('/') ?? [];
  const temporal = present({ from: lineOf(from, 64), until: lineOf(until, 64) });
  return {
    issued: lineOf(record['issued'], 64),
    modified: lineOf(record['modified'], 64),
    temporal: Object.keys(temporal).length > 0 ? temporal : undefined,
  };
}

/** A list of linked distributions, or what is wrong with it. */
function distributionsOf(value: unknown, language: string): Distribution[] | string {
  if (value !== undefined && value !== null && !Array.isArray(value)) return 'has distributions that are not a list';
  const distributions: Distribution[] = [];
  for (const each of (value ?? []) as readonly unknown[]) {
    const { downloadURL, accessURL, mediaType, title } = membersOf(each);
    const url = webAddressOf(downloadURL) ?? webAddressOf(accessURL);
    if (url === undefined) return `has a distribution whose address is not one: ${String(downloadURL ?? accessURL)}`;
    const text = textOf(title);
    distributions.push({
      kind: 'linked',
      ...present({ url, mediaType: lineOf(mediaType, 255), title: text === undefined ? undefined : { [language]: text } }),
    });
  }
  return distributions;
}

function languagesOf(value: unknown, language: string): string[] {
  const tags = linesOf(value, 35).filter((tag) => /^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$/.test(tag));
  return tags.length > 0 ? tags : [language];
}

/** A bounding box in degrees “west,south,east,north”, else the name of a place. */
function spatialOf(value: unknown, language: string): ListingContent['spatial'] {
  const text = lineOf(value, 500);
  if (text === undefined) return undefined;
  const [westE7, southE7, eastE7, northE7, ...more] = text
    .split(',')
    .map((part) => (/^\s*-?\d+(\.\d+)?\s*$/.test(part) ? Math.round(Number(part) * 1e7) : undefined));
  if (more.length === 0 && westE7 !== undefined && southE7 !== undefined && eastE7 !== undefined && northE7 !== undefined) {
    return { crs: 'EPSG:4326', bbox: { westE7, southE7, eastE7, northE7 } };
  }
  return { crs: 'EPSG:4326', place: { [language]: text } };
}
