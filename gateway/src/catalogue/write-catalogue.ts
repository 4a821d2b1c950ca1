import { csvHead, writeCsvRow } from './catalogue-csv';
import { dataJsonHead, describeDataJson } from './data-json';
import { describeDataset, type LdNode, type Listed } from './dcat-node';
import { writeJsonLd, writeTurtle } from './write-rdf';

/** The types of media of a catalogue, by the name of their format. */
export const catalogueTypes = {
  jsonld: 'application/ld+json',
  turtle: 'text/turtle',
  csv: 'text/csv',
  'data-json': 'application/json',
} as const;
export type CatalogueFormat = keyof typeof catalogueTypes;

/** A page of a catalogue: its listings, its own address, and that of the page after it. */
export interface CataloguePage {
  readonly listings: readonly Listed[];
  readonly base: string;
  readonly address: string;
  readonly next?: string | undefined;
}

/** Writes a page of a catalogue in one of the formats. */
export function writeCatalogue(format: CatalogueFormat, page: CataloguePage): string {
  const { listings, base } = page;
  if (format === 'csv') return csvHead + listings.map((each) => writeCsvRow(each, base)).join('');
  if (format === 'data-json') return JSON.stringify({ ...dataJsonHead, dataset: listings.map((each) => describeDataJson(each, base)) });
  const datasets = listings.map((each) => describeDataset(each, base));
  const things = [describeCatalogue(page, datasets), ...datasets];
  return format === 'turtle' ? writeTurtle(things) : writeJsonLd(things);
}

/** Writes one listing in one of the formats. */
export function writeListing(format: CatalogueFormat, listing: Listed, base: string): string {
  if (format === 'csv') return csvHead + writeCsvRow(listing, base);
  if (format === 'data-json') return JSON.stringify(describeDataJson(listing, base));
  const things = [describeDataset(listing, base)];
  return format === 'turtle' ? writeTurtle(things) : writeJsonLd(things);
}

function describeCatalogue({ base, address, next }: CataloguePage, datasets: readonly LdNode[]): LdNode {
  return {
    '@id': `${base}/v1/catalogue`,
    '@type': ['dcat:Catalog', 'hydra:Collection'],
    'dct:title': { '@value': 'Catalogue of the exchange', '@language': 'en' },
    'dct:description': { '@value': 'The listings of a Databund exchange that its reader may see.', '@language': 'en' },
    'dct:publisher': { '@id': `${base}/`, '@type': 'foaf:Agent', 'foaf:name': 'Databund exchange' },
    'dcat:dataset': datasets.map(({ '@id': id = '' }) => ({ '@id': id })),
    'hydra:view': {
      '@id': address,
      '@type': 'hydra:PartialCollectionView',
      'hydra:next': next === undefined ? undefined : { '@id': next },
    },
  };
}
