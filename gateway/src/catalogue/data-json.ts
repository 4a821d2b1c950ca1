import type { Distribution, LanguageMap, ListingContent } from '@databund/model';
import type { Listed } from './dcat-node';

/** Describes a listing as a dataset of DCAT-US 1.1. All that it says is under `databund`, exactly. */
export function describeDataJson({ id, content, at }: Listed, base: string): object {
  const { title, description = title, publisher, keywords = [], modified = at, distributions = [] } = content;
  const address = `${base}/v1/listings/${id}`;
  return {
    '@type': 'dcat:Dataset',
    identifier: id,
    title: pickText(title),
    description: pickText(description),
    accessLevel: 'public',
    publisher: { '@type': 'org:Organization', name: publisher ? pickText(publisher.name) : 'unspecified' },
    keyword: keywords,
    theme: content.theme,
    license: content.licence,
    landingPage: content.landingPage ?? address,
    accrualPeriodicity: content.frequency,
    issued: content.issued,
    modified,
    temporal: describePeriod(content.temporal),
    spatial: describeArea(content.spatial),
    language: content.languages,
    distribution: distributions.map((part) => describePart(part, address)),
    databund: { listing: id, content },
  };
}

function describePart(part: Distribution, address: string): object {
  return {
    '@type': 'dcat:Distribution',
    ...(part.kind === 'linked' ? { downloadURL: part.url } : { accessURL: address }),
    mediaType: part.mediaType,
    title: part.title && pickText(part.title),
  };
}

function describePeriod(period: ListingContent['temporal']): string | undefined {
  return period && `${period.from ?? '..'}/${period.until ?? '..'}`;
}

function describeArea(area: ListingContent['spatial']): string | undefined {
  const { bbox, place } = area ?? {};
  if (bbox) return [bbox.westE7, bbox.southE7, bbox.eastE7, bbox.northE7].map((side) => side / 1e7).join(',');
  return place && pickText(place);
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
