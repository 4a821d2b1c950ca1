import type { Distribution, ListingContent } from '@databund/model';
import {
  makeAddressReader,
  takeAddress,
  takeArea,
  takeDate,
  takeDescription,
  takeKeywords,
  takeLanguages,
  takeLicence,
  takeMediaType,
  takePeriod,
  takePublisher,
  takeThemes,
  takeTitle,
  makeTermReader,
} from '../dataset-members';
import { getOwn, isObject, omitEmpty } from '../fields';
import { getId, prefixes } from '../input/rdf-graph';
import type { Members } from '../members';
import { RecordError } from '../record-error';
import type { CatalogueContext, Format } from '../format';
import type { Draft } from '../record';
import type { SourceObject } from '../source-object';
import { findRestriction } from '../values/access';
import { readText } from '../values/text';
import { readOwnTerms } from './own-terms';

const dcat = prefixes['dcat'] ?? '';
/** The types of things that become listings. */
export const recordTypes = [`${dcat}Dataset`, `${dcat}DatasetSeries`, `${dcat}DataService`] as const;
/** The type of a catalogue, which becomes no listing. */
export const catalogType = `${dcat}Catalog`;

/** DCAT-AP 2 and 3 in any form of RDF: datasets, series and services. */
export const dcatAp: Format = {
  name: 'dcat-ap',
  // Our own exports give the identifier of the source; elsewhere the address of a thing is what stays.
  identify: (record) => ('databund:listing' in record ? undefined : getId(record)) ?? readText(readFirst(record['dct:identifier'])),
  map,
};

function readFirst(value: unknown): unknown {
  const only: unknown = Array.isArray(value) ? value[0] : value;
  return isObject(only) ? (only['@value'] ?? only['@id']) : only;
}

function map(members: Members, { type = 'dataset' }: CatalogueContext): Draft {
  members.dropImplied('@type', /^dcat:(?:Dataset|DatasetSeries|DataService|Resource)$/);
  const title = takeTitle(members, 'dct:title');
  if (!title) throw new RecordError('MEMBER_MISSING', 'has no title');
  const distributions = type === 'service' ? mapEndpoints(members) : members.listObjects('dcat:distribution').flatMap(mapDistribution);
  const draft = {
    ...omitEmpty({
      title,
      access: findRestriction(members.value['dct:accessRights']),
      description: takeDescription(members, 'dct:description'),
      publisher: mapPublisher(members),
      licence: takeLicence(members, ['dct:license']) ?? findCommonLicence(members),
      issued: takeDate(members, 'dct:issued'),
      modified: takeDate(members, 'dct:modified'),
      keywords: takeKeywords(members, 'dcat:keyword'),
      theme: takeThemes(members, 'dcat:theme'),
      landingPage: takeAddress(members, ['dcat:landingPage']),
      frequency: members.take('dct:accrualPeriodicity', makeTermReader(200)),
      languages: takeLanguages(members, 'dct:language'),
      spatial: takeArea(members, 'dct:spatial'),
      temporal: takePeriod(members, 'dct:temporal'),
      kind: type === 'service' ? ('api' as const) : undefined,
      distributions,
    }),
  };
  return readOwnTerms(members.value, draft) ?? draft;
}

function mapPublisher(members: Members): ListingContent['publisher'] {
  members.object('dct:publisher')?.dropImplied('@type', /^(?:foaf:(?:Agent|Organization)|vcard:Organization|org:Organization)$/);
  return takePublisher(members, 'dct:publisher', 'foaf:homepage');
}

/** Returns the licence that all distributions of a dataset have. Each keeps it in the source. */
function findCommonLicence(members: Members): string | undefined {
  const licences = members
    .listObjects('dcat:distribution')
    .map((each) => getId(each.value['dct:license']) ?? getId(readObject(each.value['dct:license'])));
  const [first] = licences;
  if (first === undefined || !licences.every((each) => each === first)) return undefined;
  members.note('assumed', ['licence'], `the licence of all distributions: ${first}`);
  return getOwn(members.options.rules?.map?.licence, first) ?? first;
}

function readObject(value: unknown): SourceObject {
  const only: unknown = Array.isArray(value) ? value[0] : value;
  return isObject(only) ? only : {};
}

function mapDistribution(members: Members): Distribution[] {
  members.dropImplied('@type', /^dcat:Distribution$/);
  const url = takeAddress(members, ['dcat:downloadURL', 'dcat:accessURL']);
  if (url === undefined) {
    members.note('raw', [], 'is a distribution without a web address');
    return [];
  }
  const mediaType = takeMediaType(members, ['dcat:mediaType']);
  return [{ kind: 'linked', ...omitEmpty({ url, mediaType, title: takeTitle(members, 'dct:title') }) }];
}

function mapEndpoints(members: Members): Distribution[] {
  return ['dcat:endpointURL', 'dcat:endpointDescription'].flatMap((name) =>
    members.takeEach(name, makeAddressReader(members)).map((url): Distribution => ({ kind: 'linked', url })),
  );
}
