import type { Distribution, ListingContent } from '@databund/model';
import {
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
  takeTitle,
} from '../dataset-members';
import { isObject, omitEmpty } from '../fields';
import { isEmpty, type Members } from '../members';
import { RecordError } from '../record-error';
import type { Draft, OutsideRecord, SourceRecord } from '../record';
import type { JsonFormat } from '../format';
import type { SourceObject } from '../source-object';
import { canOpenList } from '../input/split-json';
import { findRestriction } from '../values/access';

const datasetType = /(?:^|[/:])(?:Dataset|DataFeed)$/;

/** Datasets of schema.org as web pages embed them: one, several in `@graph`, or those of a `DataCatalog`. Its context is not fetched. */
export const schemaOrg: JsonFormat = {
  name: 'schema-org',
  recognises: isOfSchemaOrg,
  recognisesRecord: isOfSchemaOrg,
  parts: {
    canOpen: canOpenList,
    isSplit: (outline) => !isOfType(outline),
    list: ({ member, value, line }) => listRecords({ [member]: value }, line),
  },
  listRecords,
  identify: ({ '@id': id, identifier, url, name }) => id ?? readIdentifier(identifier) ?? url ?? name,
  map,
};

function isOfSchemaOrg({ '@context': context }: SourceObject): boolean {
  return /https?:\/\/(?:www\.)?schema\.org\b/.test(JSON.stringify(context ?? ''));
}

function readIdentifier(value: unknown): unknown {
  const only: unknown = Array.isArray(value) ? value[0] : value;
  return isObject(only) ? (only['value'] ?? only['@id'] ?? only['@value']) : only;
}

function* listRecords(document: SourceObject, line: number): Generator<SourceRecord | OutsideRecord> {
  if (isOfType(document)) {
    yield { value: document, line };
    return;
  }
  for (const [path, member] of Object.entries(document)) {
    for (const each of Array.isArray(member) ? member : [member]) {
      if (isObject(each) && isOfType(each)) yield { value: each, line };
      else if (isObject(each) && path === '@graph') yield* listRecords(each, line);
      else if (!isEmpty(each)) yield { path, value: each, line };
    }
  }
}

function isOfType({ '@type': type }: SourceObject): boolean {
  return (Array.isArray(type) ? type : [type]).some((each) => typeof each === 'string' && datasetType.test(each));
}

function map(members: Members): Draft {
  members.dropImplied('@context', /schema\.org/);
  members.dropImplied('@type', datasetType);
  const title = takeTitle(members, 'name') ?? takeTitle(members, 'headline');
  if (!title) throw new RecordError('MEMBER_MISSING', 'has no name');
  return omitEmpty({
    title,
    access: findRestriction(members.value['conditionsOfAccess']),
    description: takeDescription(members, 'description'),
    publisher: takePublisher(members, 'publisher', 'url') ?? mapOrganisation(members),
    licence: takeLicence(members, ['license']),
    issued: takeDate(members, 'datePublished') ?? takeDate(members, 'dateCreated'),
    modified: takeDate(members, 'dateModified'),
    keywords: takeKeywords(members, 'keywords'),
    landingPage: takeAddress(members, ['url', 'mainEntityOfPage']),
    languages: takeLanguages(members, 'inLanguage'),
    spatial: takeArea(members, 'spatialCoverage'),
    temporal: takePeriod(members, 'temporalCoverage'),
    distributions: [...members.listObjects('distribution'), ...members.listObjects('encoding')].flatMap(mapDistribution),
  });
}

/** A creator is listed only if it is an organisation, never if it is a person. */
function mapOrganisation(members: Members): ListingContent['publisher'] {
  const creator = ['creator', 'provider', 'sourceOrganization'].find((name) =>
    /Organi[sz]ation$/.test(String(members.object(name)?.value['@type'])),
  );
  return creator === undefined ? undefined : takePublisher(members, creator, 'url');
}

function mapDistribution(members: Members): Distribution[] {
  members.dropImplied('@type', /(?:^|[/:])DataDownload$/);
  const url = takeAddress(members, ['contentUrl', 'url']);
  if (url === undefined) {
    members.note('raw', [], 'is a distribution without a web address');
    return [];
  }
  const mediaType = takeMediaType(members, ['encodingFormat', 'fileFormat']);
  return [{ kind: 'linked', ...omitEmpty({ url, mediaType, title: takeTitle(members, 'name') }) }];
}
