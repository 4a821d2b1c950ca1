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
  takeThemes,
  takeTitle,
  makeTermReader,
} from '../dataset-members';
import { isObject, omitEmpty } from '../fields';
import { isEmpty, type Members } from '../members';
import { RecordError } from '../record-error';
import type { Draft, OutsideRecord, SourceRecord } from '../record';
import type { DocumentPart, JsonFormat } from '../format';
import type { SourceObject } from '../source-object';
import { isTrue } from '../values/access';
import { readPeriod } from '../values/period';
import { readArea } from '../values/spatial';

/** Packages as the API of CKAN answers them: `package_show`, `package_search`, `current_package_list_with_resources`, or one in each line. */
export const ckan: JsonFormat = {
  name: 'ckan',
  recognises: (document) => ('success' in document && 'result' in document) || isPackage(document),
  recognisesRecord: isPackage,
  parts: {
    canOpen: (path, container) =>
      (container === 'object' && path.join('.') === 'result') || (container === 'list' && /^result(?:\.results)?$/.test(path.join('.'))),
    hasOwnLists: true,
    isSplit: ({ result }) => Array.isArray(result) || (isObject(result) && 'results' in result),
    list: listPart,
  },
  listRecords,
  identify: ({ id, name }) => id ?? name,
  map,
};

function isPackage(record: SourceObject): boolean {
  return (
    ['metadata_created', 'metadata_modified', 'license_id', 'owner_org', 'organization', 'num_resources'].some((name) => name in record) &&
    ('name' in record || 'id' in record)
  );
}

/** Yields the packages of an answer; its other members belong to none of them. */
function* listPart({ member, value, line }: DocumentPart): Generator<SourceRecord | OutsideRecord> {
  const isPlace = member === 'result' || member === 'result.results';
  if (isPlace && isObject(value)) yield { value, line };
  else yield { path: member.replace(/^result\.(?!results$)/, ''), value, line };
}

/** Yields the only package of a document. */
function* listRecords(document: SourceObject, line: number): Generator<SourceRecord | OutsideRecord> {
  if (!('result' in document)) {
    yield { value: document, line };
    return;
  }
  const { result, ...members } = document;
  yield* listPart({ member: 'result', isElement: false, value: result, line });
  for (const [path, value] of Object.entries(members)) yield { path, value, line };
}

function map(members: Members): Draft {
  const title = takeTitle(members, 'title') ?? takeTitle(members, 'name');
  if (!title) throw new RecordError('MEMBER_MISSING', 'has no title');
  const state = members.value['state'];
  if (isTrue(members.value['private']) || (typeof state === 'string' && state !== 'active'))
    throw new RecordError('ACCESS_NOT_PUBLIC', 'is private or not active');
  return omitEmpty({
    title,
    description: takeDescription(members, 'notes'),
    publisher: takeOrganisation(members),
    licence: takeLicence(members, ['license_url', 'license_title', 'license_id']),
    issued: takeDate(members, 'metadata_created'),
    modified: takeDate(members, 'metadata_modified'),
    keywords: takeTags(members),
    theme: takeThemes(members, 'groups'),
    landingPage: takeAddress(members, ['url']),
    languages: takeLanguages(members, 'language'),
    ...takeExtras(members),
    distributions: members.listObjects('resources').flatMap(mapResource),
  });
}

function takeOrganisation(members: Members): ListingContent['publisher'] {
  const { organization } = members.value;
  const title = members.object('organization');
  if (!isObject(organization) || !title) return undefined;
  const name = takeTitle(title, 'title');
  return name ? { name } : takePublisher(members, 'organization');
}

/** A tag is an object with a name. */
function takeTags(members: Members): string[] {
  const { tags } = members.value;
  if (!Array.isArray(tags) || !tags.some(isObject)) return takeKeywords(members, 'tags');
  const seen = new Set<string>();
  for (const tag of members.listObjects('tags')) takeKeywords(tag, 'name', seen);
  return [...seen];
}

/** Reads the extras that portals use for the members of DCAT. */
function takeExtras(members: Members): Partial<ListingContent> {
  const byKey = new Map(members.listObjects('extras').map((extra) => [String(extra.value['key']), extra]));
  const frequency =
    byKey.get('frequency')?.take('value', makeTermReader(200)) ?? byKey.get('accrual_periodicity')?.take('value', makeTermReader(200));
  return omitEmpty({ frequency, spatial: takeSpatial(members, byKey), temporal: takeTemporal(members, byKey) });
}

type Extras = ReadonlyMap<string, Members>;
/** The extras of ckanext-dcat with an area; the names of places come last. */
const areaKeys: readonly string[] = ['spatial', 'spatial_geom', 'spatial_bbox', 'spatial_text', 'spatial_uri', 'spatial_centroid'];
/** The extras of ckanext-spatial with the sides of a box. */
const sideKeys: readonly string[] = ['bbox-west-long', 'bbox-south-lat', 'bbox-east-long', 'bbox-north-lat'];

function takeSpatial(members: Members, byKey: Extras): ListingContent['spatial'] {
  const coverage = members.object('spatial_coverage');
  const places: readonly (readonly [Members | undefined, string])[] = [
    [members, 'spatial'],
    ...areaKeys.map((key) => [byKey.get(key), 'value'] as const),
    ...['geom', 'bbox', 'text', 'uri', 'centroid'].map((name) => [coverage, name] as const),
  ];
  const sides = listValues(byKey, sideKeys);
  const box = sides.length === sideKeys.length ? members.combine('extras', () => readArea(sides, members.options.language)) : undefined;
  return box ?? findFirst(places, ([place, name]) => place && takeArea(place, name));
}

function takeTemporal(members: Members, byKey: Extras): ListingContent['temporal'] {
  const places: readonly (readonly [Members | undefined, string])[] = [
    [byKey.get('temporal'), 'value'],
    [byKey.get('temporal_coverage'), 'value'],
    [members, 'temporal_coverage'],
  ];
  const [from, until] = ['temporal_start', 'temporal_end'].map((key) => listValues(byKey, [key])[0]);
  return (
    findFirst(places, ([place, name]) => place && takePeriod(place, name)) ??
    (from === undefined && until === undefined ? undefined : members.combine('extras', () => readPeriod({ from, until })))
  );
}

/** Lists the values of the extras that are there. */
function listValues(byKey: Extras, keys: readonly string[]): readonly unknown[] {
  return keys.map((key) => byKey.get(key)?.value['value']).filter((value) => !isEmpty(value));
}

function findFirst<T, R>(values: readonly T[], read: (value: T) => R | undefined): R | undefined {
  for (const value of values) {
    const found = read(value);
    if (found !== undefined) return found;
  }
  return undefined;
}

function mapResource(members: Members): Distribution[] {
  const url = takeAddress(members, ['url']);
  if (url === undefined) {
    members.note('raw', [], 'is a resource without a web address');
    return [];
  }
  const mediaType = takeMediaType(members, ['mimetype']);
  return [{ kind: 'linked', ...omitEmpty({ url, mediaType, title: takeTitle(members, 'name') }) }];
}
