import type { Distribution } from '@databund/model';
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
import { isObject, omitEmpty } from '../fields';
import type { Members } from '../members';
import { RecordError } from '../record-error';
import { DocumentFault } from '../input/document-fault';
import type { JsonContainer } from '../input/split-json';
import type { CatalogueContext, DocumentPart, JsonFormat } from '../format';
import type { Draft, OutsideRecord, SourceRecord } from '../record';
import type { SourceObject } from '../source-object';
import { findRestriction } from '../values/access';
import { readText } from '../values/text';
import { readOwnContent } from './own-terms';

const lists = { dataset: 'dataset', service: 'service', datasetSeries: 'series', catalog: 'dataset' } as const;
type RecordType = (typeof lists)[keyof typeof lists];
/** The members in which DCAT-US 3 writes records inside others. */
const innerLists: Readonly<Record<string, 'dataset'>> = { seriesMember: 'dataset', servesDataset: 'dataset' };
const addressNames = ['downloadURL', 'accessURL', 'url'];

/** DCAT-US 1.1 and 3 `data.json` (https://resources.data.gov/resources/dcat-us/): datasets, series, services and nested catalogues. */
export const dcatUs: JsonFormat = {
  name: 'dcat-us',
  hasLists: true,
  recognises: (document) => ('dataset' in document || 'datasetSeries' in document || 'service' in document) && !('@graph' in document),
  recognisesRecord: (record) =>
    'identifier' in record && 'title' in record && ('accessLevel' in record || 'publisher' in record || 'distribution' in record),
  parts: { canOpen, hasOwnLists: true, hasRootList: true, list: listPart },
  listRecords: (document, line) => unfold(document, line, 'dataset'),
  identify: ({ identifier }) => readIdentifier(Array.isArray(identifier) && identifier.length === 1 ? identifier[0] : identifier),
  map,
};

/** Opens the lists of a catalogue, also those of catalogues inside it. */
function canOpen(path: readonly string[], container: JsonContainer): boolean {
  const isInside = path.slice(0, -1).every((name) => name === 'catalog');
  const last = path.at(-1);
  return last !== undefined && isInside && (container === 'list' ? isList(last) : last === 'catalog');
}

/** Yields the records of a part of a catalogue. An only record without the list around it counts. */
function* listPart({ member, isElement, value, line }: DocumentPart): Generator<SourceRecord | OutsideRecord> {
  const name = member === '' ? 'dataset' : (member.split('.').at(-1) ?? '');
  const isPlace = isList(name) && /^(?:catalog\.)*\w*$/.test(member);
  if (!isPlace || value === null || value === undefined) yield { path: member, value, line };
  else if (isObject(value)) yield* unfold(value, line, lists[name]);
  else if (isElement) throw new RecordError('MEMBER_INVALID', 'is not an object');
  else throw new DocumentFault(`has a member ${member} that is not a list`, line);
}

/** Yields a record, and the whole records that are written inside it; those leave their identifiers. */
function* unfold(element: SourceObject, line: number, type: RecordType): Generator<SourceRecord> {
  const inside: SourceRecord[] = [];
  const members = Object.entries(element).map(([name, member]): [string, unknown] => {
    const innerType = Object.hasOwn(innerLists, name) && typeof member === 'object' ? innerLists[name] : undefined;
    if (innerType === undefined) return [name, member];
    const take = (each: unknown): unknown => {
      if (!isObject(each) || !dcatUs.recognisesRecord(each)) return each;
      inside.push(...unfold(each, line, innerType));
      return { identifier: each['identifier'] };
    };
    return [name, Array.isArray(member) ? member.map(take) : take(member)];
  });
  yield { value: inside.length === 0 ? element : Object.fromEntries(members), line, type };
  for (const each of inside) yield { ...each, isNested: true };
}

function isList(name: string): name is keyof typeof lists {
  return Object.hasOwn(lists, name);
}

/** DCAT-US 3 writes an identifier as an object. */
function readIdentifier(value: unknown): unknown {
  if (!isObject(value)) return value;
  return ['@id', 'notation', 'identifier', 'skos:notation']
    .map((name) => value[name])
    .find((each) => typeof each === 'string' && each !== '');
}

function map(members: Members, { type = 'dataset' }: CatalogueContext): Draft {
  const own = readOwnContent(members.value);
  if (own) return own;
  members.dropImplied('@type', /^(?:\w+:)?(?:Dataset|DataService|DatasetSeries)$/);
  const title = takeTitle(members, 'title');
  if (!title) throw new RecordError('MEMBER_MISSING', 'has no title');
  return {
    ...omitEmpty({
      title,
      access: readAccess(members.value),
      description: takeDescription(members, 'description'),
      publisher: mapPublisher(members),
      licence: takeLicence(members, ['license']),
      issued: takeDate(members, 'issued'),
      modified: takeDate(members, 'modified'),
      keywords: takeKeywords(members, 'keyword'),
      theme: takeThemes(members, 'theme'),
      landingPage: takeAddress(members, ['landingPage']),
      frequency: members.take('accrualPeriodicity', makeTermReader(200)),
      languages: takeLanguages(members, 'language'),
      spatial: takeArea(members, 'spatial'),
      temporal: takePeriod(members, 'temporal'),
      kind: type === 'service' ? ('api' as const) : undefined,
      distributions: type === 'service' ? mapEndpoints(members) : members.listObjects('distribution').flatMap(mapDistribution),
    }),
  };
}

/** Reads the level of access of DCAT-US 1.1, or the rights of DCAT-US 3 if they are not public. */
function readAccess({ accessLevel: level, accessRights: rights }: SourceObject): string | undefined {
  const access = level === undefined || level === null ? undefined : (readText(level) ?? '');
  return access === undefined || access.toLowerCase() === 'public' ? (findRestriction(rights) ?? access) : access;
}

function mapPublisher(members: Members): Draft['publisher'] {
  members.object('publisher')?.dropImplied('@type', /^(?:\w+:)?(?:Organization|Agent)$/);
  return takePublisher(members, 'publisher');
}

/** Lists a distribution by the first of its addresses that a browser can open. Without one, the distribution stays in the source. */
function mapDistribution(members: Members): Distribution[] {
  members.dropImplied('@type', /^(?:\w+:)?Distribution$/);
  const url = takeAddress(members, addressNames) ?? takeEndpoint(members);
  if (url === undefined) {
    members.note('raw', [], 'is a distribution without a web address');
    return [];
  }
  const mediaType = takeMediaType(members, ['mediaType']);
  return [{ kind: 'linked', ...omitEmpty({ url, mediaType, title: takeTitle(members, 'title') }) }];
}

/** Takes the address of the service through which a distribution without an address of its own is reached. */
function takeEndpoint(members: Members): string | undefined {
  const service = members.object('accessService');
  return service && takeAddress(service, ['endpointURL']);
}

function mapEndpoints(members: Members): Distribution[] {
  return ['endpointURL', 'endpointDescription', 'accessURL'].flatMap((name) =>
    takeAddresses(members, name).map((url): Distribution => ({ kind: 'linked', url })),
  );
}

/** Takes one address, or those of a list. */
function takeAddresses(members: Members, name: string): readonly string[] {
  if (Array.isArray(members.value[name])) return members.takeEach(name, makeAddressReader(members));
  return [members.take(name, makeAddressReader(members))].filter((url) => url !== undefined);
}
