import { toCanonicalJson, type Distribution, type LanguageMap, type ListingContent } from '@databund/model';

/** A value of JSON-LD: text, a typed value, a reference, a thing, or several. */
export type LdValue = string | LdNode | readonly LdValue[];
/** A thing or a value of JSON-LD by short names. */
export interface LdNode {
  readonly [name: string]: LdValue | undefined;
}

/** A listing as exports need it. */
export interface Listed {
  readonly id: string;
  readonly version: number;
  readonly content: ListingContent;
  /** The time of its last change. */
  readonly at: string;
}

/** The prefixes of exports. Terms of our own say exactly what a listing has. */
export const prefixes = {
  dcat: 'http://www.w3.org/ns/dcat#',
  dct: 'http://purl.org/dc/terms/',
  foaf: 'http://xmlns.com/foaf/0.1/',
  skos: 'http://www.w3.org/2004/02/skos/core#',
  spdx: 'http://spdx.org/rdf/terms#',
  hydra: 'http://www.w3.org/ns/hydra/core#',
  xsd: 'http://www.w3.org/2001/XMLSchema#',
  rdf: 'http://www.w3.org/1999/02/22-rdf-syntax-ns#',
  databund: 'urn:databund:terms#',
} as const;

const scheme = 'urn:databund:themes';
const checksumAlgorithm = 'http://spdx.org/rdf/terms#checksumAlgorithm_sha256';

/** Describes a listing as a dataset of DCAT-AP 3, with a term of our own for each member that DCAT-AP does not say exactly. */
export function describeDataset({ id, content }: Listed, base: string): LdNode {
  const address = `${base}/v1/listings/${id}`;
  const { theme = [], publisher, languages = [], distributions = [], licence } = content;
  return {
    '@id': address,
    '@type': 'dcat:Dataset',
    // Two sources can give the same identifier, so that of the source is a term of our own.
    'dct:identifier': id,
    'dct:title': listTexts(content.title),
    'dct:description': listTexts(content.description ?? content.title),
    'dct:publisher': publisher && {
      '@type': 'foaf:Agent',
      'foaf:name': listTexts(publisher.name),
      ...(publisher.homepage !== undefined && { 'foaf:homepage': { '@id': publisher.homepage, '@type': 'foaf:Document' } }),
    },
    'dcat:keyword': content.keywords ?? [],
    'dcat:theme': theme.map(describeTheme),
    'dcat:landingPage': describeLink(content.landingPage, 'foaf:Document'),
    'dct:language': languages.map((tag) => ({ '@type': 'dct:LinguisticSystem', 'rdf:value': tag })),
    'dct:accrualPeriodicity': describeTerm(content.frequency, 'dct:Frequency'),
    'dct:issued': describeDate(content.issued),
    'dct:modified': describeDate(content.modified),
    'dct:temporal': describePeriod(content.temporal),
    'dct:spatial': describeArea(content.spatial),
    'dcat:distribution': distributions.map((each, index) =>
      describeDistribution(each, `${address}#distribution-${String(index + 1)}`, { address, licence }),
    ),
    'databund:listing': id,
    'databund:isUndescribed': content.description ? undefined : 'true',
    ...listOwnTerms(content),
  };
}

/** Lists the terms of our own: each member but those whose texts RDF keeps exactly, as canonical JSON. */
function listOwnTerms(content: ListingContent): LdNode {
  const members = Object.entries(content).filter(([name, value]) => !isExact(name, value));
  return Object.fromEntries(members.map(([name, value]) => [`databund:${name}`, toCanonicalJson(value)]));
}

/** Returns whether a text in several languages comes back from RDF as it is: tags in canonical form, no blanks around. */
function isExact(name: string, value: unknown): boolean {
  if ((name !== 'title' && name !== 'description') || typeof value !== 'object' || value === null) return false;
  return Object.entries(value).every(
    ([tag, text]) => /^[a-z]{2}(?:-[A-Z]{2})?$/.test(tag) && typeof text === 'string' && text === text.trim() && !/[\p{Cc}]/u.test(text),
  );
}

function listTexts(map: LanguageMap): LdValue {
  return Object.entries(map).map(([language, text]) => ({ '@value': text, '@language': language }));
}

function describeTheme(theme: string): LdNode {
  const isAddress = /^https?:\/\/\S+$/.test(theme) && URL.canParse(theme);
  const id = isAddress ? theme : `${scheme}:${encodeURIComponent(theme)}`;
  return {
    '@id': id,
    '@type': 'skos:Concept',
    'skos:prefLabel': { '@value': theme, '@language': 'en' },
    'skos:inScheme': { '@id': scheme, '@type': 'skos:ConceptScheme', 'dct:title': 'Themes of the exchange' },
  };
}

function describeLink(address: string | undefined, type: string): LdNode | undefined {
  return address === undefined ? undefined : { '@id': address, '@type': type };
}

/** Describes a term by its address, or by its text. */
function describeTerm(text: string | undefined, type: string): LdNode | undefined {
  if (text === undefined) return undefined;
  return /^https?:\/\/[^\s<>"{}|\\^`]+$/.test(text) ? { '@id': text, '@type': type } : { '@type': type, 'rdf:value': text };
}

function describeDate(date: string | undefined): LdNode | undefined {
  if (date === undefined) return undefined;
  const forms: readonly (readonly [RegExp, string])[] = [
    [/^\d{4}-\d\d-\d\d(?:Z|[+-]\d\d:\d\d)?$/, 'xsd:date'],
    [/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?$/, 'xsd:dateTime'],
    [/^\d{4}-\d\d$/, 'xsd:gYearMonth'],
    [/^\d{4}$/, 'xsd:gYear'],
  ];
  const [, type = 'xsd:string'] = forms.find(([form]) => form.test(date)) ?? [];
  return { '@value': date, '@type': type };
}

function describePeriod(period: ListingContent['temporal']): LdNode | undefined {
  if (!period) return undefined;
  return { '@type': 'dct:PeriodOfTime', 'dcat:startDate': describeDate(period.from), 'dcat:endDate': describeDate(period.until) };
}

function describeArea(area: ListingContent['spatial']): LdNode | undefined {
  if (!area) return undefined;
  const { bbox, place } = area;
  const box = bbox && [bbox.westE7, bbox.southE7, bbox.eastE7, bbox.northE7].map((side) => String(side / 1e7));
  const [west = '', south = '', east = '', north = ''] = box ?? [];
  const polygon = `POLYGON((${[`${west} ${south}`, `${east} ${south}`, `${east} ${north}`, `${west} ${north}`, `${west} ${south}`].join(', ')}))`;
  return {
    '@type': 'dct:Location',
    'dcat:bbox': box && { '@value': polygon, '@type': 'http://www.opengis.net/ont/geosparql#wktLiteral' },
    'skos:prefLabel': place && listTexts(place),
  };
}

interface Around {
  readonly address: string;
  readonly licence: string | undefined;
}

/** Describes a part of a dataset. The address of a held file is that of its listing, at which access is requested. */
function describeDistribution(part: Distribution, id: string, { address, licence }: Around): LdNode {
  const own: LdNode =
    part.kind === 'linked'
      ? { 'dcat:accessURL': { '@id': part.url } }
      : {
          'dcat:accessURL': { '@id': address },
          'dcat:byteSize': { '@value': String(part.byteSize), '@type': 'xsd:nonNegativeInteger' },
          'spdx:checksum': {
            '@type': 'spdx:Checksum',
            'spdx:algorithm': { '@id': checksumAlgorithm, '@type': 'spdx:ChecksumAlgorithm' },
            'spdx:checksumValue': { '@value': part.hash.value, '@type': 'xsd:hexBinary' },
          },
        };
  const media = part.mediaType;
  const mediaAddress =
    media !== undefined && /^[\w.+-]+\/[\w.+-]+$/.test(media) ? `https://www.iana.org/assignments/media-types/${media}` : undefined;
  return {
    '@id': id,
    '@type': 'dcat:Distribution',
    ...own,
    'dct:title': part.title && listTexts(part.title),
    'dcat:mediaType': describeLink(mediaAddress, 'dct:MediaType'),
    'dct:license': describeTerm(licence, 'dct:LicenseDocument'),
  };
}
