import type { LanguageMap } from '@databund/model';
import type { Listed } from './dcat-node';

/** Describes a listing as a dataset of DCAT-US 1.1. Members that it has no place for are under `databund`. */
export function describeDataJson({ id, content, at }: Listed, base: string): object {
  const {
    title,
    description = title,
    publisher,
    keywords = [],
    theme,
    licence,
    landingPage,
    frequency,
    issued,
    modified,
    temporal,
    languages,
  } = content;
  const { distributions = [], spatial } = content;
  const address = `${base}/v1/listings/${id}`;
  const box = spatial?.bbox;
  return {
    '@type': 'dcat:Dataset',
    identifier: id,
    title: pickText(title),
    description: pickText(description),
    accessLevel: 'public',
    publisher: { '@type': 'org:Organization', name: publisher ? pickText(publisher.name) : 'unspecified' },
    keyword: keywords,
    theme,
    license: licence,
    landingPage: landingPage ?? address,
    accrualPeriodicity: frequency,
    issued,
    modified: modified ?? at,
    temporal: temporal && `${temporal.from ?? '..'}/${temporal.until ?? '..'}`,
    spatial: box
      ? [box.westE7, box.southE7, box.eastE7, box.northE7].map((side) => side / 1e7).join(',')
      : spatial?.place && pickText(spatial.place),
    language: languages,
    distribution: distributions.map((part) => ({
      '@type': 'dcat:Distribution',
      ...(part.kind === 'linked' ? { downloadURL: part.url } : { accessURL: address }),
      mediaType: part.mediaType,
      title: part.title && pickText(part.title),
    })),
    databund: { listing: id, content },
  };
}

/** The members of a DCAT-US catalogue around its datasets. */
export const dataJsonHead = {
  '@context': 'https://project-open-data.cio.gov/v1.1/schema/catalog.jsonld',
  '@type': 'dcat:Catalog',
  conformsTo: 'https://project-open-data.cio.gov/v1.1/schema',
  describedBy: 'https://project-open-data.cio.gov/v1.1/schema/catalog.json',
} as const;

/** Returns the English text, or the first. */
export function pickText(map: LanguageMap): string {
  return map['en'] ?? Object.values(map)[0] ?? '';
}
